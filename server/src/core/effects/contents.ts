/**
 * What is in a stage's file system, as far as the instructions tell. Built up layer by layer; a look-up
 * answers `yes`, `no` or `maybe`, and `no` is a claim that must hold.
 */

import type { ContextTree } from '../context/context-tree';
import type { GoBuild } from '../go/go-build';
import { baseName, parentPath, relativeTo } from '../model/paths';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import type { BuiltArtifact, DependencyInstall } from './built';

export type Presence = 'yes' | 'no' | 'maybe';

/** Where a path's bytes come from. */
export type Origin =
  | { readonly kind: 'base' }
  | { readonly kind: 'context'; readonly path: string }
  | { readonly kind: 'go-binary'; readonly build: GoBuild }
  | { readonly kind: 'built'; readonly artifact: BuiltArtifact }
  | { readonly kind: 'dependencies'; readonly install: DependencyInstall }
  /** Copied from another stage or image, where this was found. */
  | { readonly kind: 'copied'; readonly from: Found }
  /** Written by a command: an empty directory, a download, an edited file. */
  | { readonly kind: 'made'; readonly how: string }
  | { readonly kind: 'unknown' };

export type EntryKind = 'file' | 'directory' | 'link' | 'unknown';

export interface Entry {
  readonly kind: EntryKind;
  readonly origin: Origin;
  /** The instruction that put it there; undefined for the base image's own. */
  readonly by: Instruction | undefined;
  readonly span?: Span;
  /** Numeric or named owner, as `--chown` or USER say; undefined for root. */
  readonly owner?: string;
  /** Of a link: absolute. */
  readonly target?: string;
  /** It is there only if a condition held. */
  readonly conditional?: boolean;
}

export interface Found {
  readonly presence: Presence;
  readonly path: string;
  readonly entry: Entry | undefined;
  /** For `no`: the instruction that explains it, if one does. */
  readonly because?: Instruction;
}

/** A stretch of the tree that another tree supplies. */
interface Graft {
  readonly at: number;
  readonly destination: string;
  readonly by: Instruction;
  readonly owner: string | undefined;
  readonly source:
    | { readonly kind: 'context'; readonly tree: ContextTree; readonly path: string }
    | { readonly kind: 'contents'; readonly contents: Contents; readonly path: string }
    | { readonly kind: 'opaque' }
    | { readonly kind: 'removed' };
}

export interface Contents {
  readonly base: (path: string) => Found;
  readonly entries: Map<string, { at: number; entry: Entry }[]>;
  /** Directories that exist because something below them does. */
  readonly implied: Map<string, { at: number; by: Instruction | undefined }>;
  readonly grafts: Graft[];
  /** The same by destination: a look-up asks for its own path and the folders above it. */
  readonly graftsAt: Map<string, Graft[]>;
  /** The first instruction whose effects are unknown: from there on nothing is surely absent. */
  unknownSince: Instruction | undefined;
  count: number;
}

export function newContents(base: (path: string) => Found): Contents {
  return {
    base,
    entries: new Map(),
    implied: new Map(),
    grafts: [],
    graftsAt: new Map(),
    unknownSince: undefined,
    count: 0,
  };
}

export function put(contents: Contents, path: string, entry: Entry): void {
  const at = contents.count++;
  const list = contents.entries.get(path);
  if (list === undefined) contents.entries.set(path, [{ at, entry }]);
  else list.push({ at, entry });
  implyParents(contents, path, at, entry.by);
}

export function graft(contents: Contents, graft: Omit<Graft, 'at'>): void {
  const at = contents.count++;
  const layer: Graft = { ...graft, at };
  contents.grafts.push(layer);
  const same = contents.graftsAt.get(graft.destination);
  if (same === undefined) contents.graftsAt.set(graft.destination, [layer]);
  else same.push(layer);
  if (graft.source.kind === 'removed') return;
  implyParents(contents, graft.destination, at, graft.by);
  if (graft.source.kind === 'opaque') return;
  const made = contents.implied.get(graft.destination)?.by;
  contents.implied.set(graft.destination, { at, by: made ?? graft.by });
}

function implyParents(contents: Contents, path: string, at: number, by: Instruction | undefined): void {
  let parent = parentPath(path);
  while (parent !== '/') {
    // The first to need a directory makes it, and owns it.
    contents.implied.set(parent, { at, by: contents.implied.get(parent)?.by ?? by });
    parent = parentPath(parent);
  }
}

/** Finds a path, links followed; `maybe` whenever something unknown could have put it there or taken it away. */
export function lookup(contents: Contents, path: string, depth = 0): Found {
  const direct = lookupDirect(contents, path, depth);
  if (direct.presence !== 'no' || depth > 8) return direct;
  const link = linkedAncestor(contents, path, depth);
  return link === undefined ? direct : lookup(contents, link, depth + 1);
}

