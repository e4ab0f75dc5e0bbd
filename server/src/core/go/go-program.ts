import type { GoOutput } from '../effects/go-effects';
import type { SourceView } from '../effects/source-view';
import { cleanPath } from '../model/paths';
import { fileIncluded, type Included } from './constraints';
import { readGoMod } from './go-mod';
import { type GoModule, type ParsedFile, packageFiles } from './go-module';

/** The code of one program as far as the context has it: its main package and what that imports. */
export interface GoProgram {
  readonly output: GoOutput;
  /** Every file of the program that may be compiled for Linux. */
  readonly files: readonly ParsedFile[];
  /** Import paths of packages that other modules supply and the context does not have. */
  readonly external: ReadonlySet<string>;
  /** Directories of the packages, in the image. */
  readonly directories: ReadonlySet<string>;
  /** The first file, or package, that could not be read; absent when the program was read in full. */
  readonly unread: string | undefined;
  /** A file of the context that imports "C" and is compiled when cgo is on. */
  readonly importsC: string | undefined;
}

/** Programs read so far, for as long as their analysis lives: rules and conversions ask for the same ones. */
const programs = new WeakMap<GoOutput, Map<string, GoProgram | undefined>>();

/** Follows the imports from the main package, through the module, its replacements, vendor and GOPATH. */
export function readProgram(
  output: GoOutput,
  cgo: Included,
  generators: readonly string[] = [],
): GoProgram | undefined {
  const generated = generators.length > 0;
  const key = `${cgo} ${generated}`;
  const known = programs.get(output) ?? new Map<string, GoProgram | undefined>();
  programs.set(output, known);
  if (!known.has(key)) known.set(key, follow(output, cgo, generated));
  return known.get(key);
}

function follow(output: GoOutput, cgo: Included, generated: boolean): GoProgram | undefined {
  const { view, directory } = output;
  if (directory === undefined) return undefined;
  const tags = new Set(output.build.tags);
  const found: Walk = {
    files: [],
    external: new Set(),
    directories: new Set(),
    unread: undefined,
    importsC: undefined,
  };
  const modules = knownModules(view, output.module);
  const queue = [directory];
  while (queue.length > 0) {
    const current = queue.pop();
    if (current === undefined || found.directories.has(current)) continue;
    found.directories.add(current);
    const files = readPackage(output, current, tags);
    // A package without files is one that the build generates, or one that the context lacks.
    if (files.length === 0 && (!generated || current === directory)) found.unread ??= current;
    for (const parsed of files) {
      if (parsed.file === undefined) {
        found.unread ??= parsed.path;
        continue;
      }
      const { file, path } = parsed;
      const compiled = fileIncluded(path, file.constraint, { tags, cgo });
      const importsC = file.imports.some(item => item.path === 'C');
      if (compiled === 'no' || (importsC && cgo === 'no')) continue;
      found.files.push(parsed);
      if (importsC) found.importsC ??= path;
      for (const { path: imported } of file.imports) {
        const place = locate(imported, current, view, output.module, modules);
        if (place === 'external') found.external.add(imported);
        else if (place !== 'standard') queue.push(place);
      }
    }
  }
  return { output, ...found };
}

interface Walk {
  readonly files: ParsedFile[];
  readonly external: Set<string>;
  readonly directories: Set<string>;
  unread: string | undefined;
  importsC: string | undefined;
}

/** For `go build main.go` only the named files of the main package take part. */
function readPackage(output: GoOutput, directory: string, tags: ReadonlySet<string>): ParsedFile[] {
  if (output.files === undefined || directory !== output.directory)
    return packageFiles(output.view, directory, tags);
  return output.files.map(path => ({ path, file: output.view.goFile(path) }));
}

interface KnownModule {
  readonly path: string;
  readonly root: string;
}

/** The module itself, local replacements, and the modules of a workspace: whatever `go.mod` files are there. */
function knownModules(view: SourceView, module: GoModule | undefined): KnownModule[] {
  const modules: KnownModule[] = [];
  if (module?.mod?.module !== undefined) modules.push({ path: module.mod.module, root: module.root });
  for (const replacement of module?.mod?.localReplacements ?? []) {
    const root = cleanPath(
      replacement.directory.startsWith('/')
        ? replacement.directory
        : `${module?.root}/${replacement.directory}`,
    );
    modules.push({ path: replacement.path, root });
  }
  if (![...view.files.keys()].some(path => path.endsWith('/go.work'))) return modules;
  for (const path of view.files.keys()) {
    if (!path.endsWith('/go.mod')) continue;
    const name = readGoMod(view.text(path) ?? '').module;
    if (name !== undefined) modules.push({ path: name, root: path.slice(0, -'/go.mod'.length) || '/' });
  }
  return modules;
}

/** The directory of an imported package, or who supplies it. */
function locate(
  imported: string,
  from: string,
  view: SourceView,
  module: GoModule | undefined,
  modules: readonly KnownModule[],
): string | 'external' | 'standard' {
  if (imported === 'C' || imported === 'unsafe') return 'standard';
  if (imported.startsWith('./') || imported.startsWith('../')) return cleanPath(`${from}/${imported}`);
  for (const { path, root } of modules) {
    if (imported === path || imported.startsWith(`${path}/`))
      return cleanPath(`${root}/${imported.slice(path.length)}`);
  }
  const vendored = vendorDirectory(imported, from, view, module);
  if (vendored !== undefined) return vendored;
  for (const gopath of ['/go', '/root/go']) {
    const directory = `${gopath}/src/${imported}`;
    if (view.directories.has(directory)) return directory;
  }
  return imported.split('/')[0]?.includes('.') === true ? 'external' : 'standard';
}

function vendorDirectory(
  imported: string,
  from: string,
  view: SourceView,
  module: GoModule | undefined,
): string | undefined {
  if (module?.mod !== undefined) {
    const directory = cleanPath(`${module.root}/vendor/${imported}`);
    return view.directories.has(directory) ? directory : undefined;
  }
  // In GOPATH mode every directory above may have a vendor folder.
  for (let at = from; at !== '/' && at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const directory = `${at}/vendor/${imported}`;
    if (view.directories.has(directory)) return directory;
  }
  return undefined;
}

/** Whether the file lies in a vendor folder: somebody else's code. */
export function isVendored(path: string): boolean {
  return path.includes('/vendor/');
}

/** The module a file of the program belongs to is the program's own, not a dependency in vendor. */
export function ownFiles(program: GoProgram): ParsedFile[] {
  return program.files.filter(({ path }) => !isVendored(path));
}
