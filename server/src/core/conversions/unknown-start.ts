/** Why a stage that starts no Go program of the file is not converted. */
import { findImage } from '../catalogue/images';
import { type CopySource, copyPaths } from '../effects/copy-paths';
import type { Entry } from '../effects/layers';
import type { StageEffects } from '../effects/stage-effects';
import { lineage } from '../model/build';
import type { LaunchWord } from '../model/launch';
import { baseName, cleanPath, isWithin, joinPath } from '../model/paths';
import type { Subject } from '../subject';
import type { StartedProgram } from './go/programs';

export function startUnknown(name: string, chain: readonly StageEffects[], subject: Subject): string {
  const install = chain.flatMap(effects => effects.dependencies)[0];
  const language = install === undefined ? undefined : languages[install.ecosystem];
  const image = chain.at(-1)?.stage.imageText ?? '';
  const mirrored = /\/(?:node|python)(?=[:@]|$)/.test(image)
    ? ' If it is a mirror of that image, the setting `imageMirrors` can say so.'
    : '';
  if (language !== undefined)
    return `\`${image}\` is no official image of ${language}: which interpreter runs \`${name}\`, and what that one needs, cannot be told.${mirrored}`;
  const unknown = chain.flatMap(effects => effects.unknown)[0];
  if (unknown !== undefined)
    return `What makes \`${name}\` cannot be told: ${whyUnknown(unknown.what, subject)}.`;
  const root = chain.at(-1)?.stage;
  if (root?.base.kind === 'image' && findImage(root.base.reference) === undefined)
    return `\`${name}\` can only come with the base image \`${image}\`, which Distill does not know: what it needs cannot be told.`;
  return (
    copiedButAbsent(name, chain, subject) ??
    `Where \`${name}\` comes from cannot be told: nothing in the file puts it there.`
  );
}

/**
 * A COPY brings it, or the folder it lies in: from where the context has nothing, what somebody builds beforehand; or
 * from a stage or an image in which nothing that is known makes it.
 */
function copiedButAbsent(
  name: string,
  chain: readonly StageEffects[],
  { build, tree }: Subject,
): string | undefined {
  for (const { stage } of chain)
    for (const step of stage.steps) {
      const { keyword } = step.instruction;
      if (keyword !== 'COPY' && keyword !== 'ADD') continue;
      const { from, sources, destination = '' } = copyPaths(step.instruction, { step, build });
      const program = name.includes('/') ? joinPath(stage.end.workdir ?? '/', name) : undefined;
      const brings = ({ text = '' }: CopySource): boolean =>
        !/[*?[$:]|^<</.test(text) &&
        ([text, destination].some(path => baseName(path) === baseName(name)) ||
          (program !== undefined && isWithin(program, destination)));
      const source = sources.find(
        item =>
          brings(item) &&
          (from !== undefined ||
            (tree.complete && tree.find(cleanPath(`/${item.text ?? ''}`).slice(1)) === undefined)),
      )?.text;
      if (source === undefined) continue;
      return from === undefined
        ? `\`${name}\` comes with \`${keyword} ${source}\`, which is not in the build context: how it was made, and what it needs, cannot be told. Build it in the file, in a stage of its own.`
        : `\`${name}\` comes with \`COPY --from=${from} ${source}\`: which command makes it there, if one does, cannot be told.`;
    }
  return undefined;
}

export function notGo(
  name: string,
  started: StartedProgram,
  chain: readonly StageEffects[],
  subject: Subject,
): string {
  let { entry } = started.found;
  while (entry?.origin.kind === 'copied') entry = entry.origin.from.entry;
  if (entry === undefined || entry.origin.kind === 'unknown') {
    // Copied from a stage whose making of it is not known.
    const makers = subject.effects.filter(effects => effects.unknown.length > 0);
    return startUnknown(name, makers.length > 0 ? makers : chain, subject);
  }
  if (entry?.origin.kind === 'context')
    return `\`${name}\` is the file \`${entry.origin.path}\` of the build context: how it was made, and what it needs, cannot be told.`;
  if (entry?.origin.kind === 'base')
    return `\`${name}\` comes with the base image: on which other one it runs is not known to Distill.`;
  if (entry?.origin.kind === 'made')
    return `\`${name}\` is not built with Go in this file (${entry.origin.how}): what it needs cannot be told.`;
  return onUnknownBase(name, entry, subject) ?? startUnknown(name, chain, subject);
}

/** Why a start that gives a shell a line of commands is no start of a program; undefined for any other. */
export function shellLine([shell, option, line]: readonly LaunchWord[]): string | undefined {
  if (!/^(?:ba|da|a|z|k)?sh$/.test(baseName(shell?.value ?? ''))) return undefined;
  if (!/^-\w*c$/.test(option?.value ?? '') || line === undefined) return undefined;
  return `The container starts a shell, which runs \`${line.value}\`: only a shell can do that.`;
}

/** A compiler that is known, on an image that is not. */
function onUnknownBase(name: string, { origin }: Entry, { effects }: Subject): string | undefined {
  if (origin.kind !== 'built' || origin.artifact.kind !== 'program') return undefined;
  const { artifact } = origin;
  const base = effects.find(({ artifacts }) => artifacts.includes(artifact))?.stage;
  const root = base === undefined ? undefined : lineage(base).at(-1);
  if (root?.base.kind !== 'image' || findImage(root.base.reference) !== undefined) return undefined;
  return `\`${name}\` is built with \`${artifact.tool}\` on \`${root.imageText ?? ''}\`, which Distill does not know: which C library the program needs cannot be told.`;
}

/** Of what is known in general and was not followed here, the file that was not. */
function whyUnknown(what: string, { context }: Subject): string {
  const has = (pattern: RegExp): boolean => [...context.entries.keys()].some(path => pattern.test(path));
  if (what === 'CMakeLists.txt' && !has(/(?:^|\/)CMakeLists\.txt$/))
    return 'there is no `CMakeLists.txt` in the build context';
  if (/^(?:CMakeLists\.txt$|cmake\b)/.test(what)) return `\`${what}\` is not followed as far as that`;
  if (what !== 'make') return `\`${what}\` is not known to Distill`;
  return has(/(?:^|\/)(?:GNUm|M|m)akefile$/)
    ? 'its Makefile is not followed as far as that'
    : '`make` works by a Makefile that is not in the build context';
}

/** Those that are converted on their official images. */
const languages: Readonly<Record<string, string>> = { node: 'Node.js', python: 'Python' };
