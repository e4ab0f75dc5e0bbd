/** Node.js projects as a stage has them: manifests whose text is known because they come from the build context. */
import type { ContextTree } from '../../context/context-tree';
import { type PackageJson, readPackageJson } from '../../manifests/package-json';
import { readTsconfig } from '../../manifests/tsconfig';
import { cleanPath, joinPath, parentPath } from '../../model/paths';
import { type Contents, lookup, originOf } from '../contents';

/** The text of a file that came from the context as it is; undefined for any other, and where it cannot be known. */
export function stageText(contents: Contents, tree: ContextTree, path: string): string | undefined {
  const found = lookup(contents, path);
  const origin = found.presence === 'yes' ? originOf(found) : undefined;
  return origin?.kind === 'context' ? tree.text(origin.path) : undefined;
}

/** The package.json of a folder; undefined where there is none or its text is not known. */
export function packageJsonIn(
  contents: Contents,
  tree: ContextTree,
  directory: string,
): PackageJson | undefined {
  const text = stageText(contents, tree, cleanPath(`${directory}/package.json`));
  return text === undefined ? undefined : readPackageJson(text);
}

/** The nearest folder upwards with a package.json of known text. */
export function projectOf(
  contents: Contents,
  tree: ContextTree,
  from: string,
): { readonly directory: string; readonly manifest: PackageJson } | undefined {
  for (let directory = from; ; directory = parentPath(directory)) {
    const manifest = packageJsonIn(contents, tree, directory);
    if (manifest !== undefined) return { directory, manifest };
    if (directory === '/') return undefined;
  }
}

export interface CompilerOptions {
  /** Absolute; undefined where the output goes beside the sources. */
  readonly outDir: string | undefined;
  readonly rootDir: string | undefined;
  readonly module: string | undefined;
  readonly emits: boolean;
  /** `tsc --build` builds these, too. */
  readonly references: readonly string[];
}

/**
 * What a tsconfig.json and those it extends say, as tsc merges them (the file's own settings win, later parents
 * before earlier ones, paths relative to where they stand). Undefined where one of them cannot be read.
 */
export function compilerOptions(
  contents: Contents,
  tree: ContextTree,
  path: string,
  depth = 0,
): CompilerOptions | undefined {
  const text = stageText(contents, tree, path);
  const own = text === undefined ? undefined : readTsconfig(text);
  if (own === undefined || own.outFile !== undefined || depth > 6) return undefined;
  const folder = parentPath(path);
  let inherited: CompilerOptions = {
    outDir: undefined,
    rootDir: undefined,
    module: undefined,
    emits: true,
    references: [],
  };
  for (const name of own.extends) {
    // A package holds settings for the language; paths in it would lead into node_modules.
    if (!/^\.{0,2}\//.test(name)) continue;
    const base = joinPath(folder, name) ?? name;
    const parent = compilerOptions(contents, tree, /\.json$/.test(base) ? base : `${base}.json`, depth + 1);
    if (parent === undefined) return undefined;
    inherited = { ...inherited, ...defined(parent) };
  }
  const silent = own.noEmit === true || own.emitDeclarationOnly === true;
  const said = own.noEmit !== undefined || own.emitDeclarationOnly !== undefined;
  return {
    outDir: own.outDir === undefined ? inherited.outDir : joinPath(folder, own.outDir),
    rootDir: own.rootDir === undefined ? inherited.rootDir : joinPath(folder, own.rootDir),
    module: own.module ?? inherited.module,
    emits: said ? !silent : inherited.emits,
    references: own.references.flatMap(reference => joinPath(folder, reference) ?? []),
  };
}

function defined(options: CompilerOptions): Partial<CompilerOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
