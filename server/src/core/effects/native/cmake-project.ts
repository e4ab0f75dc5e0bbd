/** The programs of a CMake project, where its build puts them, and what they are linked with. */
import { type CMakeCommand, readCMake } from '../../manifests/cmake';
import { cleanPath, isWithin, relativeTo } from '../../model/paths';
import type { SourceView } from '../source-view';

export interface CMakeTarget {
  readonly name: string;
  readonly kind: 'program' | 'shared' | 'archive';
  /** As an absolute path in the build. */
  readonly path: string;
  readonly conditional: boolean;
  /** Names for the linker; what is not known to be one stands as it is written. */
  readonly links: readonly string[];
  readonly cxx: boolean;
  /** Folder below the prefix that `install(TARGETS …)` puts it in. */
  readonly installedIn: string | undefined;
}

export interface CMakeProject {
  readonly targets: readonly CMakeTarget[];
  /** It installs files besides, or in ways that are not read here. */
  readonly installsMore: boolean;
  /** Flags ask for static linking. */
  readonly isStatic: boolean;
  /** Flags that choose another library, or add some. */
  readonly hasFlags: boolean;
  /** All of its lists could be read. */
  readonly complete: boolean;
  /** Commands of its own write files beside the programs. */
  readonly writesMore: boolean;
}

interface Listed {
  readonly command: CMakeCommand;
  /** Folder of the list, below the project. */
  readonly folder: string;
}

/** Undefined where its first list cannot be read; of those that this one names, some may be missing. */
export function cmakeProject(source: string, build: string, view: SourceView): CMakeProject | undefined {
  const listed: Listed[] = [];
  const complete = collect(source, source, view, listed, 0);
  if (complete === undefined || listed.length === 0) return undefined;
  const values = variablesOf(listed);
  const words = listed.map(({ command, folder }) => ({
    ...command,
    folder,
    words: command.words.flatMap(word => expanded(word, values)),
  }));
  const named = (name: string) => words.filter(command => command.name === name);
  const output = values.get('CMAKE_RUNTIME_OUTPUT_DIRECTORY') ?? values.get('EXECUTABLE_OUTPUT_PATH');
  const libraries = new Map(named('add_library').map(command => [command.words[0] ?? '', command]));
  const installs = named('install');
  const targets: CMakeTarget[] = [];
  const linked = linksBy(named('target_link_libraries'), named('link_libraries'), new Set(libraries.keys()));
  for (const command of [...named('add_executable'), ...libraries.values()]) {
    const [name = '', type] = command.words;
    if (name.includes('$') || /^(?:INTERFACE|ALIAS|IMPORTED|OBJECT)$/.test(type ?? '')) continue;
    const program = command.name === 'add_executable';
    const shared = type === 'SHARED' || type === 'MODULE';
    const renamed = words.find(
      other =>
        other.name === 'set_target_properties' &&
        other.words[0] === name &&
        other.words.includes('OUTPUT_NAME'),
    );
    const file = renamed?.words[renamed.words.indexOf('OUTPUT_NAME') + 1] ?? name;
    const moved = words.find(
      other =>
        other.name === 'set_target_properties' &&
        other.words[0] === name &&
        other.words.includes('RUNTIME_OUTPUT_DIRECTORY'),
    );
    const place =
      moved?.words[moved.words.indexOf('RUNTIME_OUTPUT_DIRECTORY') + 1] ?? (program ? output : undefined);
    const folder =
      place === undefined ? cleanPath(`${build}/${command.folder}`) : placed(place, source, build);
    if (folder === undefined || file.includes('$')) continue;
    targets.push({
      name,
      kind: program ? 'program' : shared ? 'shared' : 'archive',
      path: cleanPath(`${folder}/${program ? file : `lib${file}.${shared ? 'so' : 'a'}`}`),
      conditional: command.conditional,
      links: linked(name),
      cxx: isCxx(command.words.slice(1)),
      installedIn: installFolder(name, program, installs),
    });
  }
  return {
    targets,
    complete,
    installsMore: installs.some(({ words: [kind] }) => kind !== 'TARGETS'),
    hasFlags: words.some(
      ({ name, words: all }) =>
        /^(?:link_directories|target_link_directories|add_link_options|target_link_options|link_libraries)$/.test(
          name,
        ) || all.some(word => /stdlib=libc\+\+|-Wl,-rpath|-fsanitize/.test(word)),
    ),
    writesMore: words.some(
      ({ name, words: all }) =>
        /^(?:add_custom_command|add_custom_target)$/.test(name) ||
        (name === 'file' &&
          /^(?:COPY|INSTALL|WRITE|APPEND|GENERATE|DOWNLOAD|CREATE_LINK)$/.test(all[0] ?? '')) ||
        (name === 'configure_file' && !/\.(?:h|hpp|hh|c|cpp|cc|pc)$/.test(all[1] ?? '')),
    ),
    isStatic: words.some(({ words: all }) => all.some(word => /(?:^|[\s;,])-static(?![-\w])/.test(word))),
  };
}

