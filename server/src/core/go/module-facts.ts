/** What well-known Go modules need when a program runs; data with sources in `facts/go-modules.json`. */
import facts from './modules.generated.json';

export interface CgoModule {
  readonly module: string;
  /** `cgo`: does not work without it; `optional`: has a pure Go half. */
  readonly requires: string;
  /** Libraries it links: `libc`, `libstdc++`, or names of shared libraries. */
  readonly needs: readonly string[];
}

export interface ExecModule {
  readonly module: string;
  readonly program: string;
}

export interface FilesModule {
  readonly module: string;
  readonly reads: string;
}

const cgoModules: readonly CgoModule[] = facts.cgo;
const execModules: readonly ExecModule[] = facts.exec;

/** The module of the list that supplies an import path, by the longest match. */
export function cgoModuleOf(importPath: string): CgoModule | undefined {
  return longest(cgoModules, importPath);
}

export function execModuleOf(importPath: string): ExecModule | undefined {
  return longest(execModules, importPath);
}

function longest<Item extends { readonly module: string }>(
  items: readonly Item[],
  importPath: string,
): Item | undefined {
  let best: Item | undefined;
  for (const item of items) {
    const matches = importPath === item.module || importPath.startsWith(`${item.module}/`);
    if (matches && item.module.length > (best?.module.length ?? 0)) best = item;
  }
  return best;
}
