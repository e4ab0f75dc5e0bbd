/** What the manifests of a Cargo project ask for where no lock file says what a program consists of. */
import { type CargoDependency, type CargoManifest, readCargoManifest } from '../../manifests/cargo';
import { baseName, joinPath, parentPath } from '../../model/paths';
import type { Application } from '../applications/application';

export interface DirectCrates {
  /** Of the package that makes the program and of those that it depends on by their folders. */
  readonly own: readonly (readonly [string, CargoDependency])[];
  /** Of the other members and of build scripts: built at the same time, so that features of one reach the other. */
  readonly others: readonly (readonly [string, CargoDependency])[];
}

/**
 * `workspace` is the root in the build context, `''` for the context itself; `program` the file name of the program.
 * Where it cannot be told which package makes it, what all of them ask for is its own.
 */
export function directCrates(
  { subject }: Pick<Application, 'subject'>,
  workspace: string,
  program: string | undefined,
): DirectCrates {
  const inside = workspace === '' ? '' : `${workspace}/`;
  const manifests = new Map<string, CargoManifest>();
  for (const [path, text] of subject.context.texts) {
    if (baseName(path) !== 'Cargo.toml' || !path.startsWith(inside)) continue;
    const manifest = readCargoManifest(text);
    if (manifest !== undefined) manifests.set(folderOf(path), manifest);
  }
  const shared = manifests.get(workspace)?.workspace?.dependencies;
  const settle = (name: string, dependency: CargoDependency): CargoDependency =>
    dependency.inherited ? merged(dependency, shared?.get(name)) : dependency;
  const makers = [...manifests].filter(([, manifest]) => makes(manifest, program));
  const start = makers.length === 1 ? makers : [...manifests];
  const reached = new Map<string, CargoManifest>(start);
  const own: [string, CargoDependency][] = [];
  for (const [folder, manifest] of reached)
    for (const [name, written] of manifest.dependencies) {
      const dependency = settle(name, written);
      const from = written.inherited ? workspace : folder;
      const place =
        dependency.path === undefined ? undefined : joinPath(`/${from}`, dependency.path)?.slice(1);
      const local = place === undefined ? undefined : manifests.get(place);
      if (place !== undefined && local !== undefined) reached.set(place, local);
      else own.push([name, dependency]);
    }
  const others: [string, CargoDependency][] = [];
  for (const [folder, manifest] of manifests) {
    const rest = reached.has(folder) ? [] : [...manifest.dependencies];
    for (const [name, written] of [...rest, ...manifest.buildDependencies]) {
      const dependency = settle(name, written);
      if (dependency.path === undefined) others.push([name, dependency]);
    }
  }
  return { own, others };
}

function makes(manifest: CargoManifest, program: string | undefined): boolean {
  return manifest.package === program || manifest.programs.some(({ name }) => name === program);
}

/** `x.workspace = true` takes the root's features besides its own; default features are the root's. */
function merged(own: CargoDependency, root: CargoDependency | undefined): CargoDependency {
  if (root === undefined) return own;
  return { ...root, features: [...root.features, ...own.features], optional: own.optional };
}

function folderOf(path: string): string {
  return parentPath(`/${path}`).slice(1);
}