/** False where a folder's list is missing, undefined where an included file may decide about everything. */
function collect(
  folder: string,
  root: string,
  view: SourceView,
  into: Listed[],
  depth: number,
): boolean | undefined {
  const text = view.text(cleanPath(`${folder}/CMakeLists.txt`));
  const commands = text === undefined ? undefined : readCMake(text);
  if (commands === undefined || depth > 8) return false;
  let complete = true;
  for (const command of commands) {
    into.push({ command, folder: isWithin(folder, root) ? relativeTo(folder, root) : '' });
    if (command.name === 'include' && !modules.test(command.words[0] ?? '')) return undefined;
    if (command.name !== 'add_subdirectory') continue;
    const [name = ''] = command.words;
    const readable = !name.includes('$') && !name.startsWith('..') && command.words.length === 1;
    const below = readable && collect(cleanPath(`${folder}/${name}`), root, view, into, depth + 1);
    if (below === undefined) return undefined;
    if (!below) complete = false;
  }
  return complete;
}

/** CMake's own modules; a file of the project may do anything. */
const modules =
  /^(?:FetchContent|GNUInstallDirs|CTest|CMakePackageConfigHelpers|CheckIPOSupported|Check\w+|GoogleTest|ExternalProject|FindPkgConfig|CMakeDependentOption|FeatureSummary|CPack|GenerateExportHeader)$/;

/** What `project()` and `set()` give, outside of conditions, and nothing changes: `list(APPEND LIBS …)` does. */
function variablesOf(listed: readonly Listed[]): Map<string, string> {
  const values = new Map<string, string>();
  const changed = new Set<string>();
  for (const { command } of listed) {
    const [name = '', ...rest] = command.words;
    if (/^(?:list|string|foreach|unset|file|separate_arguments|get_\w+)$/.test(command.name))
      for (const word of command.words) changed.add(word);
    if (command.name === 'project' && !values.has('CMAKE_PROJECT_NAME')) {
      values.set('PROJECT_NAME', name);
      values.set('CMAKE_PROJECT_NAME', name);
    } else if (command.name === 'set') {
      const at = rest.findIndex(word => /^(?:CACHE|PARENT_SCOPE)$/.test(word));
      values.set(name, command.conditional ? '$' : (at < 0 ? rest : rest.slice(0, at)).join(';'));
    }
  }
  for (const name of changed) values.delete(name);
  return values;
}

/** Variables that are known become their values, lists more than one word; the others stay. */
function expanded(word: string, values: ReadonlyMap<string, string>): string[] {
  let text = word;
  for (let round = 0; round < 5 && text.includes('${'); round++)
    text = text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole);
  return text === word ? [word] : text.split(';').filter(part => part !== '');
}

function placed(place: string, source: string, build: string): string | undefined {
  const path = place
    .replace(/\$\{(?:CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|CMAKE_CURRENT_SOURCE_DIR)\}/g, source)
    .replace(/\$\{(?:CMAKE_BINARY_DIR|PROJECT_BINARY_DIR|CMAKE_CURRENT_BINARY_DIR)\}/g, build);
  return path.includes('$') || !path.startsWith('/') ? undefined : cleanPath(path);
}

