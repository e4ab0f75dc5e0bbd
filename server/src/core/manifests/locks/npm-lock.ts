/** package-lock.json and npm-shrinkwrap.json (docs.npmjs.com, "package-lock.json"). */
import { json, names, record, texts } from './fields';
import type { LockedPackage, LockFile } from './locked-package';

/** Undefined for broken text. Version 1, of npm 6, does not say what a package does when it is installed. */
export function readNpmLock(text: string): LockFile | undefined {
  const lock = record(json(text));
  const packages = record(lock?.packages);
  if (packages === undefined) return lock === undefined ? undefined : readOldLock(lock);
  const production: LockedPackage[] = [];
  const others: LockedPackage[] = [];
  const development = new Set<string>();
  for (const [path, value] of Object.entries(packages)) {
    const item = record(value);
    const at = path.lastIndexOf('node_modules/');
    // The root, packages of a workspace, and links to those are the project's own.
    if (item === undefined || at < 0 || item.link === true) continue;
    const alias = path.slice(at + 'node_modules/'.length);
    const name = typeof item.name === 'string' ? item.name : alias;
    // `devOptional` is needed by production as well, if only where it can be installed.
    if (item.dev === true) development.add(name);
    const list = item.dev === true ? others : production;
    list.push({
      name,
      version: typeof item.version === 'string' ? item.version : '',
      needs: names(item.dependencies, item.optionalDependencies, item.peerDependencies),
      installs: item.hasInstallScript === true,
      os: texts(item.os),
      cpu: texts(item.cpu),
      libc: texts(item.libc),
    });
  }
  for (const { name } of production) development.delete(name);
  return { production, development, all: [...production, ...others] };
}

/** Packages inside of one another, as npm 6 places them. */
function readOldLock(lock: Readonly<Record<string, unknown>>): LockFile | undefined {
  const production: LockedPackage[] = [];
  const others: LockedPackage[] = [];
  const development = new Set<string>();
  const queue = [record(lock.dependencies)];
  if (queue[0] === undefined) return undefined;
  for (let level = queue.pop(); level !== undefined; level = queue.pop()) {
    for (const [name, value] of Object.entries(level)) {
      const item = record(value);
      if (item === undefined) continue;
      const inner = record(item.dependencies);
      if (inner !== undefined) queue.push(inner);
      if (item.dev === true) development.add(name);
      const list = item.dev === true ? others : production;
      list.push({
        ...{ name, version: typeof item.version === 'string' ? item.version : '' },
        ...{ needs: names(item.requires), installs: undefined, os: [], cpu: [], libc: [] },
      });
    }
  }
  for (const { name } of production) development.delete(name);
  return { production, development, all: [...production, ...others] };
}
