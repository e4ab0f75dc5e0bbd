/** `$(pkg-config --libs NAME)`: the names it gives the linker, for packages that everybody uses. */

/** Undefined for any other text, for unknown packages and for `--static`; empty where only headers are asked for. */
export function pkgConfigLinks(text: string): readonly string[] | undefined {
  const call = /^["']?(?:\$\(|`)\s*pkg-?conf(?:ig)?\s+([^$`)|;&]+)[)`]["']?$/.exec(text)?.[1];
  if (call === undefined) return undefined;
  const words = call.trim().split(/\s+/);
  if (words.includes('--static')) return undefined;
  if (!words.includes('--libs')) return words.includes('--cflags') ? [] : undefined;
  const packages = words.filter(word => !word.startsWith('-'));
  const found = packages.map(pkgConfigPackage);
  return found.includes(undefined) ? undefined : found.flatMap(names => names ?? []);
}

/** The names that one package gives the linker; undefined for those that are not known. */
export function pkgConfigPackage(name: string): readonly string[] | undefined {
  return Object.hasOwn(links, name) ? links[name] : undefined;
}

/** The `Libs:` lines of the packages' own .pc files in Debian. */
const links: Readonly<Record<string, readonly string[]>> = {
  openssl: ['ssl', 'crypto'],
  libssl: ['ssl'],
  libcrypto: ['crypto'],
  zlib: ['z'],
  libpq: ['pq'],
  sqlite3: ['sqlite3'],
  libcurl: ['curl'],
  'libxml-2.0': ['xml2'],
  libzstd: ['zstd'],
  liblzma: ['lzma'],
  libpng: ['png16'],
  libuv: ['uv'],
  libevent: ['event'],
  hiredis: ['hiredis'],
  'libpcre2-8': ['pcre2-8'],
  libsodium: ['sodium'],
  libffi: ['ffi'],
};
