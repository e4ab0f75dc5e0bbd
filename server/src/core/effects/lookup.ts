/** Look-ups in a stage's file system: the latest layer that says something about a path, links followed. */

import { cleanPath, parentPath, relativeTo } from '../model/paths';
import type { Instruction } from '../syntax/instruction';
import type { Contents, Entry, Found, Graft } from './layers';

/** Of an entry whose owner cannot be told. */
export const unknownOwner = '?';

/** The path with links in it, and at its end, replaced by what they lead to, as far as they are sure. */
export function throughLinks(contents: Contents, path: string): string {
  let resolved = path;
  for (let hops = 0; hops < 8; hops++) {
    const next = firstLink(contents, resolved);
    if (next === undefined) return resolved;
    resolved = next;
  }
  return resolved;
}

function firstLink(contents: Contents, path: string): string | undefined {
  for (let end = path.indexOf('/', 1); end !== 0; end = path.indexOf('/', end + 1)) {
    const at = end < 0 ? path : path.slice(0, end);
    const known = latest(contents, at) ?? contents.base(at).entry;
    if (known?.kind === 'link') {
      const { presence, entry } = lookupDirect(contents, at, 8);
      if (presence === 'yes' && entry?.kind === 'link' && entry.target !== undefined)
        return cleanPath(`${entry.target}${path.slice(at.length)}`);
    }
    if (end < 0) return undefined;
  }
  return undefined;
}

function latest(contents: Contents, path: string): Entry | undefined {
  return lastBefore(contents.entries.get(path), contents.until, item => item.at)?.entry;
}

/** The last item that a snapshot includes; the lists are in the order of time. */
function lastBefore<Item>(
  list: readonly Item[] | undefined,
  until: number | undefined,
  time: (item: Item) => number,
): Item | undefined {
  if (list === undefined || until === undefined) return list?.at(-1);
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = list[middle];
    if (item !== undefined && time(item) < until) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** Finds a path, links followed; `maybe` whenever something unknown could have put it there or taken it away. */
export function lookup(contents: Contents, path: string, depth = 0): Found {
  const direct = lookupDirect(contents, path, depth);
  if (direct.presence === 'yes' || depth > 8) return direct;
  const link = linkedAncestor(contents, path, depth);
  const linked = link === undefined ? undefined : lookup(contents, link, depth + 1);
  // A folder that may be a link proves nothing absent.
  return linked !== undefined && (direct.presence === 'no' || linked.presence === 'yes') ? linked : direct;
}

function lookupDirect(contents: Contents, path: string, depth: number): Found {
  const own = lastBefore(contents.entries.get(path), contents.until, item => item.at);
  const implied = lastBefore(contents.implied.get(path)?.at, contents.until, at => at);
  let maybe = false;
  let doubtful = false;
  let followed = 0;
  const sure = (found: Found): Found => (doubtful ? { ...found, presence: 'maybe' } : found);
  for (const [index, layer] of graftsOver(contents, path).entries()) {
    // A file that copies to one place this often is not worth the time: nothing is claimed about it.
    if (index >= mostGrafts) return { presence: 'maybe', path, entry: undefined };
    if (own !== undefined && own.at > layer.at) break;
    if (implied !== undefined && implied > layer.at && own === undefined) break;
    if (layer.source.kind === 'opaque') {
      maybe = true;
      continue;
    }
    if (layer.source.kind === 'removed') {
      if (layer.source.matches?.(path) === false) continue;
      if (layer.source.conditional) {
        doubtful = true;
        continue;
      }
      if (contents.unknownSince !== undefined) return { presence: 'maybe', path, entry: undefined };
      return maybe
        ? { presence: 'maybe', path, entry: undefined }
        : { presence: 'no', path, entry: undefined, because: layer.by };
    }
    // The rising depth bounds the work where trees are copied into one another many times.
    const found = fromGraft(layer, path, depth + followed++);
    if (found.presence === 'yes') return sure(found);
    if (found.presence === 'maybe') maybe = true;
  }
  if (own !== undefined) {
    return sure({ presence: own.entry.conditional ? 'maybe' : 'yes', path, entry: own.entry });
  }
  if (implied !== undefined || path === '/') {
    const root: Entry = { kind: 'directory', origin: { kind: 'made', how: 'parent' }, by: undefined };
    return sure({ presence: 'yes', path, entry: contents.implied.get(path)?.entry ?? root });
  }
  const blocking = fileAncestor(contents, path);
  if (blocking !== undefined) return { presence: 'no', path, entry: undefined, because: blocking };
  const base = contents.base(path);
  if (base.presence === 'yes') return sure(base);
  if (maybe || contents.unknownSince !== undefined) return { presence: 'maybe', path, entry: undefined };
  return base;
}

const mostGrafts = 200;

/** The grafts whose destination is the path or a folder above it, the latest first; at most a few too many. */
function graftsOver(contents: Contents, path: string): Graft[] {
  const found: Graft[] = [];
  let places = 0;
  for (let at = path; ; at = parentPath(at)) {
    const here = contents.graftsAt.get(at);
    if (here !== undefined) {
      places++;
      found.push(...before(here.slice(-mostGrafts - 1), here, contents.until).reverse());
    }
    if (at === '/') break;
  }
  return places < 2 ? found : found.sort((a, b) => b.at - a.at);
}

/** The last ones, of a snapshot those that it includes. */
function before(last: Graft[], all: readonly Graft[], until: number | undefined): Graft[] {
  return until === undefined ? last : all.filter(({ at }) => at < until).slice(-mostGrafts - 1);
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
      entry: {
        kind: found.kind,
        origin: { kind: 'context', path: source },
        by: layer.by,
        ...owned(below === '' && found.kind === 'directory' ? layer.placeOwner : layer.owner),
      },
    };
  }
  if (layer.source.kind === 'contents' && depth < 8) {
    const source = below === '' ? layer.source.path : join(layer.source.path, below);
    const found = lookup(layer.source.contents, source, depth + 1);
    if (found.entry === undefined) return { ...found, path };
    const { kind } = found.entry;
    const kept =
      layer.keepsOwners === 'foreign'
        ? ownerElsewhere(found.entry, layer.source.contents)
        : layer.keepsOwners === undefined
          ? undefined
          : found.entry.owner;
    const owner = below === '' && kind === 'directory' ? layer.placeOwner : (layer.owner ?? kept);
    return {
      presence: found.presence,
      path,
      entry: {
        kind,
        origin: { kind: 'copied', from: found },
        by: layer.by,
        ...owned(owner),
      },
    };
  }
  return { presence: 'maybe', path, entry: undefined };
}

