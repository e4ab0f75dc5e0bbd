/** The sources of a Python project that its program may run: those that the start leads to, as far as that is sure. */
import type { ContextTree } from '../context/context-tree';
import { sourceView } from '../effects/source-view';
import type { StageEffects } from '../effects/stage-effects';
import { readPyproject } from '../manifests/pyproject';
import { isConsoleScript } from '../manifests/python-packages';
import { lineage } from '../model/build';
import { runtimeVariable } from '../model/environment';
import { baseName, cleanPath, isWithin, parentPath } from '../model/paths';
import { flagNamed } from '../syntax/instruction';
import { fileAt, findModule, importedFiles, namedFiles, type Project, projectOf } from './modules';
import { argumentOf, literalOf, type PythonFile } from './python-file';

export interface PythonSource {
  /** Where the image has it; of a file that is only known from the build context, its path there. */
  readonly path: string;
  readonly file: PythonFile;
  /** It is run as the program itself: what `if __name__ == "__main__"` guards is run as well. */
  readonly started: boolean;
}

export interface OwnSources {
  readonly sources: readonly PythonSource[];
  /** A source that may run and whose text is not known. */
  readonly unread: string | undefined;
  /** Only what the start leads to is in `sources`; otherwise everything that is no test. */
  readonly followed: boolean;
}

/**
 * Follows imports from what the words of the start and the values of the environment name. Everything counts that may
 * be imported: in functions, under conditions, by a text literal that is the name of a module. Where that is not sure
 * (a module named by a variable, a start that leads to no file), all sources are returned but tests and documentation.
 */
export function ownSources(
  { contents, stage }: Pick<StageEffects, 'contents' | 'stage'>,
  tree: ContextTree,
  start: readonly string[],
  cwd = stage.end.workdir,
): OwnSources {
  const { files, workdir } = filesOf(contents, stage, tree, cwd);
  const project = projectOf(files, tree, workdir);
  const points = entryPoints(tree);
  const isStart = (word: string): boolean => startsModules(word) || points.has(baseName(word));
  const words = start.flatMap(word => [word, ...(points.get(baseName(word)) ?? [])]);
  const roots = start.some(isStart) ? rootsOf(words, project) : new Map<string, boolean>();
  if (roots.size > 0) {
    for (const [path] of rootsOf(runtimeValues(stage), project)) roots.set(path, roots.get(path) ?? false);
    const followed = follow(roots, start, project);
    if (followed !== undefined) return followed;
  }
  const rest = withoutTools(
    [...files.keys()].filter(path => !aside.test(path)),
    project,
  );
  return read(rest, new Set(rest), false, project);
}

/** Sources in the image; with those of the context where packages of the project come from another stage. */
function filesOf(
  contents: StageEffects['contents'],
  stage: StageEffects['stage'],
  tree: ContextTree,
  cwd: string | undefined,
): { readonly files: ReadonlyMap<string, string>; readonly workdir: string } {
  const files = new Map([...sourceView(contents, tree).files].filter(([path]) => isSource(path)));
  const workdir = files.size > 0 ? (cwd ?? '/') : '/';
  const fromStages = lineage(stage).some(({ steps }) =>
    steps.some(({ instruction }) => flagNamed(instruction, 'from') !== undefined),
  );
  if (files.size > 0 && !fromStages) return { files, workdir };
  const known = new Set(files.values());
  for (const file of tree.files('')) if (isSource(file) && !known.has(file)) files.set(`/${file}`, file);
  return { files, workdir };
}

/** The interpreter, or a server that is given the name of a module. */
function startsModules(word: string): boolean {
  const name = baseName(word);
  return /^python[\d.]*$/.test(name) || servers.has(name) || isConsoleScript(name);
}

const servers: ReadonlySet<string> = new Set(
  'gunicorn uvicorn hypercorn daphne granian waitress-serve celery flask fastapi streamlit chainlit django-admin rq dramatiq arq taskiq huey_consumer faust sanic litestar quart scrapy uwsgi'.split(
    ' ',
  ),
);

/** Programs that the project itself installs, with the functions that they call: `shop` with `shop.cli:main`. */
function entryPoints(tree: ContextTree): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string, target: string): void => {
    found.set(name, [...(found.get(name) ?? []), target]);
  };
  for (const file of tree.files('')) {
    if (!/(?:^|\/)(?:pyproject\.toml|setup\.(?:cfg|py))$/.test(file)) continue;
    const text = tree.text(file) ?? '';
    const points = file.endsWith('.toml') ? (readPyproject(text)?.entryPoints ?? {}) : {};
    for (const [name, target] of Object.entries(points)) add(name, target);
    if (file.endsWith('.toml')) continue;
    for (const [, name = '', target = ''] of text.matchAll(/([\w-]+)[ \t]*=[ \t]*([\w.]+:[\w.]+)/g))
      add(name, target);
  }
  return found;
}

/**
 * Folders with scripts for those who work on the project are no packages, and nothing speaks of them: left out where
 * it is not known what is imported.
 */
function withoutTools(paths: readonly string[], project: Project): string[] {
  const isTool = (path: string): boolean => {
    const folder = toolFolder.exec(path)?.[1];
    return folder !== undefined && !project.files.has(`${folder}/__init__.py`);
  };
  const [tools, others] = [paths.filter(isTool), paths.filter(path => !isTool(path))];
  const named = new Set<string>();
  for (const path of others)
    for (const { text } of fileAt(path, project)?.texts ?? [])
      for (const word of text.slice(0, 200).split(/[^\w]/)) named.add(word);
  return [...others, ...tools.filter(path => named.has(baseName(toolFolder.exec(path)?.[1] ?? '')))];
}

