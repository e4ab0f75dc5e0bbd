/** Shared libraries that Python's standard library loads, and that `cc` does not bring. */
import { carriedLibraries } from '../../../catalogue/carried-libraries';
import type { Application } from '../application';

/**
 * Paths in the official image, the name of the library's folder left open for the architecture. A library is named as
 * programs ask for it: COPY follows the link and writes the file under that name. What an image does not have is left
 * out by COPY itself.
 */
export function standardLibraries({ image }: Application): readonly string[] {
  const { codename } = image.distribution ?? {};
  const names = carriedLibraries('python', /^3\.\d+/.exec(image.version ?? image.currentVersion ?? '')?.[0]);
  // Which release an image by digest is on is not known: what it does not have is left out.
  const releases = codename === undefined ? ['trixie', 'bullseye', 'buster'] : [codename];
  return [...new Set(releases.flatMap(release => pathsOn(release, names)))].sort();
}

function pathsOn(release: string, names: readonly string[]): readonly string[] {
  if (!Object.hasOwn(older, release)) return names.map(name => `/usr/lib/*-linux-gnu/${name}`);
  // `/lib` is a folder of its own there, and OpenSSL an older one than that of the base.
  return [...names.map(name => older[release]?.[name] ?? name), 'libssl.so.1.1', 'libcrypto.so.1.1'].map(
    name => `${inSystem(name, release) ? '' : '/usr'}/lib/*-linux-gnu/${name}`,
  );
}

/** Names that other libraries have there: packages.debian.org, `libffi6`, `libffi7`, `libreadline7`. */
const older: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bullseye: { 'libffi.so.8': 'libffi.so.7' },
  buster: { 'libffi.so.8': 'libffi.so.6', 'libreadline.so.8': 'libreadline.so.7' },
};

/** What lies in `/lib`, by the contents of Debian's packages (`libbz2-1.0`, `libcrypt1`, `libuuid1`, …). */
function inSystem(name: string, release: string): boolean {
  return (
    /^lib(?:bz2|crypt|expat|lzma|ncursesw|readline|tinfo)\.so/.test(name) ||
    (release === 'buster' && name.startsWith('libuuid'))
  );
}
