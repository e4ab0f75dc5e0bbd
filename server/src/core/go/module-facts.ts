/** What well-known Go modules need when a program runs; data with sources in `facts/go-modules.json`. */
import facts from './modules.generated.json';

export interface CgoModule {
  readonly module: string;
  /** `cgo`: does not work without it; `optional`: has a pure Go half. */
  readonly requires: string;
  /** Libraries it links: `libc`, `libstdc++`, or names of shared libraries. */
  readonly needs: readonly string[];
  /** Only these import paths of the module need it. */
  readonly packages?: readonly string[];
  /** Packages of Debian or Alpine without which it does not compile. */
  readonly systemPackages?: readonly string[];
  /** Loads a C library even when it is built without cgo. */
  readonly alwaysDynamic?: boolean;
}

export interface ExecModule {
  readonly module: string;
  readonly program: string;
  /** Packages of Debian or Alpine that bring the program. */
  readonly systemPackages?: readonly string[];
}

/** A module that looks for files under names of its own. */
export interface FilesModule {
  readonly module: string;
  readonly conventional: readonly string[];
}

const cgoModules: readonly CgoModule[] = facts.cgo;
const filesModules: readonly FilesModule[] = facts.files;
const execModules: readonly ExecModule[] = facts.exec;

/** The module of the list that supplies an import path, by the longest match. */
export function cgoModuleOf(importPath: string): CgoModule | undefined {
  const module = longest(cgoModules, importPath);
  const inside = module?.packages?.some(path => importPath === path || importPath.startsWith(`${path}/`));
  return inside === false ? undefined : module;
}

/** The module itself, as `go.mod` requires it. */
export function cgoModuleNamed(path: string): CgoModule | undefined {
  return cgoModules.find(item => item.module === path);
}

/** Names of files and folders that the modules behind these imports look for by themselves. */
export function conventionalFiles(imports: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const importPath of imports) {
    for (const name of longest(filesModules, importPath)?.conventional ?? []) names.add(name);
  }
  return [...names];
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
