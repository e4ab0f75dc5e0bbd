/** What a JavaScript program imports when it starts, by its sources in the build context. */
import type { ContextTree } from '../context/context-tree';
import type { SourceView } from '../effects/source-view';
import { packageOf, readImports, type ScriptImport } from '../manifests/script-imports';
import { cleanPath, parentPath } from '../model/paths';

export interface ImportedPackage {
  readonly name: string;
  /** The source file that imports it, in the build context. */
  readonly file: string;
}

export interface ReachedSources {
  readonly packages: readonly ImportedPackage[];
  /** A file that imports one of package.json's own aliases (`#name`). */
  readonly alias: string | undefined;
}

/** Follows static imports from one source file on; what is only imported on demand does not count. */
export function reachedSources(entry: string, view: SourceView): ReachedSources {
  const seen = new Set([entry]);
  const queue = [entry];
  const packages = new Map<string, ImportedPackage>();
  let alias: string | undefined;
  for (let path = queue.shift(); path !== undefined && seen.size < 500; path = queue.shift()) {
    const file = view.files.get(path) ?? path;
    for (const { specifier, sure } of importsIn(path, view)) {
      if (!sure) continue;
      if (/^\.{1,2}(?:\/|$)/.test(specifier)) {
        const next = resolve(cleanPath(`${parentPath(path)}/${specifier}`), view);
        if (next === undefined || seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
        continue;
      }
      if (specifier.startsWith('#')) alias ??= file;
      const name = packageOf(specifier);
      if (name !== undefined && !packages.has(name)) packages.set(name, { name, file });
    }
  }
  return { packages: [...packages.values()], alias };
}

/** Files read so far, for as long as their context lives. */
const readFiles = new WeakMap<ContextTree, Map<string, readonly ScriptImport[]>>();

/** What a file of a stage imports; nothing where its text is not known. */
export function importsIn(path: string, view: SourceView): readonly ScriptImport[] {
  const source = view.files.get(path);
  if (source === undefined) return [];
  const ofTree = readFiles.get(view.tree) ?? new Map<string, readonly ScriptImport[]>();
  readFiles.set(view.tree, ofTree);
  // Sources this large are generated, and imports stand at the top.
  const read = (): ScriptImport[] =>
    readImports((view.text(path) ?? '').slice(0, 200_000), /\.[cm]?tsx?$/.test(path));
  const imports = ofTree.get(source) ?? read();
  ofTree.set(source, imports);
  return imports;
}

const endings = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx', '/index.ts', '/index.js'];

/** The source file behind a relative import; `./a.js` is written for `./a.ts`, too. */
function resolve(path: string, view: SourceView): string | undefined {
  const bases = [path, path.replace(/\.([cm]?)js$/, '.$1ts')];
  for (const base of bases)
    for (const ending of endings) if (view.files.has(base + ending)) return base + ending;
  return undefined;
}

/** The source that a compiler made `relative` of (`main.js` of its output folder), if just one can be meant. */
export function sourceOf(
  relative: string,
  project: string,
  outDir: string,
  view: SourceView,
): string | undefined {
  const stem = relative.replace(/\.[cm]?js$/, '');
  const prefix = project === '/' ? '/' : `${project}/`;
  const roots = new Set(['']);
  for (const path of view.files.keys()) {
    if (!path.startsWith(prefix) || path.startsWith(`${outDir}/`)) continue;
    const top = path.slice(prefix.length).split('/')[0] ?? '';
    if (top !== 'node_modules' && path !== prefix + top) roots.add(`${top}/`);
  }
  const found = [...roots].flatMap(root =>
    ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs']
      .map(ending => `${prefix}${root}${stem}${ending}`)
      .filter(path => view.files.has(path)),
  );
  return found.length === 1 ? found[0] : undefined;
}
