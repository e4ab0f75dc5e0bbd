/** Gathers the files of all programs of an image, and says in the notes why each goes along. */

import { lookup } from '../../effects/contents';
import { assignments } from '../../model/assignments';
import { lookupIn } from '../../model/environment';
import { expand } from '../../model/expand';
import { parentPath } from '../../model/paths';
import type { Ledger } from '../decision';
import { decline, note } from '../decision';
import { gitIgnored, namedButAbsent } from './absent-files';
import type { Asset, Assets, PathHint } from './assets';
import { findAssets } from './assets';
import type { StartedProgram } from './programs';
import type { SplitInput, SplitInputLinkings } from './split';

export function collectAssets(
  linkings: SplitInputLinkings,
  workdir: string,
  started: StartedProgram,
  input: SplitInput,
  ledger: Ledger,
): (Asset & { readonly optional: boolean })[] {
  const found = new Map<string, Assets['paths'][number]>();
  const unnamed = new Set<string>();
  const ignored = gitIgnored(input.subject.context.texts);
  const absent = new Map<string, string>();
  for (const { linking } of linkings) {
    if (linking.program === undefined) continue;
    if (linking.program.unread !== undefined) {
      decline(
        ledger,
        `\`${linking.program.unread}\` could not be read: which files the program needs cannot be told.`,
        linking.program.output.build.command.span,
      );
      continue;
    }
    const assets = findAssets(
      linking.program,
      workdir,
      parentPath(started.realPath),
      input.effects,
      input.subject.tree,
      pathHints(input),
      ignored,
      input.subject.context.texts,
    );
    for (const file of assets.absent) if (!absent.has(file.path)) absent.set(file.path, file.evidence);
    for (const asset of assets.paths) if (!found.has(asset.path)) found.set(asset.path, asset);
    for (const file of assets.unnamed) unnamed.add(file);
  }
  const { contents } = input.effects;
  for (const file of namedButAbsent(input.chain, input.subject.build, input.subject.tree, contents)) {
    if (file.unclear === true) {
      decline(
        ledger,
        `${file.evidence} copies what the build context does not have: what it brings cannot be told.`,
        input.effects.stage.imageSpan,
      );
    } else if (!absent.has(file.path)) absent.set(file.path, file.evidence);
  }
  const paths = [...found.values()].filter(
    asset => lookup(input.effects.contents, asset.path).presence !== 'no',
  );
  const kept = paths.filter(
    asset =>
      !paths.some(other => other !== asset && other.directory && asset.path.startsWith(`${other.path}/`)),
  );
  const result = kept.map(asset => ({ ...asset, optional: isGitIgnored(asset, linkings, ignored) }));
  for (const asset of result) {
    note(
      ledger,
      asset.optional
        ? `\`${asset.path}\` goes along where it exists, because Git ignores it: ${asset.evidence}.`
        : `\`${asset.path}\` goes along: ${asset.evidence}.`,
    );
  }
  for (const [path, evidence] of absent) {
    if (kept.some(asset => path === asset.path || (asset.directory && path.startsWith(`${asset.path}/`))))
      continue;
    result.push({ path, directory: false, evidence, optional: true });
    note(
      ledger,
      `\`${path}\` is not in the build context now, but is wanted (${evidence}): it goes along wherever a build finds it.`,
    );
  }
  const left = [...unnamed].filter(
    file => !kept.some(asset => file === asset.path || file.startsWith(`${asset.path}/`)),
  );
  if (left.length > 0) {
    const shown = left
      .slice(0, 5)
      .map(file => `\`${file}\``)
      .join(', ');
    note(
      ledger,
      `Left behind, because nothing in the sources names them: ${shown}${left.length > 5 ? ` and ${left.length - 5} more` : ''}.`,
    );
  }
  return result;
}

/** A fresh clone does not have what Git ignores: a COPY that insists on it would fail there. */
function isGitIgnored(
  asset: Asset,
  linkings: SplitInputLinkings,
  ignored: (path: string) => boolean,
): boolean {
  const view = linkings[0]?.output.view;
  if (view === undefined) return false;
  const sources = [...view.files]
    .filter(([path]) => path === asset.path || path.startsWith(`${asset.path}/`))
    .map(([, source]) => source);
  return sources.length > 0 && sources.every(source => ignored(source));
}

/** Arguments of the command and values of ENV: a program is told its paths there. */
function pathHints(input: SplitInput): PathHint[] {
  const hints: PathHint[] = [];
  for (const word of input.launch.argv.slice(1)) {
    const value = word.value.replace(/^--?[\w.-]+=/, '');
    hints.push({ value, evidence: `an argument of the command, \`${word.value}\`` });
  }
  const { escape } = input.subject.dockerfile;
  for (const { stage } of input.chain) {
    for (const { instruction, state } of stage.steps) {
      if (instruction.keyword !== 'ENV') continue;
      for (const { name, text } of assignments(instruction)) {
        const { value } = expand(text, lookupIn(state.environment), escape);
        if (name === 'PATH' || value === undefined || !/[./]/.test(value)) continue;
        hints.push({ value, evidence: `the value of \`${name}\`` });
      }
    }
  }
  return hints;
}