/** Sources whose names are in a variable may be of C++: its library is then on the base for nothing. */
function isCxx(sources: readonly string[]): boolean {
  return sources.length === 0 || sources.some(word => /\.(?:cc|cpp|cxx|c\+\+|C)$|\$/.test(word));
}

type Word = Pick<CMakeCommand, 'words'>;

/** What a target is linked with, its own archives followed. */
function linksBy(
  calls: readonly Word[],
  global: readonly Word[],
  own: ReadonlySet<string>,
): (name: string) => readonly string[] {
  const of = (name: string, seen: Set<string>): readonly string[] => {
    seen.add(name);
    const found: string[] = [];
    const wanted = [
      ...calls.filter(({ words }) => words[0] === name).flatMap(({ words }) => words.slice(1)),
      ...global.flatMap(({ words }) => words),
    ];
    for (const word of wanted) {
      if (/^(?:PRIVATE|PUBLIC|INTERFACE|LINK_(?:PRIVATE|PUBLIC)|debug|optimized|general)$/.test(word))
        continue;
      found.push(...(own.has(word) ? (seen.has(word) ? [] : of(word, seen)) : linkNames(word)));
    }
    return found;
  };
  return name => of(name, new Set());
}

/** The names that a word of `target_link_libraries` gives the linker. */
function linkNames(word: string): readonly string[] {
  const known = imported.get(word.toLowerCase());
  if (known !== undefined) return known;
  if (/^-l[\w.+-]+$/.test(word)) return [word.slice(2)];
  return /^-(?:pthread|O\d|s|static|Wl,--gc-sections)$/.test(word) ? [] : [word];
}

/** Imported targets and variables of CMake's own modules (cmake-modules(7)), and libraries of headers alone. */
const imported: ReadonlyMap<string, readonly string[]> = new Map(
  [
    'threads::threads',
    '${cmake_thread_libs_init}',
    '${cmake_dl_libs}',
    'pthread',
    'stdc++fs',
    'openssl::ssl ssl crypto',
    'openssl::crypto crypto',
    '${openssl_libraries} ssl crypto',
    '${openssl_ssl_library} ssl',
    '${openssl_crypto_library} crypto',
    'zlib::zlib z',
    '${zlib_libraries} z',
    'sqlite::sqlite3 sqlite3',
    'sqlite3 sqlite3',
    '${sqlite3_libraries} sqlite3',
    'bzip2::bzip2 bz2',
    'liblzma::liblzma lzma',
    'expat::expat expat',
    'openmp::openmp_cxx gomp',
    'openmp::openmp_c gomp',
    'nlohmann_json::nlohmann_json',
    'nlohmann_json',
    'boost::headers',
    'boost::boost',
    'asio',
    'asio::asio',
    'crow::crow',
    'crow',
    'doctest::doctest',
    'cxxopts::cxxopts',
    'cli11::cli11',
    'eigen3::eigen',
    'httplib::httplib',
    'm m',
    'dl dl',
    'rt rt',
  ].map((line): [string, readonly string[]] => {
    const [name = '', ...names] = line.split(' ');
    return [name, names];
  }),
);

/** Below the prefix: `bin` for programs and `lib` for libraries, unless it says something else. */
function installFolder(name: string, program: boolean, installs: readonly Word[]): string | undefined {
  const call = installs.find(({ words }) => {
    if (words[0] !== 'TARGETS') return false;
    const end = words.findIndex(word => /^(?:RUNTIME|LIBRARY|ARCHIVE|DESTINATION|EXPORT|BUNDLE)$/.test(word));
    return words.slice(1, end < 0 ? undefined : end).includes(name);
  });
  if (call === undefined) return undefined;
  const kind = call.words.indexOf(program ? 'RUNTIME' : 'LIBRARY');
  const at = call.words.indexOf('DESTINATION', Math.max(kind, 0));
  const usual = program ? 'bin' : 'lib';
  const given = at < 0 ? usual : (call.words[at + 1] ?? usual);
  const folder = given
    .replace(/\$\{CMAKE_INSTALL_BINDIR\}/, 'bin')
    .replace(/\$\{CMAKE_INSTALL_LIBDIR\}/, 'lib');
  return folder.includes('$') ? undefined : folder;
}
