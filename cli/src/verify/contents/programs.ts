/** Which shell and which package manager could be started in an image, links followed as its kernel would. */
import { posix } from 'node:path';
import type { Header } from 'tar-stream';

/** `/busybox` is where the debug variants of distroless images have theirs. */
const folders = ['bin', 'usr/bin', 'usr/local/bin', 'sbin', 'usr/sbin', 'busybox'];
const shells = 'sh bash dash ash ksh mksh zsh fish busybox toybox'.split(' ');
/** Those that fetch before those that only unpack. */
const packageManagers =
  'apt-get apt apk dnf microdnf yum tdnf zypper pacman emerge xbps-install opkg dpkg rpm'.split(' ');

/** Have an `rpm` and a `dpkg` that only unpack. */
const multicall = /\/(busybox|toybox)$/;

/** More links than the kernel follows are a circle. */
const maxLinks = 40;

export function programFinder() {
  const executables = new Set<string>();
  /** From path to target, of symbolic links. */
  const links = new Map<string, string>();

  /** Where a path ends up, or undefined for links in a circle. */
  function resolve(path: string): string | undefined {
    let done = '';
    const rest = path.split('/');
    for (let followed = 0; ; ) {
      const part = rest.shift();
      if (part === undefined) return done;
      const here = posix.join('/', done, part).slice(1);
      const target = links.get(here);
      if (target === undefined) {
        done = here;
        continue;
      }
      followed++;
      if (followed > maxLinks) return undefined;
      rest.unshift(...target.split('/'));
      if (target.startsWith('/')) done = '';
    }
  }

  function first(names: readonly string[], serves: (real: string) => boolean): string | undefined {
    for (const name of names) {
      for (const folder of folders) {
        const path = `${folder}/${name}`;
        const real = resolve(path);
        if (real !== undefined && executables.has(real) && serves(real)) return `/${path}`;
      }
    }
    return undefined;
  }

  return {
    add(path: string, { type, mode, linkname }: Header): void {
      if (type === 'symlink') {
        if (linkname) links.set(path, linkname);
        return;
      }
      const file = type === 'file' || type === 'contiguous-file' || type === 'link';
      // A hard link has the mode of its file, and follows it in the archive.
      if (file && mode & 0o111) executables.add(path);
    },
    shell: () => first(shells, () => true),
    packageManager: () => first(packageManagers, real => !multicall.test(real)),
  };
}
