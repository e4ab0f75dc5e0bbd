/** Which packages the sources of a JavaScript project name: what they import, and what they give to others by name. */
import type { SourceView } from '../effects/source-view';
import { packageOf, readImports } from '../manifests/script-imports';
import { type ScriptToken, scriptTokens } from '../manifests/script-tokens';
import { isWithin, relativeTo } from '../model/paths';
import { isToolFile } from './development-tools';

export interface UsedPackages {
  /** All texts of the sources that could be the name of a package, or of a file in one; imports of types left out. */
  readonly named: ReadonlySet<string>;
  /** Packages that are imported, types or not. */
  readonly imported: ReadonlySet<string>;
  /** A source whose text is not known, or that nothing here reads. */
  readonly unread: string | undefined;
}

/** Reads all sources below a folder but tests, settings of tools, and what other people wrote. */
export function usedPackages(folder: string, view: SourceView): UsedPackages {
  const named = new Set<string>();
  const imported = new Set<string>();
  let unread: string | undefined;
  for (const path of view.files.keys()) {
    if (!isWithin(path, folder) || /\/node_modules\//.test(path)) continue;
    const relative = relativeTo(path, folder);
    if (/\.(?:vue|svelte|astro|mdx)$/.test(path)) unread ??= relative;
    if (!/\.[cm]?[jt]sx?$/.test(path) || isToolFile(relative)) continue;
    const text = view.text(path);
    if (text === undefined) {
      if (!isForBrowsers.test(relative)) unread ??= relative;
      continue;
    }
    const tokens = scriptTokens(text);
    for (const [index, token] of tokens.entries()) {
      if (token.kind !== 'string' || isOfTypes(tokens, index)) continue;
      const name = packageOf(token.text);
      if (name !== undefined) named.add(name);
    }
    for (const { specifier } of readImports(text, /\.[cm]?tsx?$/.test(path))) {
      const name = packageOf(specifier);
      if (name !== undefined) imported.add(name);
    }
  }
  return { named, imported, unread };
}

/** Minified code and generated pages, which import nothing by name. */
const isForBrowsers = /(?:^|\/)(?:public|static|assets|vendor|www)\/|\.min\.js$/;

/** The module of `import type … from 'module'`, which leaves nothing behind when it is compiled. */
function isOfTypes(tokens: readonly ScriptToken[], index: number): boolean {
  if (tokens[index - 1]?.text !== 'from') return false;
  for (let at = index - 2; at >= 0 && at > index - 200; at--) {
    const text = tokens[at]?.text;
    if (tokens[at]?.kind !== 'name' || (text !== 'import' && text !== 'export')) continue;
    return tokens[at + 1]?.text === 'type' && !/^(?:from|,|=)$/.test(tokens[at + 2]?.text ?? '');
  }
  return false;
}