/**
 * The owner of an entry as another stage sees it: a copy keeps the numbers, and names are those of the stage it is
 * copied from. `?` where a command may have given it to somebody.
 */
export function ownerElsewhere(entry: Entry, contents: Contents): string | undefined {
  if (contents.ownersUnknown === true || contents.unknownSince !== undefined) return unknownOwner;
  const { owner } = entry;
  return owner === undefined || /^\d+(?::\d+)?$/.test(owner) ? owner : unknownOwner;
}

function owned(owner: string | undefined): { owner?: string } {
  return owner === undefined ? {} : { owner };
}

function join(directory: string, rest: string): string {
  return directory === '' || directory === '/' ? `${directory}${rest}` : `${directory}/${rest}`;
}

/** A file stands where the path would need a directory: `/app/app` below the file `/app`. */
function fileAncestor(contents: Contents, path: string): Instruction | undefined {
  for (let parent = parentPath(path); parent !== '/'; parent = parentPath(parent)) {
    const own = latest(contents, parent);
    if (own?.kind === 'file' && !own.conditional) return own.by;
  }
  return undefined;
}

function linkedAncestor(contents: Contents, path: string, depth: number): string | undefined {
  for (let parent = parentPath(path); parent !== '/'; parent = parentPath(parent)) {
    const own = latest(contents, parent) ?? contents.base(parent).entry;
    if (own?.kind !== 'link' || own.target === undefined || depth > 8) continue;
    if (lookupDirect(contents, parent, depth + 1).entry?.kind !== 'link') continue;
    return own.target === '/' ? path.slice(parent.length) : `${own.target}${path.slice(parent.length)}`;
  }
  return undefined;
}
