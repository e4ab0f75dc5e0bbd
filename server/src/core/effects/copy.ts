/**
 * COPY and ADD by BuildKit's rules (reference, "COPY"; `dockerfile2llb/convert.go`, `dispatchCopy`): a
 * directory's contents are copied, a file goes into a destination that is or must be a directory.
 */
import { lookupIn } from '../model/environment';
import { expand } from '../model/expand';
import { cleanPath } from '../model/paths';
import { flagNamed, type Instruction } from '../syntax/instruction';
import {
  type Contents,
  type EntryKind,
  graft,
  lookup,
  nameIn,
  put,
  throughLinks,
  unknownOwner,
} from './contents';
import { copyContext, keptPart } from './copy-context';
import { type CopySource, copyPaths } from './copy-paths';
import { ownerElsewhere } from './lookup';
import { copyUnknown, join, opaque, owned, type Placement, putFile } from './placement';
import type { ApplyContext } from './stage-effects';

export { matchContext } from './copy-context';
export { type CopyPaths, type CopySource, copyPaths } from './copy-paths';

export function applyCopy(
  context: ApplyContext,
  contentsNamed: (name: string) => Contents | undefined,
): void {
  const { instruction } = context.step;
  const { contents } = context.effects;
  const paths = copyPaths(instruction, context);
  const owner = ownerGiven(context);
  if (paths.destination === undefined) {
    contents.unknownSince ??= instruction;
    return;
  }
  const linked = isOn(instruction, 'link');
  // What is copied onto a link goes where it leads to, whether something is there or not.
  const destination = throughLinks(contents, paths.destination);
  const existing = lookup(contents, destination);
  const isFile = ({ text }: CopySource): boolean =>
    text !== undefined && paths.from === undefined && inContext(context, text) === 'file';
  const overDirectory = existing.entry?.kind === 'directory';
  // BuildKit 0.12 puts several files onto one another where no slash says otherwise; its successors need not.
  const piled = !paths.namesDirectory && !overDirectory && paths.sources.every(isFile);
  const isDirectory = (paths.mustBeDirectory && !piled) || (overDirectory && !linked);
  const place: Placement = {
    contents,
    destination,
    isDirectory,
    // Where layers cannot be merged (the classic image store), BuildKit takes `--link` for an ordinary copy.
    mayBeDirectory:
      existing.presence === 'maybe' ||
      existing.entry?.kind === 'unknown' ||
      (overDirectory && linked) ||
      (paths.mustBeDirectory && piled),
    instruction,
    owner,
    parents: isOn(instruction, 'parents'),
    unpacks:
      instruction.keyword === 'ADD' &&
      !instruction.flags.some(flag => flag.name === 'unpack' && flag.value === 'false'),
  };
  if (existing.presence === 'yes' && existing.entry?.kind === 'link') {
    // Nobody knows where it leads: the files are somewhere.
    contents.unknownSince ??= instruction;
    opaque(place);
    return;
  }
  if (instruction.flags.some(flag => flag.name === 'exclude')) {
    // Which of the files are left out is for the pattern to say.
    opaque(place);
    const folder = paths.sources.some(
      ({ text }) => text !== undefined && inContext(context, text) === 'directory',
    );
    if (isDirectory || folder)
      put(contents, destination, { kind: 'directory', origin: { kind: 'unknown' }, by: instruction });
    return;
  }
  for (const heredoc of instruction.heredocs) {
    const path = isDirectory ? nameIn(destination, heredoc.name) : destination;
    put(contents, path, {
      kind: 'file',
      origin: { kind: 'made', how: 'heredoc' },
      by: instruction,
      ...owned(owner),
    });
  }
  for (const source of paths.sources) {
    if (source.text === undefined) opaque(place);
    else if (paths.from !== undefined) copyFrom(place, source.text, contentsNamed(paths.from));
    else if (instruction.keyword === 'ADD' && /^(?:https?:|git@|git:|ssh:)/.test(source.text)) {
      // What is fetched stays packed unless `--unpack` says otherwise; what is local is unpacked unless it says so.
      if (isOn(instruction, 'unpack')) opaque(place);
      else download(place, source.text);
    } else copyContext(place, source.text, context.tree);
  }
}

const inContext = ({ tree }: ApplyContext, source: string): EntryKind | undefined =>
  tree.find(cleanPath(`/${source}`).slice(1))?.kind;

/** Whom `--chown` names; `?` where a variable in it cannot be known. */
function ownerGiven({ step, build }: ApplyContext): string | undefined {
  const text = flagNamed(step.instruction, 'chown')?.value;
  if (text === undefined) return undefined;
  return expand(text, lookupIn(step.state.environment), build.dockerfile.escape).value ?? unknownOwner;
}

function isOn(instruction: Instruction, name: string): boolean {
  return instruction.flags.some(flag => flag.name === name && flag.value !== 'false');
}

function copyFrom(place: Placement, source: string, from: Contents | undefined): void {
  const path = cleanPath(`/${source}`);
  if (from === undefined || /[*?[]/.test(source)) {
    opaque(place);
    return;
  }
  const named = lookup(from, path);
  // BuildKit follows a source that is a link, and copies what it leads to.
  const real = named.entry?.kind === 'link' && named.presence === 'yes' ? throughLinks(from, path) : path;
  const target = real === path ? named : lookup(from, real);
  const found = target.presence === 'no' ? named : target;
  const { contents, destination, instruction, owner } = place;
  if (found.presence === 'no') {
    // The build stops here; what would come of it is not worth a second finding.
    opaque(place);
    return;
  }
  const kept = owner ?? (found.entry === undefined ? undefined : ownerElsewhere(found.entry, from));
  const copied = (destination: string, path: string): void =>
    graft(contents, {
      destination,
      by: instruction,
      owner,
      keepsOwners: 'foreign',
      source: { kind: 'contents', contents: from, path },
    });
  if (place.parents) {
    const target = join(destination, keptPart(source));
    copied(target, path);
    if (found.presence === 'maybe') opaque(place);
    if (found.entry?.kind === 'file')
      put(
        contents,
        target,
        { kind: 'file', origin: { kind: 'copied', from: found }, by: instruction, ...owned(kept) },
        place,
      );
    return;
  }
  if (found.entry?.kind === 'directory') copied(destination, found === target ? real : path);
  else if (found.entry === undefined || found.entry.kind === 'unknown')
    copyUnknown(place, source, { kind: 'copied', from: found }, kept);
  else putFile(place, path, found.entry.kind, { kind: 'copied', from: found }, false, kept);
}

function download(place: Placement, url: string): void {
  if (/\.git(?:[#?]|$)/.test(url) || !/^https?:/.test(url)) {
    opaque(place);
    return;
  }
  const name = /\/([^/?#]+)(?:[?#].*)?$/.exec(url.replace(/^https?:\/\/[^/]+/, ''))?.[1];
  if (name === undefined) opaque(place);
  else putFile(place, name, 'file', { kind: 'made', how: 'download' });
}
