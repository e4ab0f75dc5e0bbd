/** pnpm-lock.yaml, versions 5 to 9: packages by their keys, and from version 9 on their needs in `snapshots`. */
import { parse } from 'yaml';
import { names, record, texts } from './fields';
import { type LockedPackage, type LockFile, reachable } from './locked-package';

/**
 * Up to version 6 each package says itself whether only development needs it; from then on that follows from `direct`
 * and from the production dependencies of the projects that are listed. Undefined for broken text.
 */
export function readPnpmLock(text: string, direct: readonly string[] | undefined): LockFile | undefined {
  const lock = record(parseSafely(text));
  const packages = record(lock?.packages) ?? (lock === undefined ? undefined : {});
  if (packages === undefined || lock === undefined) return undefined;
  const snapshots = record(lock.snapshots);
  const needs = new Map<string, Set<string>>();
  for (const [key, value] of Object.entries(snapshots ?? packages)) {
    const known = needs.get(bare(key)) ?? new Set<string>();
    const item = record(value);
    for (const name of names(item?.dependencies, item?.optionalDependencies)) known.add(name);
    needs.set(bare(key), known);
  }
  const all: LockedPackage[] = [];
  const others: LockedPackage[] = [];
  const development = new Set<string>();
  for (const [key, value] of Object.entries(packages)) {
    const item = record(value);
    const identity = split(bare(key));
    if (item === undefined || identity === undefined) continue;
    if (item.dev === true) development.add(identity.name);
    const list = item.dev === true ? others : all;
    list.push({
      ...identity,
      needs: [...(needs.get(bare(key)) ?? [])],
      // Version 9 no longer writes it down.
      installs: snapshots === undefined ? item.requiresBuild === true : undefined,
      os: texts(item.os),
      cpu: texts(item.cpu),
      libc: texts(item.libc),
    });
  }
  for (const { name } of all) development.delete(name);
  if (snapshots === undefined) return { production: all, development, all: [...all, ...others] };
  const importers = Object.values(record(lock.importers) ?? {}).flatMap(value =>
    names(record(value)?.dependencies, record(value)?.optionalDependencies),
  );
  return reachable(all, direct === undefined ? undefined : [...direct, ...importers]);
}

/** Without the peers that a key names: `/a@1.0.0(b@2.0.0)`, and `/a/1.0.0_b@2.0.0` before version 6. */
function bare(key: string): string {
  return key.replace(/\(.*$/, '');
}

/** `/@scope/name@1.0.0`, `@scope/name@1.0.0`, `/@scope/name/1.0.0_peer`. */
function split(key: string): Pick<LockedPackage, 'name' | 'version'> | undefined {
  const match = /^\/?((?:@[^/@]+\/)?[^/@]+)[@/]([^_]+)/.exec(key);
  return match?.[1] === undefined ? undefined : { name: match[1], version: match[2] ?? '' };
}

function parseSafely(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}
