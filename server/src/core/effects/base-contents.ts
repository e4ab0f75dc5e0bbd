import { hasPath, surelyWithoutShell } from '../catalogue/paths';
import type { CatalogueImage } from '../catalogue/types';
import { cleanPath, isWithin, parentPath } from '../model/paths';
import type { Found } from './contents';

/** A path in a base image, by the catalogue: `no` only where that is a fact. */
export function imageFound(image: CatalogueImage | undefined, path: string): Found {
  if (image === undefined) return { presence: 'maybe', path, entry: undefined };
  const known = image.paths.find(candidate => candidate.path === path);
  if (known !== undefined) {
    return {
      presence: 'yes',
      path,
      entry: {
        kind: known.kind,
        origin: { kind: 'base' },
        by: undefined,
        ...(known.target === undefined ? {} : { target: absolute(known.target, path) }),
        ...(known.uid === undefined ? {} : { owner: String(known.uid) }),
      },
    };
  }
  if (image.workdir === path || path === '/') {
    return { presence: 'yes', path, entry: { kind: 'directory', origin: { kind: 'base' }, by: undefined } };
  }
  const has = hasPath(image, path);
  if (has === true)
    return { presence: 'yes', path, entry: { kind: 'unknown', origin: { kind: 'base' }, by: undefined } };
  if (
    has === false ||
    outsideSystem(image, path) ||
    lacksData(image, path) ||
    lacksLocal(image, path) ||
    lacksShell(image, path) ||
    lacksSources(image, path)
  )
    return { presence: 'no', path, entry: undefined };
  return { presence: 'maybe', path, entry: undefined };
}

/** The shells that files name, in any folder of programs; BusyBox as a debugger's tool has a folder of its own. */
function lacksShell(image: CatalogueImage, path: string): boolean {
  return /\/s?bin\/(?:ba|da|a)?sh$/.test(path) && surelyWithoutShell(image);
}

/** The official images take the sources of their interpreter away; Debian has nothing there. */
function lacksSources(image: CatalogueImage, path: string): boolean {
  return (
    image.family === 'official' &&
    /^(?:node|python)$/.test(image.runtime ?? '') &&
    path !== '/usr/src' &&
    isWithin(path, '/usr/src')
  );
}

/** Plain systems leave `/usr/local/bin` to whoever builds on them, and so do their packages (Debian Policy 9.1.2). */
function lacksLocal({ family, repository }: CatalogueImage, path: string): boolean {
  const folder = '/usr/local/bin';
  return (
    family === 'official' &&
    /^(?:debian|ubuntu|alpine)$/.test(repository) &&
    path !== folder &&
    isWithin(path, folder)
  );
}

/** Data that the facts say is not in it; where there is a package manager, a RUN may have brought it since. */
function lacksData(image: CatalogueImage, path: string): boolean {
  return image.tzdata === false && image.packageManager === false && isWithin(path, '/usr/share/zoneinfo');
}

function absolute(target: string, link: string): string {
  return cleanPath(target.startsWith('/') ? target : `${parentPath(link)}/${target}`);
}

/**
 * Images of the catalogue keep to the file system hierarchy: a top-level directory such as `/app` that is
 * neither of it nor their own working directory is not there.
 */
function outsideSystem(image: CatalogueImage, path: string): boolean {
  if (image.family === 'chainguard' || image.family === 'hardened') return false;
  const top = topOf(path);
  if (systemDirectories.has(top)) return false;
  // Images that start a service keep the script for it at the root, mysql and mongo under more than one name.
  if (image.entrypoint.length > 0 && /entrypoint|\.sh$/.test(top)) return false;
  if (image.workdir !== '/' && isWithin(image.workdir, top)) return false;
  return !topsOf(image).has(top);
}

const tops = new WeakMap<CatalogueImage, ReadonlySet<string>>();

/** The top-level directories that the image's paths and variables name. */
function topsOf(image: CatalogueImage): ReadonlySet<string> {
  const known = tops.get(image);
  if (known !== undefined) return known;
  const values = Object.values(image.env).flatMap(value => value.split(/[:=,;\s]/));
  const named = [...image.paths.map(({ path }) => path), ...values];
  const made = new Set(named.filter(path => path.startsWith('/')).map(topOf));
  tops.set(image, made);
  return made;
}

const topOf = (path: string): string => `/${path.split('/')[1] ?? ''}`;

const systemDirectories: ReadonlySet<string> = new Set(
  '/bin /boot /dev /etc /home /lib /lib32 /lib64 /libx32 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var /go /nodejs /busybox /app /docker-entrypoint.sh /docker-entrypoint.d /docker-entrypoint-initdb.d /data /nix'
    .split(' ')
    .filter(path => path !== '/app' && path !== '/data'),
);
