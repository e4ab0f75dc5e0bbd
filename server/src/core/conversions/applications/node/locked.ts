/** The lock files behind the packages that a stage installs. */
import type { ContextTree } from '../../../context/context-tree';
import type { DependencyInstall } from '../../../effects/built';
import { readLockFile } from '../../../manifests/locks/lock-file';
import type { LockFile } from '../../../manifests/locks/locked-package';
import type { PackageJson } from '../../../manifests/package-json';
import { baseName } from '../../../model/paths';

/** Installs into a project, in order; global ones are no part of the program. */
export function projectInstalls(
  dependencies: readonly DependencyInstall[],
): readonly (DependencyInstall & { readonly directory: string })[] {
  return dependencies.flatMap(install => {
    const { ecosystem, directory } = install;
    return ecosystem !== 'node' || directory === undefined || directory === '/usr/local/lib'
      ? []
      : [{ ...install, directory }];
  });
}

/** The lock file that an install went by; undefined where none tells what is in production. */
export function lockOf(install: DependencyInstall, tree: ContextTree): LockFile | undefined {
  const { project, lock, packages } = install;
  const text = lock === undefined ? undefined : tree.text(lock);
  if (project === undefined || packages.length > 0) return undefined;
  const direct = directNames(project);
  // Without dependencies there is nothing to be locked.
  if (direct.length === 0 && project.workspaces === undefined)
    return { production: [], development: new Set(), all: [] };
  if (lock === undefined || text === undefined) return undefined;
  // What the packages of a workspace need stands in manifests of their own: all that is locked counts.
  const whole = project.workspaces !== undefined;
  return readLockFile(baseName(lock), text, whole ? undefined : direct);
}

/** Names of what production needs by package.json; peers are installed along. */
export function directNames(project: PackageJson): readonly string[] {
  return [project.dependencies, project.optionalDependencies, project.peerDependencies].flatMap(names =>
    Object.keys(names),
  );
}
