/** Python modules among the files of a project: which file an import leads to. */
import type { ContextTree } from '../context/context-tree';
import { isStandardModule } from '../manifests/python-stdlib';
import { baseName, cleanPath, isWithin, parentPath } from '../model/paths';
import { type ModuleImport, type PythonFile, readPythonFile } from './python-file';

export interface Project {
  /** Paths in the image, or in the context, to paths in the context. */
  readonly files: ReadonlyMap<string, string>;
  readonly tree: ContextTree;
  /** Modules by the last part of their name. */
  readonly index: ReadonlyMap<string, readonly string[]>;
  readonly workdir: string;
}

/** The sources as modules; `files` leads from their paths to those in the context. */
export function projectOf(files: ReadonlyMap<string, string>, tree: ContextTree, workdir: string): Project {
  return { files, tree, index: indexOf(files), workdir };
}

function moduleName(path: string): string {
  return path.replace(/(?:\/__init__)?\.py$/, '');
}

function indexOf(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const path of files.keys()) {
    const name = baseName(moduleName(path));
    const list = index.get(name);
    if (list === undefined) index.set(name, [path]);
    else list.push(path);
  }
  return index;
}

/** Parsed files, for as long as their context lives. */
const parsed = new WeakMap<ContextTree, Map<string, PythonFile>>();

/** A source of the project, read; undefined where its text is not known. */
export function fileAt(path: string, { files, tree }: Project): PythonFile | undefined {
  const source = files.get(path) ?? '';
  const ofTree = parsed.get(tree) ?? new Map<string, PythonFile>();
  parsed.set(tree, ofTree);
  const known = ofTree.get(source);
  if (known !== undefined) return known;
  const text = tree.text(source);
  if (text === undefined) return undefined;
  const file = readPythonFile(text);
  ofTree.set(source, file);
  return file;
}

/** Every file that an import may run: the module, the packages above it, and what is taken out of it. */
export function importedFiles(item: ModuleImport, from: string, project: Project): string[] {
  const { module, dots, names } = item;
  if (dots > 0) {
    let folder = parentPath(from);
    for (let up = 1; up < dots; up++) folder = parentPath(folder);
    const base = module === '' ? folder : cleanPath(`${folder}/${module.replaceAll('.', '/')}`);
    return [...at(base, project), ...submodules(base, names, project)];
  }
  const found = findModule(module, from, project);
  return [
    ...found,
    ...found.flatMap(path =>
      path.endsWith('/__init__.py') ? submodules(parentPath(path), names, project) : [],
    ),
    // A folder without `__init__.py` is a package, too.
    ...names.flatMap(name => (name === '*' ? [] : findModule(`${module}.${name}`, from, project))),
  ];
}

function at(base: string, { files }: Project): string[] {
  return [`${base}.py`, `${base}/__init__.py`].filter(path => files.has(path));
}

function submodules(base: string, names: readonly string[], project: Project): string[] {
  return names.flatMap(name =>
    name === '*'
      ? [...project.files.keys()].filter(path => parentPath(path) === base)
      : at(`${base}/${name}`, project),
  );
}

/** A module by its dotted name, with the packages above it: beside the file, above it, or anywhere that fits. */
export function findModule(module: string, from: string, project: Project): string[] {
  const path = module.replaceAll('.', '/');
  const [top = ''] = module.split('.');
  for (let folder = parentPath(from); ; folder = parentPath(folder)) {
    const found = withPackages(folder, module, project);
    if (found.length > 0) return found;
    if (folder === '/') break;
  }
  const inWorkdir = withPackages(project.workdir, module, project);
  if (inWorkdir.length > 0) return inWorkdir;
  if (isStandardModule(top)) return [];
  return (project.index.get(baseName(`/${path}`)) ?? [])
    .filter(file => `${moduleName(file)}`.endsWith(`/${path}`))
    .flatMap(file => withPackages(moduleName(file).slice(0, -path.length - 1) || '/', module, project));
}

function withPackages(folder: string, module: string, project: Project): string[] {
  const names = module.split('.');
  const last = at(cleanPath(`${folder}/${names.join('/')}`), project);
  if (last.length === 0) return [];
  const above = names.flatMap((_, index) =>
    index === 0 ? [] : at(cleanPath(`${folder}/${names.slice(0, index).join('/')}`), project),
  );
  return [...above, ...last];
}

/** A text that is the name of a module, a class in one, or an application of Django: all of its files. */
export function namedFiles(text: string, from: string, project: Project): string[] {
  const [module = '', attribute] = text.split(':');
  const names = module.split('.');
  if (names.length === 1 && attribute === undefined && !from.includes('settings')) return [];
  for (let count = names.length; count > 0; count--) {
    const found = findModule(names.slice(0, count).join('.'), from, project);
    const [last] = found.slice(-1);
    if (last === undefined) continue;
    if (!last.endsWith('/__init__.py') || names.length > count) return found;
    return [...project.files.keys()].filter(path => isWithin(path, parentPath(last)) && !inDjango.test(path));
  }
  return [];
}

const inDjango = /\/(?:migrations|management|tests?)\/|\/tests?(?:_\w*)?\.py$/;