function lookupDirect(contents: Contents, path: string, depth: number): Found {
  const own = contents.entries.get(path)?.at(-1);
  const implied = contents.implied.get(path);
  let maybe = false;
  let followed = 0;
  for (const [index, layer] of graftsOver(contents, path).entries()) {
    // A file that copies to one place this often is not worth the time: nothing is claimed about it.
    if (index >= mostGrafts) return { presence: 'maybe', path, entry: undefined };
    if (own !== undefined && own.at > layer.at) break;
    if (implied !== undefined && implied.at > layer.at && own === undefined) break;
    if (layer.source.kind === 'opaque') {
      maybe = true;
      continue;
    }
    if (layer.source.kind === 'removed') {
      if (contents.unknownSince !== undefined) return { presence: 'maybe', path, entry: undefined };
      return maybe
        ? { presence: 'maybe', path, entry: undefined }
        : { presence: 'no', path, entry: undefined, because: layer.by };
    }
    // The rising depth bounds the work where trees are copied into one another many times.
    const found = fromGraft(layer, path, depth + followed++);
    if (found.presence === 'yes') return found;
    if (found.presence === 'maybe') maybe = true;
  }
  if (own !== undefined) {
    return { presence: own.entry.conditional ? 'maybe' : 'yes', path, entry: own.entry };
  }
  if (implied !== undefined || path === '/') {
    const entry: Entry = { kind: 'directory', origin: { kind: 'made', how: 'parent' }, by: implied?.by };
    return { presence: 'yes', path, entry };
  }
  const blocking = fileAncestor(contents, path);
  if (blocking !== undefined) return { presence: 'no', path, entry: undefined, because: blocking };
  const base = contents.base(path);
  if (base.presence === 'yes') return base;
  if (maybe || contents.unknownSince !== undefined) return { presence: 'maybe', path, entry: undefined };
  return base;
}

const mostGrafts = 200;

/** The grafts whose destination is the path or a folder above it, the latest first; at most a few too many. */
function graftsOver(contents: Contents, path: string): Graft[] {
  const found: Graft[] = [];
  for (let at = path; ; at = parentPath(at)) {
    const here = contents.graftsAt.get(at);
    if (here !== undefined) found.push(...here.slice(-mostGrafts - 1));
    if (at === '/') break;
  }
  return found.sort((a, b) => b.at - a.at);
}

function fromGraft(layer: Graft, path: string, depth: number): Found {
  const below = relativeTo(path, layer.destination);
  if (layer.source.kind === 'context') {
    const source = below === '' ? layer.source.path : join(layer.source.path, below);
    const found = layer.source.tree.find(source);
    if (found === undefined) {
      return { presence: layer.source.tree.complete ? 'no' : 'maybe', path, entry: undefined };
    }
    return {
      presence: 'yes',
      path,
      entry: { kind: found.kind, origin: { kind: 'context', path: source }, by: layer.by, ...owned(layer) },
    };
  }
  if (layer.source.kind === 'contents' && depth < 8) {
    const source = below === '' ? layer.source.path : join(layer.source.path, below);
    const found = lookup(layer.source.contents, source, depth + 1);
    if (found.entry === undefined) return { ...found, path };
    return {
      presence: found.presence,
      path,
      entry: {
        kind: found.entry.kind,
        origin: { kind: 'copied', from: found },
        by: layer.by,
        ...owned(layer),
      },
    };
  }
  return { presence: 'maybe', path, entry: undefined };
}

function owned(layer: Graft): { owner?: string } {
  return layer.owner === undefined ? {} : { owner: layer.owner };
}

function join(directory: string, rest: string): string {
  return directory === '' || directory === '/' ? `${directory}${rest}` : `${directory}/${rest}`;
}

/** A file stands where the path would need a directory: `/app/app` below the file `/app`. */
function fileAncestor(contents: Contents, path: string): Instruction | undefined {
  for (let parent = parentPath(path); parent !== '/'; parent = parentPath(parent)) {
    const own = contents.entries.get(parent)?.at(-1);
    if (own !== undefined && own.entry.kind === 'file' && !own.entry.conditional) return own.entry.by;
  }
  return undefined;
}

function linkedAncestor(contents: Contents, path: string, depth: number): string | undefined {
  for (let parent = parentPath(path); parent !== '/'; parent = parentPath(parent)) {
    const own = contents.entries.get(parent)?.at(-1)?.entry ?? contents.base(parent).entry;
    if (own?.kind !== 'link' || own.target === undefined || depth > 8) continue;
    return own.target === '/' ? path.slice(parent.length) : `${own.target}${path.slice(parent.length)}`;
  }
  return undefined;
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
