/** Shared libraries that Python's standard library loads, and that `cc` does not bring. */
import { isNewer } from '../../targets';
import type { Application } from '../application';

/**
 * Paths in the official image, the name of the library's folder left open for the architecture. A library is named as
 * programs ask for it: COPY follows the link and writes the file under that name. What an image does not have is left
 * out by COPY itself.
 */
export function standardLibraries({ image }: Application): readonly string[] {
  const { codename } = image.distribution ?? {};
  const minor = /^3\.\d+/.exec(image.version ?? image.currentVersion ?? '')?.[0];
  const withCrypt = minor === undefined || isNewer(minor, '3.12') !== true;
  const names = [...common, ...(withCrypt ? ['libcrypt.so.1'] : [])];
  // Which release an image by digest is on is not known: what it does not have is left out.
  const releases = codename === undefined ? ['trixie', 'bullseye', 'buster'] : [codename];
  return [...new Set(releases.flatMap(release => pathsOn(release, names)))].sort();
}

function pathsOn(release: string, names: readonly string[]): readonly string[] {
  if (!Object.hasOwn(older, release)) return names.map(name => `/usr/lib/*-linux-gnu/${name}`);
  // `/lib` is a folder of its own there, and OpenSSL an older one than that of the base.
  return [...names.map(name => older[release]?.[name] ?? name), 'libssl.so.1.1', 'libcrypto.so.1.1'].map(
    name => `${system.has(name.replace(/\.so.*/, '')) ? '' : '/usr'}/lib/*-linux-gnu/${name}`,
  );
}

const common: readonly string[] = [
  'libbz2.so.1.0',
  'libdb-5.3.so',
  'libexpat.so.1',
  'libffi.so.8',
  'libgdbm.so.6',
  'liblzma.so.5',
  'libncursesw.so.6',
  'libpanelw.so.6',
  'libreadline.so.8',
  'libsqlite3.so.0',
  'libtinfo.so.6',
  'libuuid.so.1',
];

/** Names that other libraries have there: packages.debian.org, `libffi6`, `libffi7`, `libreadline7`. */
const older: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bullseye: { 'libffi.so.8': 'libffi.so.7' },
  buster: { 'libffi.so.8': 'libffi.so.6', 'libreadline.so.8': 'libreadline.so.7' },
};

/** In Debian before 12 these lie in `/lib`. */
const system: ReadonlySet<string> = new Set([
  'libbz2',
  'libcrypt',
  'libexpat',
  'liblzma',
  'libncursesw',
  'libreadline',
  'libtinfo',
]);
