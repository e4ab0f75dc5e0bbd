/** Lock files of JavaScript projects, as far as they tell which packages are installed, and for which systems. */
import { readBunLock } from './bun-lock';
import { type LockFile, reachable } from './locked-package';
import { readNpmLock } from './npm-lock';
import { readPnpmLock } from './pnpm-lock';
import { readYarnLock } from './yarn-lock';

/** The names by which package managers look for their lock file, the one that is preferred first. */
export const lockNames: Readonly<Record<'npm' | 'yarn' | 'pnpm' | 'bun', readonly string[]>> = {
  npm: ['npm-shrinkwrap.json', 'package-lock.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
  bun: ['bun.lock', 'bun.lockb'],
};

/**
 * Reads a lock file by its name. `direct` are the names of the project's own production dependencies, for the formats
 * that do not say what only development needs: without them all packages of those count for production. Undefined for
 * a format that is not known, and for broken text.
 */
export function readLockFile(
  name: string,
  text: string,
  direct: readonly string[] | undefined,
): LockFile | undefined {
  if (/^(?:package-lock|npm-shrinkwrap)\.json$/.test(name)) return readNpmLock(text);
  if (name === 'pnpm-lock.yaml') return readPnpmLock(text, direct);
  if (name === 'yarn.lock') return reachable(readYarnLock(text), direct);
  if (name === 'bun.lock') return reachable(readBunLock(text), direct);
  return undefined;
}
