/** Environment variables that a program reads at run time, by what it is and by what its sources say. */
import { lookup, originOf } from '../../effects/contents';
import type { Stage } from '../../model/build';
import { readLaunch } from '../../model/launch';
import { baseName, joinPath } from '../../model/paths';
import type { Subject } from '../rule';
import { effectsOf } from './stages';

export type Runtime = 'node' | 'python' | 'java' | 'dotnet' | 'ruby' | 'go';

const programs: readonly (readonly [Runtime, RegExp])[] = [
  ['node', /^(?:node|nodejs|npm|yarn|pnpm|pm2|pm2-runtime)$/],
  ['python', /^(?:python[\d.]*|gunicorn|uvicorn|celery|flask|daphne|hypercorn|uwsgi)$/],
  ['java', /^java$/],
  ['dotnet', /^dotnet$/],
  ['ruby', /^(?:ruby|rails|puma|bundle|rackup|unicorn)$/],
];

/** Variables that the runtime, or the framework that is sure to be there, acts upon. */
export const readByRuntime: Readonly<Record<Runtime, readonly string[]>> = {
  node: ['NODE_ENV', 'NODE_PATH'],
  python: ['PYTHONPATH', 'DJANGO_SETTINGS_MODULE', 'FLASK_APP'],
  java: ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS'],
  dotnet: ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS'],
  ruby: ['RAILS_ENV', 'RACK_ENV'],
  go: [],
};

/** What the container runs; undefined where the start is a script, or nothing that is known. */
export function runtimeOf(stage: Stage, subject: Subject): Runtime | undefined {
  const launch = readLaunch(stage);
  const first = launch?.argv?.[0]?.value;
  const names = [first, launch?.cmd?.form === 'exec' ? launch.cmd.values[0] : undefined];
  for (const name of names) {
    const found = programs.find(([, form]) => form.test(baseName(name ?? '')));
    if (found !== undefined) return found[0];
  }
  const path = first === undefined ? undefined : joinPath(stage.end.workdir, first);
  const contents = effectsOf(subject, stage)?.contents;
  if (path === undefined || contents === undefined) return undefined;
  return originOf(lookup(contents, path))?.kind === 'go-binary' ? 'go' : undefined;
}

const sources: Readonly<Partial<Record<Runtime, { readonly files: RegExp; readonly calls: RegExp }>>> = {
  go: { files: /\.go$/, calls: /\bos\.(?:Getenv|LookupEnv)\(\s*["`]([A-Z_][A-Z0-9_]*)["`]/g },
  node: {
    files: /\.[cm]?[jt]sx?$/,
    calls: /\bprocess\.env(?:\.|\[\s*['"])([A-Z_][A-Z0-9_]*)/g,
  },
  python: {
    files: /\.py$/,
    calls: /\bos\.(?:environ(?:\.get\(|\[)|getenv\()\s*['"]([A-Z_][A-Z0-9_]*)['"]/g,
  },
};

/** `3000` of `process.env.PORT || 3000` and of `os.getenv('PORT', '3000')`, of what stands behind the name. */
function fallbackIn(rest: string): string | undefined {
  const literal = /^['"]?[\])\s]*(?:\|\||\?\?|,)\s*(?:'([^'\n]*)'|"([^"\n]*)"|(\d+)\b)/.exec(rest);
  return literal?.[1] ?? literal?.[2] ?? literal?.[3];
}

/** Not part of what runs: settings of build tools, tests, scripts, other people's packages. */
const aside =
  /(?:^|\/)(?:node_modules|vendor|tests?|__tests__|spec|scripts?|e2e|docs|examples|\.venv|venv)\/|(?:\.config|\.test|\.spec|_test)\.\w+$|(?:^|\/)(?:[Gg]runtfile|[Gg]ulpfile|setup|conftest|noxfile)\.\w+$/;

/**
 * The names that the sources in the build context read, with the file that does; bundlers put theirs in already. A
 * read that falls back on the very value that `valueOf` gives does without the variable, and does not count.
 */
export function readBySources(
  runtime: Runtime,
  subject: Subject,
  valueOf: (name: string) => string | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const form = sources[runtime];
  if (form === undefined) return found;
  for (const [path, text] of subject.context.texts) {
    if (!form.files.test(path) || aside.test(path) || subject.tree.ignores(path)) continue;
    for (const match of text.matchAll(form.calls)) {
      const [call, name] = match;
      if (name === undefined || found.has(name) || builtIn.test(name)) continue;
      const fallback = fallbackIn(text.slice(match.index + call.length, match.index + call.length + 200));
      if (fallback === undefined || fallback !== valueOf(name)) found.set(name, path);
    }
  }
  return found;
}

/** Of the build, or of every container. */
const builtIn =
  /^(?:PATH|HOME|USER|PWD|SHELL|TERM|HOSTNAME|LANG|LC_\w+|CI|TMPDIR|NODE_ENV|DEBUG|GO\w*|CGO_\w+|(?:NEXT_PUBLIC|REACT_APP|VITE|VUE_APP|GATSBY|PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|NPM|YARN|PIP|UV|POETRY|PYTHON|CARGO|RUST|MAVEN|GRADLE)_\w*|JAVA_HOME|DEBIAN_FRONTEND)$/;
