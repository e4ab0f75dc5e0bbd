/** Questions about what an image contains, answered with "unknown" where the catalogue cannot tell. */
import type { CatalogueImage, ImagePath } from './types';

const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'fish']);
const managers = new Set(['apt', 'apt-get', 'apk', 'dnf', 'microdnf', 'tdnf', 'yum', 'dpkg', 'rpm']);

/** The absolute path that `name` has through PATH; false where it is certainly absent, undefined where unknown. */
export function executable(image: CatalogueImage, name: string): string | false | undefined {
  if (name.includes('/')) {
    const there = hasPath(image, name.startsWith('/') ? name : `${image.workdir}/${name}`);
    return there === true ? name : there;
  }
  const folders = (image.env.PATH ?? '').split(':').filter(Boolean);
  let sure = true;
  for (const folder of folders) {
    const there = hasPath(image, `${folder}/${name}`);
    if (there) return `${folder}/${name}`;
    if (there === undefined) sure = false;
  }
  if (sure) return false;
  if (image.shell === false && shells.has(name)) return false;
  if (image.packageManager === false && managers.has(name)) return false;
  return undefined;
}

/**
 * Whether an open image surely has no shell: its owner lists its packages, and none of them is one (L09). Only for the
 * runtimes of languages, because services may start through scripts that such a list does not show; of the hardened
 * ones only for Node.js, because for the others the facts state no shell and do not state its absence either.
 */
export function surelyWithoutShell(image: CatalogueImage): boolean {
  return (
    image.shell === false &&
    image.variant === 'plain' &&
    (image.family === 'chainguard'
      ? /^(?:node|python|java|dotnet)$/.test(image.runtime ?? '')
      : image.family === 'hardened' && image.runtime === 'node')
  );
}

/** Whether the path exists; undefined where the image is open and the path not a known one. */
export function hasPath(image: CatalogueImage, path: string): boolean | undefined {
  const entries = byPath(image);
  const wanted = resolveLinks(entries, normalise(path));
  if (wanted === '/' || entries.has(wanted)) return true;
  for (let folder = parentOf(wanted); folder !== '/'; folder = parentOf(folder)) {
    const entry = entries.get(folder);
    if (entry) return entry.opaque || !image.closed ? undefined : false;
  }
  return image.closed ? false : undefined;
}

const cache = new WeakMap<CatalogueImage, ReadonlyMap<string, ImagePath>>();

function byPath(image: CatalogueImage): ReadonlyMap<string, ImagePath> {
  const known = cache.get(image);
  if (known) return known;
  const made = new Map(image.paths.map(entry => [entry.path, entry]));
  cache.set(image, made);
  return made;
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Follows links in the folders of a path (`/bin/sh` → `/usr/bin/sh`), not the path itself. */
function resolveLinks(entries: ReadonlyMap<string, ImagePath>, path: string): string {
  const parts = path.slice(1).split('/');
  let folder = '';
  for (const part of parts.slice(0, -1)) {
    const entry = entries.get(`${folder}/${part}`);
    const target = entry?.kind === 'link' ? entry.target : undefined;
    folder =
      target === undefined
        ? `${folder}/${part}`
        : target.startsWith('/')
          ? target
          : normalise(`${folder}/${target}`);
  }
  return `${folder}/${parts.at(-1) ?? ''}`;
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
