/** The hover of COPY and ADD: what lands where, whose it is, and which instruction made it. */
import { type Contents, type Found, lookup, nameIn } from '../effects/contents';
import { copyPaths } from '../effects/copy';
import { type Stage, type Step, targetStage } from '../model/build';
import { cleanPath } from '../model/paths';
import type { Subject } from '../subject';
import { flagNamed, type Instruction } from '../syntax/instruction';
import { ownerText } from './people';

/** Markdown; undefined where the destination cannot be known. */
export function describeCopy(stage: Stage, step: Step, subject: Subject): string | undefined {
  const { instruction } = step;
  const contents = subject.effects[stage.index]?.contents;
  const { sources, destination, from, mustBeDirectory } = copyPaths(instruction, {
    step,
    build: subject.build,
  });
  if (contents === undefined || destination === undefined) return undefined;
  const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
  const origin = from === undefined ? undefined : targetStage(earlier, from);
  const lines = sources.map(({ text, word }) => {
    if (text === undefined) return `- \`${word.text}\` cannot be told before the build`;
    const source = sourceOf(text, origin, from, instruction, subject);
    return `- ${source.text} ${landing(text, source.kind, destination, mustBeDirectory, instruction, contents)}`;
  });
  for (const { name } of instruction.heredocs) {
    const path = mustBeDirectory ? nameIn(destination, name) : destination;
    lines.push(`- the text below becomes the file \`${path}\``);
  }
  const owner = flagNamed(instruction, 'chown')?.value;
  const link = instruction.flags.some(flag => flag.name === 'link' && flag.value !== 'false');
  const notes = [
    `It belongs to ${ownerText(owner)}${owner === undefined ? ', whatever `USER` says' : ''}.`,
    link
      ? 'With `--link` what is at the destination already is not seen: without a slash it becomes a file.'
      : '',
  ];
  return [`${title(instruction, origin, from)}`, lines.join('\n'), notes.filter(Boolean).join(' ')].join(
    '\n\n',
  );
}

function title(instruction: Instruction, origin: Stage | undefined, from: string | undefined): string {
  if (origin !== undefined) return `Copies from the stage \`${origin.name ?? origin.index}\`:`;
  if (from !== undefined) return `Copies from the image \`${from}\`:`;
  return `${instruction.keyword === 'ADD' ? 'Adds' : 'Copies from the build context'}:`;
}

type SourceKind = 'file' | 'directory' | 'pattern' | 'archive' | 'unknown';

function sourceOf(
  text: string,
  origin: Stage | undefined,
  from: string | undefined,
  instruction: Instruction,
  subject: Subject,
): { readonly text: string; readonly kind: SourceKind } {
  const shown = `\`${text}\``;
  if (/[*?[]/.test(text)) return { text: `what \`${text}\` matches`, kind: 'pattern' };
  if (from === undefined && /^(?:https?:|git@|git:|ssh:)/.test(text))
    return { text: `the download of ${shown}`, kind: /\.git(?:[#?]|$)/.test(text) ? 'directory' : 'file' };
  if (from === undefined) {
    if (instruction.keyword === 'ADD' && /\.(?:tar|tgz|txz|tbz2?|tar\.\w+)$/.test(text))
      return { text: `the archive ${shown}`, kind: 'archive' };
    const kind = subject.tree.find(cleanPath(`/${text}`).slice(1))?.kind;
    if (kind === 'directory' || /(?:^|\/)\.?$/.test(text))
      return { text: `the contents of ${shown}`, kind: 'directory' };
    const absent = kind === undefined && subject.tree.complete ? ' (not in the build context)' : '';
    return { text: `${shown}${absent}`, kind: kind === undefined ? 'unknown' : 'file' };
  }
  const contents = origin === undefined ? undefined : subject.effects[origin.index]?.contents;
  if (contents === undefined) return { text: shown, kind: 'unknown' };
  const found = lookup(contents, cleanPath(`/${text}`));
  const maker = makerOf(found, subject);
  if (found.presence === 'no') return { text: `${shown} (**not there**: the build stops)`, kind: 'unknown' };
  if (found.presence === 'yes' && found.entry?.kind === 'directory')
    return { text: `the contents of ${shown}${maker}`, kind: 'directory' };
  return { text: `${shown}${maker}`, kind: found.entry?.kind === 'file' ? 'file' : 'unknown' };
}

/** ` (made by RUN in line 4)`; a copy is followed back to where the thing was made. */
function makerOf(found: Found, subject: Subject): string {
  let entry = found.entry;
  while (entry?.origin.kind === 'copied' && entry.origin.from.entry !== undefined)
    entry = entry.origin.from.entry;
  if (found.presence !== 'yes' || entry === undefined) return '';
  if (entry.origin.kind === 'base') return ' (of the base image)';
  if (entry.by === undefined) return '';
  const line = subject.dockerfile.source.slice(0, entry.by.span.start).split('\n').length;
  return ` (made by \`${entry.by.keyword}\` in line ${line})`;
}

function landing(
  source: string,
  kind: SourceKind,
  destination: string,
  mustBeDirectory: boolean,
  instruction: Instruction,
  contents: Contents,
): string {
  const into = `into the directory \`${destination}\``;
  if (kind === 'directory') return `go ${into}`;
  if (kind === 'archive') return `is unpacked ${into}`;
  if (kind === 'pattern') return mustBeDirectory ? `goes ${into}` : `goes to \`${destination}\``;
  const inside = nameIn(destination, cleanPath(`/${source.replace(/[?#].*$/, '')}`));
  const below = lookup(contents, inside);
  const inIt = mustBeDirectory || (below.presence === 'yes' && below.entry?.by === instruction);
  if (kind === 'file' && inIt) return `becomes the file \`${inside}\``;
  if (kind === 'file' && below.presence === 'maybe' && below.entry?.by === instruction)
    return `becomes the file \`${destination}\`, or \`${inside}\` if that is a directory`;
  if (kind === 'file') return `becomes the file \`${destination}\``;
  return mustBeDirectory
    ? `becomes the file \`${inside}\`, or its contents go ${into}`
    : `becomes the file \`${destination}\`, or its contents go ${into}`;
}
