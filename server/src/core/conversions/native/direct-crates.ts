/** What the manifests of a Cargo project ask for where no lock file says what a program consists of. */
import { type CargoDependency, type CargoManifest, readCargoManifest } from '../../manifests/cargo';
import type { CargoPackage } from '../../manifests/locks/cargo-lock';
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
  const manifests = manifestsIn({ subject }, workspace);
  const shared = manifests.get(workspace)?.workspace?.dependencies;
  const settle = (name: string, dependency: CargoDependency): CargoDependency =>
    dependency.inherited ? merged(dependency, shared?.get(name)) : dependency;
  const maker = makerOf({ subject }, manifests, program);
  const reached = new Map<string, CargoManifest>(maker === undefined ? manifests : [maker]);
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

/**
 * Of the crates of a lock file those that the package of the program depends on, through others, for builds and tests:
 * the rest is of other members. All, where it cannot be told which package makes it.
 */
export function cratesOfProgram(
  app: Pick<Application, 'subject'>,
  workspace: string,
  program: string | undefined,
  crates: readonly CargoPackage[],
): readonly CargoPackage[] {
  const root = makerOf(app, manifestsIn(app, workspace), program)?.[1].package;
  if (!crates.some(({ name }) => name === root)) return crates;
  // Of several versions all are taken.
  const dependencies = new Map<string, string[]>();
  for (const crate of crates)
    dependencies.set(crate.name, [...(dependencies.get(crate.name) ?? []), ...crate.dependencies]);
  const reached = new Set([root]);
  for (const name of reached) for (const other of dependencies.get(name ?? '') ?? []) reached.add(other);
  return crates.filter(({ name }) => reached.has(name));
}

/** The manifests below a folder of the build context (`''` for all of it), by their folders. */
export function manifestsIn(
  { subject }: Pick<Application, 'subject'>,
  workspace: string,
): ReadonlyMap<string, CargoManifest> {
  const inside = workspace === '' ? '' : `${workspace}/`;
  const found = new Map<string, CargoManifest>();
  for (const [path, text] of subject.context.texts) {
    if (baseName(path) !== 'Cargo.toml' || !path.startsWith(inside)) continue;
    const manifest = readCargoManifest(text);
    if (manifest !== undefined) found.set(folderOf(path), manifest);
  }
  return found;
}

/** The only package that makes the program, with its folder (the Cargo book, "Package Layout"). */
function makerOf(
  { subject }: Pick<Application, 'subject'>,
  manifests: ReadonlyMap<string, CargoManifest>,
  program: string | undefined,
): readonly [string, CargoManifest] | undefined {
  if (program === undefined) return undefined;
  const found = [...manifests].filter(([folder, manifest]) => {
    const has = (path: string): boolean =>
      subject.tree.find(folder === '' ? path : `${folder}/${path}`) !== undefined;
    if (manifest.programs.some(({ name }) => name === program)) return true;
    if (manifest.package === program && has('src/main.rs')) return true;
    return has(`src/bin/${program}.rs`) || has(`src/bin/${program}/main.rs`);
  });
  return found.length === 1 ? found[0] : undefined;
}

/** `x.workspace = true` takes the root's features besides its own; default features are the root's. */
function merged(own: CargoDependency, root: CargoDependency | undefined): CargoDependency {
  if (root === undefined) return own;
  return { ...root, features: [...root.features, ...own.features], optional: own.optional };
}

function folderOf(path: string): string {
  return parentPath(`/${path}`).slice(1);
}
