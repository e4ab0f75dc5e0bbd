/** `Cargo.lock`: every crate of a workspace, with the names of those it depends on. */

export interface CargoPackage {
  readonly name: string;
  /** Names without versions; those of every platform, and of builds and tests of the workspace's own packages. */
  readonly dependencies: readonly string[];
}

/** Undefined for what is no lock file. Read by its lines, which Cargo always writes in the same way. */
export function lockedCrates(text: string): readonly CargoPackage[] | undefined {
  const blocks = text.split(/^\[\[package\]\][^\S\n]*\r?$/m).slice(1);
  const found = blocks.flatMap(block => {
    const name = /^name = "([^"]+)"/m.exec(block)?.[1];
    if (name === undefined) return [];
    const list = /^dependencies = \[([^\]]*)\]/m.exec(block)?.[1] ?? '';
    return [{ name, dependencies: [...list.matchAll(/"([^" ]+)[^"]*"/g)].flatMap(match => match[1] ?? []) }];
  });
  return found.length === 0 ? undefined : found;
}
