/** Sources of others that a build fetches and compiles in: known ones become part of the program, others may be anything. */
import type { Application } from '../applications/application';

/**
 * True where something is fetched that is not known to be header-only or linked statically by default
 * (FetchContent's rule: `add_library` without a type is static unless BUILD_SHARED_LIBS says otherwise).
 */
export function fetchesUnknown({ chain, subject }: Pick<Application, 'chain' | 'subject'>): boolean {
  const words = chain
    .flatMap(({ stage }) => stage.steps.map(({ instruction }) => instruction.body.text))
    .join('\n');
  const lists = [...subject.context.texts].flatMap(([path, text]) =>
    /(?:^|\/)CMakeLists\.txt$|\.cmake$/.test(path) ? [text.replace(/#.*$/gm, '')] : [],
  );
  if (clones.test(words)) return true;
  if ([words, ...lists].some(text => /\bBUILD_SHARED_LIBS\b(?!\S*\s*=?\s*(?:OFF|0|FALSE)\b)/i.test(text)))
    return lists.some(text => fetching.test(text));
  return lists.some(
    text =>
      others.test(text) ||
      [...text.matchAll(/\bFetchContent_Declare\s*\(\s*([\w.+-]+)/gi)].some(
        ([, name = '']) => !linkedStatically.has(name.toLowerCase()),
      ),
  );
}

const clones =
  /\bgit\s+clone\b|\b(?:wget|curl)\b[^\n]*\.(?:tar|tgz|zip)\b|\bconan\s+install\b|\bvcpkg\b|\bpip3?\s+install\b/;

const others =
  /\bExternalProject_Add\b|\bCPMAddPackage\b|\bhunter_add_package\b|\bfind_package\s*\(\s*conan/i;

const fetching = /\bFetchContent_|\bExternalProject_Add\b|\bCPMAddPackage\b/i;

/** By the names that projects give them: their own CMakeLists.txt make no shared library by themselves. */
const linkedStatically: ReadonlySet<string> = new Set(
  (
    'libpqxx pqxx crow asio json nlohmann_json nlohmannjson googletest gtest catch2 doctest spdlog fmt fmtlib yaml-cpp ' +
    'httplib cpp-httplib cpphttplib cli11 cxxopts tinyxml2 pugixml rapidjson magic_enum range-v3 sqlitecpp jwt-cpp websocketpp ' +
    'eigen eigen3 glm stb argparse tl-expected expected gsl ms-gsl abseil-cpp abseil absl re2 benchmark googlebenchmark ' +
    'toml11 tomlplusplus inja simdjson concurrentqueue'
  ).split(' '),
);
