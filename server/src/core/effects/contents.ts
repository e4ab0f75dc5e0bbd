/**
 * What is in a stage's file system, as far as the instructions tell. Built up layer by layer; a look-up
 * answers `yes`, `no` or `maybe`, and `no` is a claim that must hold.
 */

import { baseName, parentPath } from '../model/paths';
import type { Instruction } from '../syntax/instruction';
import type { Contents, Entry, Found, Graft, Origin } from './layers';
import { lookup, throughLinks, unknownOwner } from './lookup';

export type { Contents, Entry, EntryKind, Found, Graft, Origin, Presence } from './layers';
export { lookup, throughLinks, unknownOwner } from './lookup';

export function newContents(base: (path: string) => Found): Contents {
  return {
    base,
    entries: new Map(),
    implied: new Map(),
    grafts: [],
    graftsAt: new Map(),
    unknownSince: undefined,
    count: 0,
    removedAt: 0,
  };
}

/** What a stage finds that builds on this finished one; answers are kept, since every stage in a row asks the one below. */
export function asBase(below: Contents): (path: string) => Found {
  return remembered(path => lookup(below, path));
}

/** The same look-up with its answers kept: every instruction asks for the folders above its own. */
export function remembered(find: (path: string) => Found): (path: string) => Found {
  const known = new Map<string, Found>();
  return path => {
    const found = known.get(path) ?? find(path);
    known.set(path, found);
    return found;
  };
}

/** The tree as it is now, for a copy of it within the same stage; it shares the history and is not written to. */
export function snapshot(contents: Contents): Contents {
  return { ...contents, until: contents.count };
}

/**
 * Puts an entry at a path, links on the way followed. Directories that it needs belong to `maker`, unless they are
 * there; where an entry names no owner, it belongs to whoever runs the command.
 */
export function put(
  contents: Contents,
  written: string,
  given: Entry,
  maker: { readonly owner?: string | undefined } = given,
): void {
  const path = nameIn(throughLinks(contents, parentPath(written)), written);
  const owner = given.owner ?? contents.runner;
  const entry = owner === undefined ? given : { ...given, owner };
  implyParents(contents, path, entry.by, maker.owner ?? contents.runner);
  const at = contents.count++;
  const list = contents.entries.get(path);
  if (list === undefined) contents.entries.set(path, [{ at, entry }]);
  else list.push({ at, entry });
}

/** Lays another tree over a folder, or takes what is there away; links on the way to it are followed. */
export function graft(contents: Contents, given: Omit<Graft, 'at' | 'placeOwner'>): void {
  const removes = given.source.kind === 'removed';
  // A removed link is gone itself; everything else goes where it leads to.
  const place = throughLinks(contents, removes ? parentPath(given.destination) : given.destination);
  const destination = removes && given.destination !== '/' ? nameIn(place, given.destination) : place;
  const maker = given.owner ?? ownerOfSource(given) ?? contents.runner;
  const layer: Graft = {
    ...given,
    destination,
    at: contents.count,
    ...(removes || given.source.kind === 'opaque' ? {} : placeOwner(contents, destination, maker)),
  };
  if (!removes) {
    implyParents(contents, destination, layer.by, maker);
    if (layer.source.kind !== 'opaque' && destination !== '/') imply(contents, destination, layer.by, maker);
  } else contents.removedAt = contents.count;
  contents.count++;
  contents.grafts.push(layer);
  const same = contents.graftsAt.get(destination);
  if (same === undefined) contents.graftsAt.set(destination, [layer]);
  else same.push(layer);
}

/** Whose the folder is that a tree is laid over: it keeps its owner if it is there, and else gets that of the copy. */
function placeOwner(contents: Contents, path: string, maker: string | undefined): { placeOwner?: string } {
  const before = laidBefore(contents, path);
  if (before !== undefined) return before.placeOwner === undefined ? {} : { placeOwner: before.placeOwner };
  const { presence, entry } = lookup(contents, path);
  if (presence === 'maybe') return maker === undefined ? {} : { placeOwner: unknownOwner };
  const owner = presence === 'yes' ? entry?.owner : maker;
  return owner === undefined ? {} : { placeOwner: owner };
}

/** The tree that was laid over the same folder shortly before, if nothing has taken its place since. */
function laidBefore(contents: Contents, path: string): Graft | undefined {
  const last = contents.graftsAt
    .get(path)
    ?.slice(-2)
    .findLast(({ source }) => source.kind !== 'opaque');
  if (last === undefined || last.source.kind === 'removed' || last.at < contents.removedAt) return undefined;
  const own = contents.entries.get(path)?.at(-1);
  return own === undefined || own.at < last.at ? last : undefined;
}

/** `cp -a` gives the folder that it makes the owner of the one that it copies. */
function ownerOfSource({ keepsOwners, source }: Omit<Graft, 'at' | 'placeOwner'>): string | undefined {
  if (keepsOwners !== 'own' || source.kind !== 'contents') return undefined;
  return lookup(source.contents, source.path).entry?.owner;
}

/** Says whether the directory was surely not there, so that nothing below it was; `absent` is that of the one above. */
function imply(
  contents: Contents,
  path: string,
  by: Instruction | undefined,
  owner: string | undefined,
  absent = false,
): boolean {
  const at = contents.count;
  const known = contents.implied.get(path);
  const last = known?.at.at(-1);
  if (known !== undefined && last !== undefined && last >= contents.removedAt) {
    known.at.push(at);
    return false;
  }
  // The first to need a directory makes it, and owns it.
  const before: Found = absent ? { presence: 'no', path, entry: undefined } : lookup(contents, path);
  const there = before.presence === 'yes' && before.entry !== undefined;
  // Where this link leads is not known, or the path would not have it in it.
  if (there && before.entry.kind === 'link') contents.unknownSince ??= by;
  const entry: Entry = there
    ? { ...before.entry, kind: before.entry.kind === 'link' ? 'link' : 'directory' }
    : {
        kind: 'directory',
        origin: { kind: 'made', how: 'parent' },
        by,
        ...(owner === undefined ? {} : { owner }),
      };
  const times = known?.at ?? [];
  times.push(at);
  contents.implied.set(path, { at: times, by: entry.by, entry });
  return before.presence === 'no';
}

function implyParents(
  contents: Contents,
  path: string,
  by: Instruction | undefined,
  owner: string | undefined,
): void {
  let absent = false;
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1))
    absent = imply(contents, path.slice(0, end), by, owner, absent);
}

/** Where the bytes come from in the end, copies between stages followed back. */
export function originOf(found: Found): Origin | undefined {
  let origin = found.entry?.origin;
  while (origin?.kind === 'copied') origin = origin.from.entry?.origin;
  return origin;
}

/** The name a file keeps when it is copied into a directory. */
export function nameIn(directory: string, source: string): string {
  const name = baseName(source);
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}
