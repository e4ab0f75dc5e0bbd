/** Shared libraries by soname in images whose contents are known: facts/images.json, read from the .deb file lists. */

const libc =
  'libc.so.6 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libutil.so.1 libnss_files.so.2 libnss_dns.so.2 libnss_compat.so.2 libnss_hesiod.so.2 libanl.so.1 libmvec.so.1 libnsl.so.1 libthread_db.so.1 libBrokenLocale.so.1'.split(
    ' ',
  );
const ssl = ['libssl.so.3', 'libcrypto.so.3'];
const oldSsl = ['libssl.so.1.1', 'libcrypto.so.1.1'];
const compression = ['libz.so.1', 'libzstd.so.1'];
const cxx = ['libstdc++.so.6', 'libgcc_s.so.1', 'libgomp.so.1'];
const java =
  'libz.so.1 libjpeg.so.62 liblcms2.so.2 libfreetype.so.6 libfontconfig.so.1 libexpat.so.1 libuuid.so.1 libbrotlicommon.so.1 libbrotlidec.so.1 libbrotlienc.so.1 libcrypt.so.1 libpng16.so.16 libbz2.so.1.0 libbz2.so.1 libexpatw.so.1 libstdc++.so.6 libgcc_s.so.1'.split(
    ' ',
  );
const python =
  'libsqlite3.so.0 libffi.so.8 libreadline.so.8 libhistory.so.8 libncursesw.so.6 libtinfo.so.6 libbz2.so.1.0 liblzma.so.5 libexpat.so.1 libuuid.so.1 libcrypt.so.1 libdb-5.3.so libkrb5.so.3 libgssapi_krb5.so.2 libk5crypto.so.3 libkrb5support.so.0 libkeyutils.so.1 libcom_err.so.2 libnsl.so.2 libtirpc.so.3 libz.so.1 libbz2.so.1 libexpatw.so.1 libformw.so.6 libmenuw.so.6 libpanelw.so.6 libtic.so.6'.split(
    ' ',
  );

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** Undefined where the facts do not say: language images before Debian 13, and everything before Debian 11. */
export function librariesOf(
  kind: string,
  version: string | undefined,
  debian: string | undefined,
): readonly string[] | undefined {
  if (kind === 'static') return [];
  const release = Number(debian);
  if (!(release >= 11)) return undefined;
  const c = release >= 12 ? [...libc, 'libc_malloc_debug.so.0'] : libc;
  const base = [...c, ...(release >= 12 ? ssl : oldSsl), ...(release >= 13 ? compression : [])];
  switch (kind) {
    case 'base-nossl':
      return c;
    case 'base':
      return base;
    case 'cc':
      return [...base, ...cxx];
    case 'nodejs':
      return [...base, ...cxx, ...(version?.startsWith('26') ? ['libatomic.so.1'] : [])];
    case 'java-base':
    case 'java':
      return release >= 13 ? unique([...c, ...java]) : undefined;
    case 'python3':
      return release >= 13 ? unique([...base, ...cxx, ...python]) : undefined;
    default:
      return undefined;
  }
}

/** Chiselled .NET: libc6, libgcc-s1, libssl3t64, libstdc++6, with zlib on jammy; facts/README.md 4. */
export function chiselledLibraries(tag: string): readonly string[] {
  return [
    ...libc,
    ...ssl,
    'libstdc++.so.6',
    'libgcc_s.so.1',
    ...(tag.includes('jammy') ? ['libz.so.1'] : []),
  ];
}

/** Chainguard's glibc-dynamic: glibc, libgcc and libstdc++, no libssl; facts/README.md 2. */
export const dynamicLibraries: readonly string[] = [...libc, 'libstdc++.so.6', 'libgcc_s.so.1'];

/** The C library's own. */
export const plainLibraries: readonly string[] = libc;