const toolFolder = /^(.*?\/(?:scripts?|tools?|ci|hack|dev|\.\w+))\//;

function isSource(path: string): boolean {
  return path.endsWith('.py') && !/(?:^|\/)(?:site-packages|\.?venv|node_modules|\.git)\//.test(path);
}

/** What no program imports when it serves: left out where nothing tells what is imported. */
const aside =
  /(?:^|\/)(?:tests?|testing|testdata|fixtures|spec|docs?|examples?|benchmarks?|\.github)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup|noxfile|fabfile|dodo)\.py$/;

function runtimeValues(stage: StageEffects['stage']): string[] {
  const names = new Set(lineage(stage).flatMap(({ end }) => [...end.environment.history.entries.keys()]));
  return [...names].flatMap(name => {
    const value = runtimeVariable(stage.end.environment, name)?.value;
    return value?.kind === 'value' && value.value.length < 200 ? [value.value] : [];
  });
}

/** Files that the words of a start name: as a path, as `module:attribute`, as a module; those that are scripts first. */
function rootsOf(words: readonly string[], project: Project): Map<string, boolean> {
  const roots = new Map<string, boolean>();
  for (const [index, word] of words.entries()) {
    const value = word.replace(/^--?[\w-]+=/, '');
    if (value === '') continue;
    const script = cleanPath(value.startsWith('/') ? value : `${project.workdir}/${value}`);
    if (project.files.has(script)) roots.set(script, true);
    else if (project.files.has(`${script}/__main__.py`)) roots.set(`${script}/__main__.py`, true);
    if (!dotted.test(value.split(':')[0] ?? '') || roots.has(script)) continue;
    const [module = ''] = value.split(':');
    // `-m package` runs the package's `__main__`.
    const runs = words[index - 1] === '-m';
    for (const path of findModule(module, `${project.workdir}/-`, project)) {
      roots.set(path, runs);
      const main = `${parentPath(path)}/__main__.py`;
      if (runs && path.endsWith('/__init__.py') && project.files.has(main)) roots.set(main, true);
    }
  }
  if (roots.size === 0) return roots;
  // Read by Gunicorn, Flask and Celery without being named.
  for (const name of ['gunicorn.conf', 'app', 'wsgi', 'celeryconfig', 'sitecustomize']) {
    const path = cleanPath(`${project.workdir}/${name}.py`);
    if (project.files.has(path)) roots.set(path, roots.get(path) ?? false);
  }
  return roots;
}

const dotted = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** Undefined where something is imported that no text names. */
function follow(
  roots: ReadonlyMap<string, boolean>,
  words: readonly string[],
  project: Project,
): OwnSources | undefined {
  const reached = new Set(roots.keys());
  const queue = [...roots.keys()];
  const add = (paths: readonly string[]): void => {
    for (const path of paths) {
      if (reached.has(path)) continue;
      reached.add(path);
      queue.push(path);
    }
  };
  // Django's commands are found by their names, Streamlit's pages by their folder.
  for (const word of words)
    add((project.index.get(word) ?? []).filter(other => other.includes('/management/commands/')));
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const file = fileAt(path, project);
    if (file === undefined) continue;
    if (importsByName(file)) return undefined;
    for (const item of file.imports) add(importedFiles(item, path, project));
    for (const { text } of file.texts)
      if (text.length < 120 && /^[\w.]+(?::\w+)?$/.test(text)) add(namedFiles(text, path, project));
    if (file.imports.some(({ module }) => module === 'streamlit'))
      add([...project.files.keys()].filter(other => isWithin(other, `${parentPath(path)}/pages`)));
  }
  const started = new Set([...roots].flatMap(([path, runs]) => (runs ? [path] : [])));
  return read([...reached], started, true, project);
}

function read(
  paths: readonly string[],
  started: ReadonlySet<string>,
  followed: boolean,
  project: Project,
): OwnSources {
  const sources: PythonSource[] = [];
  let unread: string | undefined;
  for (const path of paths) {
    const file = fileAt(path, project);
    if (file === undefined) unread ??= path;
    else sources.push({ path, file, started: started.has(path) });
  }
  return { sources, unread, followed };
}

/** `importlib.import_module(name)`, a discovery of tasks, and its like with a name that is computed. */
function importsByName({ uses }: PythonFile): boolean {
  return uses.some(({ name, given }) => {
    if (computed.has(name)) return true;
    // Without folders of its own Celery looks into Django's applications, which the settings name.
    if (name.endsWith('.autodiscover_tasks'))
      return given?.some(({ tokens }) => tokens.every(({ text }) => text !== 'INSTALLED_APPS')) === true;
    if (!named.has(name)) return false;
    const first = given === undefined ? undefined : argumentOf(given, 0, 'name', 'import_name');
    return first === undefined || literalOf(first.tokens) === undefined;
  });
}

const named: ReadonlySet<string> = new Set([
  'importlib.import_module',
  '__import__',
  'importlib.__import__',
  'runpy.run_module',
  'django.utils.module_loading.import_string',
  'werkzeug.utils.import_string',
]);

const computed: ReadonlySet<string> = new Set([
  ...['exec', 'execfile', 'runpy.run_path', 'pkgutil.iter_modules', 'pkgutil.walk_packages'],
  ...['importlib.util.spec_from_file_location', 'importlib.machinery.SourceFileLoader'],
]);
