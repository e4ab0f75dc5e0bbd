/** What a program of C or C++ is linked with, by the names that its linker is given. */
import type { Application } from '../applications/application';
import type { NativeProgram } from './find-program';
import type { LinkedLibraries, Obstacle } from './rust-libraries';
import { nativeSources } from './sources';

/** Total: a name that nobody knows is an obstacle. */
export function namedLibraries(
  app: Pick<Application, 'subject'>,
  { artifact, builder }: Pick<NativeProgram, 'artifact' | 'builder'>,
): LinkedLibraries {
  const obstacles: Obstacle[] = [];
  const needs: string[] = [];
  const libraries = new Set<string>();
  const static_ = artifact.dynamic === false;
  if (!static_ && artifact.linksKnown !== true)
    obstacles.push({
      why: `What \`${artifact.tool}\` links the program with cannot be told from the command.`,
    });
  for (const name of static_ ? [] : (artifact.links ?? [])) {
    const known = sonames.get(name);
    if (known === undefined)
      obstacles.push({
        why: `The program links \`${name}\`: which other libraries that needs is not known to Distill.`,
        ...devOf(name),
      });
    for (const soname of known ?? []) libraries.add(soname);
  }
  const code = nativeSources(app).map(source => source.code);
  // glibc loads libgcc_s to unwind a thread (pthread_cancel(3), "libgcc_s.so.1 must be installed").
  if (code.some(text => /\bpthread_(?:cancel|exit)\b/.test(text))) libraries.add('libgcc_s.so.1');
  if (artifact.cxx === true) for (const name of ['libstdc++.so.6', 'libgcc_s.so.1']) libraries.add(name);
  const flags = artifact.by.body.text;
  if (/-fopenmp\b/.test(flags)) libraries.add('libgomp.so.1');
  if (/-fsanitize|--coverage|-pg\b/.test(flags))
    needs.push('The program is instrumented for tests (`-fsanitize`, `--coverage`, `-pg`).');
  const musl = builder.stage.base.kind === 'image' && builder.stage.base.image?.libc?.kind === 'musl';
  if (static_ && !musl && code.some(text => names.test(text)))
    needs.push(
      'The program is linked statically with glibc, which loads shared libraries of the very same version to look up names of hosts or users.',
    );
  return { libraries: [...libraries], obstacles, needs };
}

/** glibc(7) and the warnings of its linker: "Using 'getaddrinfo' in statically linked applications …". */
const names =
  /\b(?:getaddrinfo|gethostbyname\w*|gethostbyaddr\w*|getpwnam\w*|getpwuid\w*|getgrnam\w*|getgrgid\w*|getservbyname|iconv_open|initgroups|ip::tcp::resolver)\b/;

/** The package of headers in which an image for compilers has the library. */
function devOf(name: string): { readonly dev?: string } {
  const dev = headers.find(([pattern]) => pattern.test(name))?.[1];
  return dev === undefined ? {} : { dev };
}

const headers: readonly (readonly [RegExp, string])[] = [
  [/^(?:pq|pqxx|libpqxx::pqxx|PostgreSQL::PostgreSQL|\$\{PostgreSQL_LIBRARIES\})$/i, 'libpq-dev'],
  [/^(?:curl|CURL::libcurl|\$\{CURL_LIBRAR(?:Y|IES)\})$/i, 'libcurl4-openssl-dev'],
  [/^(?:mysqlclient|mariadb|mariadbclient)$/, 'default-libmysqlclient-dev'],
  [/^(?:xml2|LibXml2::LibXml2)$/i, 'libxml2-dev'],
  [/^(?:ncurses|ncursesw|tinfo|curses)$/, 'libncurses-dev'],
  [/^readline$/, 'libreadline-dev'],
  [/^(?:png|png16|PNG::PNG)$/i, 'libpng-dev'],
  [/^(?:jpeg|JPEG::JPEG)$/i, 'libjpeg-dev'],
  [/^event(?:_core|_pthreads|_openssl|_extra)?$/, 'libevent-dev'],
];

/** Names of libraries without others behind them, or with those that `cc` has; empty for parts of the C library. */
const sonames: ReadonlyMap<string, readonly string[]> = new Map([
  ...'c m pthread dl rt util resolv anl'.split(' ').map((name): [string, readonly string[]] => [name, []]),
  ['stdc++', ['libstdc++.so.6']],
  ['stdc++fs', ['libstdc++.so.6']],
  ['gcc_s', ['libgcc_s.so.1']],
  ['gomp', ['libgomp.so.1']],
  ['ssl', ['libssl', 'libcrypto']],
  ['crypto', ['libcrypto']],
  ['z', ['libz.so.1']],
  ['zstd', ['libzstd.so.1']],
  ['sqlite3', ['libsqlite3.so.0']],
  ['bz2', ['libbz2.so.1.0']],
  ['lzma', ['liblzma.so.5']],
  ['crypt', ['libcrypt.so.1']],
  ['uuid', ['libuuid.so.1']],
  ['sodium', ['libsodium.so.23']],
  ['gmp', ['libgmp.so.10']],
  ['yaml', ['libyaml-0.so.2']],
  ['ev', ['libev.so.4']],
  ['uv', ['libuv.so.1']],
  ['jansson', ['libjansson.so.4']],
  ['pcre2-8', ['libpcre2-8.so.0']],
  ['expat', ['libexpat.so.1']],
]);
