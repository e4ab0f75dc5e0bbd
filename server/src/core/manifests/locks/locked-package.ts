/** What is read of a lock file, and which of its packages production leads to. */

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** What it needs itself, by name; peers that come along as well. */
  readonly needs: readonly string[];
  /** A script runs when it is installed; undefined where the lock file does not say. */
  readonly installs: boolean | undefined;
  /** Systems and C libraries that it is made for, as package.json has them (`!win32`); empty where it runs on all. */
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc: readonly string[];
}

export interface LockFile {
  /** All packages of production: a package that only development needs is not among them. */
  readonly production: readonly LockedPackage[];
  /** Names of those that nothing but development needs. */
  readonly development: ReadonlySet<string>;
  /** Those of development together with those of production. */
  readonly all: readonly LockedPackage[];
}

/** Those that the named ones lead to, by names alone: where two versions are locked, both count; all without names. */
export function reachable(
  packages: readonly LockedPackage[] | undefined,
  direct: readonly string[] | undefined,
): LockFile | undefined {
  if (packages === undefined) return undefined;
  if (direct === undefined) return { production: packages, development: new Set(), all: packages };
  const byName = new Map<string, LockedPackage[]>();
  for (const item of packages) {
    const same = byName.get(item.name);
    if (same === undefined) byName.set(item.name, [item]);
    else same.push(item);
  }
  const seen = new Set(direct);
  const queue = [...direct];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const { needs } of byName.get(name) ?? [])
      for (const need of needs)
        if (!seen.has(need)) {
          seen.add(need);
          queue.push(need);
        }
  }
  return {
    production: packages.filter(({ name }) => seen.has(name)),
    development: new Set(packages.flatMap(({ name }) => (seen.has(name) ? [] : [name]))),
    all: packages,
  };
}
