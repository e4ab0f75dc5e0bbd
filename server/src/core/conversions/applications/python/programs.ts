/** Programs that Python packages bring: where a container finds them, and whether they are surely such a program. */
import { type Found, lookup, originOf } from '../../../effects/contents';
import { installedPackages } from '../../../effects/python/packages';
import { readPyproject } from '../../../manifests/pyproject';
import { isConsoleScript } from '../../../manifests/python-packages';
import { normaliseName } from '../../../manifests/requirements';
import { baseName, isWithin, joinPath, parentPath } from '../../../model/paths';
import type { Application } from '../application';
import { searchedFolders } from './interpreter';

export type Program =
  /** A script of a package, which pip wrote: its first line names the interpreter beside it. */
  | { readonly kind: 'package' }
  /** A file of the build context. */
  | { readonly kind: 'file'; readonly path: string; readonly text: string | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };

/** What a word that a container starts stands for; the programs of `environment` come before those on PATH. */
export function readProgram(word: string, app: Application, environment?: string): Program {
  const { effects } = app;
  const paths = word.includes('/')
    ? [joinPath(effects.stage.end.workdir, word) ?? []].flat()
    : foldersOf(app, environment)?.map(folder => `${folder}/${word}`);
  if (paths === undefined) return { kind: 'unknown', why: 'PATH cannot be told' };
  let possible = false;
  for (const path of paths) {
    const found = lookup(effects.contents, path);
    if (found.presence === 'yes') return possible ? byName(word, app) : programAt(found, path, app);
    possible ||= found.presence === 'maybe';
  }
  return possible && !liesElsewhere(paths, app) ? byName(word, app) : { kind: 'absent' };
}

function foldersOf({ effects }: Application, environment: string | undefined): readonly string[] | undefined {
  const searched = searchedFolders(effects);
  return environment === undefined || searched === undefined ? searched : [`${environment}/bin`, ...searched];
}

/** Everything that brings packages puts their programs into folders that PATH does not name. */
function liesElsewhere(paths: readonly string[], { chain }: Application): boolean {
  const installs = chain.flatMap(({ dependencies }) =>
    dependencies.filter(({ ecosystem }) => ecosystem === 'python'),
  );
  const folders = installs.map(
    ({ into }) => /^(\/.+)\/lib\/python3\.\d+\/site-packages$/.exec(into ?? '')?.[1],
  );
  const searched = new Set(paths.map(parentPath));
  if (installs.length === 0 || folders.some(folder => folder === undefined || searched.has(`${folder}/bin`)))
    return false;
  return chain.every(
    ({ contents }) =>
      contents.unknownSince === undefined &&
      contents.grafts.every(
        ({ destination }) => ![...searched].some(folder => isWithin(folder, destination)),
      ),
  );
}

function programAt(found: Found, path: string, app: Application): Program {
  const origin = originOf(found);
  if (origin?.kind === 'dependencies' && origin.install.ecosystem === 'python') return { kind: 'package' };
  if (origin?.kind === 'context') {
    return { kind: 'file', path, text: app.subject.tree.text(origin.path) };
  }
  return origin?.kind === 'base'
    ? { kind: 'unknown', why: 'it comes with the base image' }
    : byName(path, app);
}

/** Nothing is known of the place: the name must be one that only a Python package of the project can have brought. */
function byName(word: string, app: Application): Program {
  const name = baseName(word);
  const wanted = normaliseName(name);
  const bySystem = app.chain
    .flatMap(({ installs }) => installs.flatMap(({ packages }) => packages))
    .some(item => item === undefined || [name, wanted, `python3-${wanted}`].includes(item));
  if (bySystem) return { kind: 'unknown', why: 'a package of the distribution may bring it' };
  const sources = app.subject.effects.filter(({ dependencies }) =>
    dependencies.some(({ ecosystem }) => ecosystem === 'python'),
  );
  const known =
    isConsoleScript(name) ||
    sources.some(({ dependencies }) =>
      dependencies.some(
        install => install.ecosystem === 'python' && installedPackages(install).includes(wanted),
      ),
    ) ||
    declares(name, app);
  return known && sources.length > 0
    ? { kind: 'package' }
    : { kind: 'unknown', why: 'nothing in the file is known to bring it' };
}

/** The project itself says that it brings a program of that name. */
export function declares(name: string, { subject: { tree } }: Application): boolean {
  return tree.files('').some(file => {
    const manifest = baseName(file);
    if (manifest === 'pyproject.toml')
      return readPyproject(tree.text(file) ?? '')?.scripts.includes(name) === true;
    if (manifest !== 'setup.py' && manifest !== 'setup.cfg') return false;
    const entries = (tree.text(file) ?? '').matchAll(/^\s*["']?([\w.-]+)\s*=\s*[\w.]+:[\w.]+/gm);
    const inline = (tree.text(file) ?? '').matchAll(/["']([\w.-]+)\s*=\s*[\w.]+:[\w.]+["']/g);
    return [...entries, ...inline].some(entry => entry[1] === name);
  });
}
