import { baseName } from '../model/paths';
import type { ContextEntry } from './build-context';

/** Files whose text tells what a build makes and what its program needs; most important first. */
export function wantedFiles(source: string, entries: ReadonlyMap<string, ContextEntry>): string[] {
  const ranked: { path: string; rank: number }[] = [];
  const lists = requirementLists(source);
  for (const [path, entry] of entries) {
    if (entry.kind !== 'file') continue;
    const rank = lists.has(baseName(path)) ? 1 : rankOf(path, source);
    if (rank !== undefined) ranked.push({ path, rank });
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
  return ranked.map(item => item.path);
}

/** `pip install -r NAME`: a list of requirements may be called anything. */
function requirementLists(source: string): ReadonlySet<string> {
  const named = source.matchAll(/(?:^|\s)(?:-r|--requirement)(?:\s+|=)?["']?([^\s"'\\;&|]+)/g);
  return new Set([...named].map(([, path = '']) => baseName(path)));
}

/** Of the names of the files in a folder above the context those that say how what lies below is started. */
export function wantedAbove(names: readonly string[]): string[] {
  return names.filter(name => composeFile.test(name));
}

/** Whoever names another file than `compose.yaml` gives it with `--file`: `compose_local.yaml`, `prod.docker-compose.yml`. */
export const composeFile = /^(?:[\w.-]+[._-])?(?:docker[-_]?)?compose(?:[._-][\w.-]+)?\.ya?ml$/i;

function rankOf(path: string, source: string): number | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.endsWith('.dockerignore')) return 0;
  if (name === 'go.mod' || name === 'go.work') return 1;
  if (/^(?:GNUm|m|M)akefile$|\.mk$/.test(name)) return 1;
  // What others publish lies below these; only the names of the packages are of interest.
  if (/(?:^|\/)(?:node_modules|site-packages|\.venv|venv)\//.test(path)) return undefined;
  // `requirements/base.txt`, which another list includes.
  if (/(?:^|\/)(?:requirements?|reqs?)\/[^/]+\.(?:txt|in)$/.test(path)) return 1;
  if (manifest.test(name) || /(?:^|\/)\.cargo\/config(?:\.toml)?$/.test(path)) return 1;
  if (
    name === 'heroku.yml' ||
    name === '.gitignore' ||
    // What starts the image elsewhere.
    /^(?:fly(?:\.[\w-]+)?\.toml|railway\.(?:json|toml)|devcontainer\.json)$/.test(name) ||
    /^action\.ya?ml$/i.test(name) ||
    composeFile.test(name)
  )
    return 1;
  if (/\.(?:sh|bash)$/.test(name) || (!name.includes('.') && source.includes(name))) return 2;
  // Tests are never part of a program; in vendor, what imports C decides about cgo.
  if (name.endsWith('_test.go') || /(?:^|\/)(?:testdata|node_modules)\//.test(path)) return undefined;
  // Workflows and manifests say how the image is built and started elsewhere.
  if (/\.ya?ml$/.test(name)) return 4;
  if (locks.test(name)) return 4;
  // `bin/www`: the start that generators of Express applications write.
  if (/(?:^|\/)bin\/[^/.]+$/.test(path) && /\b(?:node|npm|yarn|pnpm)\b/.test(source)) return 3;
  if (sourcesOf.some(({ files, tools }) => files.test(name) && tools.test(source)))
    // Packages of Python may be called `test`; what the program imports is followed, so that others do no harm.
    return !isTest.test(path) ? 3 : name.endsWith('.py') ? 6 : undefined;
  if (name.endsWith('.go')) return path.startsWith('vendor/') || path.includes('/vendor/') ? 5 : 3;
  return undefined;
}

/** Manifests, and settings of build tools that decide where the result is. */
const manifest =
  /^(?:package\.json|[jt]sconfig(?:\.[\w-]+)*\.json|pnpm-workspace\.yaml|\.yarnrc\.yml|\.npmrc|nest-cli\.json|angular\.json|next\.config\.[cm]?[jt]s|(?:constraints|requirements)[\w.-]*\.(?:txt|in)|pyproject\.toml|\.python-versions?|(?:poetry|uv|pdm)\.lock|Pipfile\.lock|setup\.(?:cfg|py)|Pipfile|Procfile|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|gradle\.properties|libs\.versions\.toml|build\.sbt|plugins\.sbt|Cargo\.toml|rust-toolchain(?:\.toml)?|CMakeLists\.txt|meson\.build|.+\.(?:cs|fs|vb)proj|Directory\.Build\.props|global\.json|.+\.sln|Gemfile(?:\.lock)?|.+\.gemspec|\.ruby-version|mix\.(?:exs|lock)|deno\.(?:jsonc?|lock))$/;

/** Which packages are installed, and for which systems; schemas of Prisma, which say what its client consists of. */
const locks = /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|bun\.lock|Cargo\.lock|.+\.prisma)$/;

/**
 * Sources are read only where the Dockerfile speaks of their language: of a tool, of an image by whatever vendor's name
 * (`amazoncorretto`, `muslrust`, `openjdk17`), or of a file that only a program of the language is.
 */
const sourcesOf: readonly { readonly files: RegExp; readonly tools: RegExp }[] = [
  {
    files: /\.[cm]?[jt]sx?$/,
    tools: /\b(?:node(?:js)?\d*|npm|npx|yarn|pnpm|corepack|bunx?|deno|pm2|ts-node|tsx)\b|\.[cm]?js\b/,
  },
  {
    files: /\.py$/,
    tools:
      /\b(?:python[\d.]*|pypy\d*|pip[\d.]*|uvx?|poetry|pipenv|pdm|\w*conda\d*|\w*mamba|gunicorn|uvicorn|hypercorn|daphne|celery|flask|streamlit)\b|\.py\b/,
  },
  { files: /\.(?:cs|fs|vb)$|^appsettings[\w.-]*\.json$/, tools: /\b(?:dotnet|aspnet)|\.dll\b/ },
  {
    files:
      /\.(?:java|kt|scala|groovy)$|^(?:application|bootstrap|log4j2?)[\w.-]*\.properties$|^(?:logback|log4j2?)[\w.-]*\.xml$/,
    tools:
      /java(?!script)|jdk|\bjre|\b(?:maven|mvnw?|gradlew?|gradle|sbt|ant|mill)\b|temurin|corretto|zulu|liberica|semeru|sapmachine|dragonwell|graalvm|\b(?:tomcat|tomee|jetty|wildfly|payara|open-?liberty|websphere|quarkus|spring|kotlin|scala|groovy)|\.[jw]ar\b/,
  },
  {
    files: /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|ipp)$/i,
    tools:
      /\b(?:gcc|g\+\+|cc|c\+\+|clang|[cq]?make|meson|ninja|scons|bazel|conan|vcpkg|emcc|em\+\+|build-essential|build-base|base-devel)(?![a-z_])|\bautoreconf\b|\/configure\b|\.(?:c|cc|cpp|cxx)\b/,
  },
  { files: /\.(?:rb|ru|rake)$|^Rakefile$/, tools: /ruby|\b(?:gem|bundler?|rails|rake|rackup|puma)\b|\.rb\b/ },
  { files: /\.exs?$/, tools: /\b(?:elixir|mix|erlang)\b|\.exs?\b/ },
  { files: /\.rs$/, tools: /\b(?:rust|cargo)|rust\b|\.rs\b/ },
];

const isTest =
  /(?:^|\/)(?:tests?|__tests__|spec|testdata|fixtures|examples|docs)\/|\.(?:test|spec)\.[cm]?[jt]sx?$|\.d\.ts$|(?:^|\/)test_[^/]*\.py$/;
