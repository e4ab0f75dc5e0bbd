/** Which programs the packages of a Cargo project have. */
import picomatch from 'picomatch/posix';
import { type CargoManifest, readCargoManifest } from '../../manifests/cargo';
import { baseName, cleanPath, isWithin, joinPath, parentPath } from '../../model/paths';
import { type Contents, lookup, originOf } from '../contents';
import { type SourceView, sourceView } from '../source-view';
import type { CommandContext } from '../stage-effects';

export interface CargoProject {
  readonly directory: string;
  readonly manifest: CargoManifest;
  /** Where `target` is. */
  readonly root: string;
  readonly rootManifest: CargoManifest;
  readonly view: SourceView;
}

/** The project that a folder belongs to; undefined where its manifest, or one above it, cannot be read. */
export function cargoProject(directory: string, context: CommandContext): CargoProject | undefined {
  const manifest = manifestIn(directory, context);
  if (manifest === undefined || manifest === 'absent') return undefined;
  const view = sourceView(context.effects.contents, context.tree);
  if (manifest.workspace !== undefined)
    return { directory, manifest, root: directory, rootManifest: manifest, view };
  for (let parent = directory; parent !== '/'; ) {
    parent = parentPath(parent);
    const above = manifestIn(parent, context);
    if (above === undefined) return undefined;
    if (above !== 'absent' && above.workspace !== undefined)
      return { directory, manifest, root: parent, rootManifest: above, view };
  }
  return { directory, manifest, root: directory, rootManifest: manifest, view };
}

/** `absent` where there surely is none; undefined where it cannot be read. */
function manifestIn(directory: string, context: CommandContext): CargoManifest | 'absent' | undefined {
  const path = directory === '/' ? '/Cargo.toml' : `${directory}/Cargo.toml`;
  const found = lookup(context.effects.contents, path);
  // No image comes with a manifest; what no instruction brought into the stage is not there.
  if (found.presence === 'no' || (found.presence === 'maybe' && !isTouched(path, context))) return 'absent';
  const origin = originOf(found);
  const text =
    found.presence === 'yes' && origin?.kind === 'context' ? context.tree.text(origin.path) : undefined;
  return text === undefined ? undefined : readCargoManifest(text);
}

function isTouched(path: string, context: CommandContext): boolean {
  const { contents } = context.effects;
  if (contents.unknownSince !== undefined || context.effects.stage.base.kind !== 'image') return true;
  for (let at = path; ; at = parentPath(at)) {
    if ((contents.graftsAt.get(at)?.length ?? 0) > 0 || (at === path && contents.entries.has(at)))
      return true;
    if (at === '/') return false;
  }
}

export interface ProjectProgram {
  readonly name: string;
  readonly conditional: boolean;
}

/** The folders of the packages that a build takes: those named, or those that Cargo takes by itself. */
export function packageFolders(
  project: CargoProject,
  named: readonly (string | undefined)[],
  all: boolean,
): readonly string[] | undefined {
  const { directory, manifest, rootManifest, root, view } = project;
  if (named.length === 0 && !all) {
    if (manifest.package !== undefined && manifest.workspace?.defaultMembers === undefined)
      return [directory];
    if (directory !== root) return undefined;
    const chosen = manifest.workspace?.defaultMembers ?? manifest.workspace?.members;
    return chosen === undefined ? undefined : expandMembers(chosen, rootManifest, root, view);
  }
  const members = expandMembers(rootManifest.workspace?.members ?? [], rootManifest, root, view);
  const folders = [...new Set([...(rootManifest.package === undefined ? [] : [root]), ...(members ?? [])])];
  if (named.length === 0) return members === undefined ? undefined : folders;
  const found: string[] = [];
  for (const name of named) {
    const folder = folders.find(candidate => packageManifest(candidate, view)?.package === name);
    if (folder === undefined) return undefined;
    found.push(folder);
  }
  return found;
}

/** Undefined where a member's manifest cannot be seen. */
function expandMembers(
  patterns: readonly string[],
  { workspace }: CargoManifest,
  root: string,
  view: SourceView,
): string[] | undefined {
  const excluded = new Set(workspace?.exclude.map(path => joinPath(root, path)));
  const found = new Set<string>();
  for (const pattern of patterns) {
    const place = joinPath(root, pattern) ?? pattern;
    if (!/[*?[]/.test(pattern)) {
      if (packageManifest(place, view) === undefined) return undefined;
      found.add(place);
      continue;
    }
    const matches = picomatch(place);
    for (const folder of view.directories.keys())
      if (matches(folder) && view.files.has(`${folder}/Cargo.toml`)) found.add(folder);
  }
  return [...found].filter(folder => !excluded.has(folder));
}

/** Manifests read so far: a workspace is asked for those of its members again and again. */
const manifests = new WeakMap<SourceView, Map<string, CargoManifest | undefined>>();

export function packageManifest(folder: string, view: SourceView): CargoManifest | undefined {
  const known = manifests.get(view) ?? new Map<string, CargoManifest | undefined>();
  manifests.set(view, known);
  if (!known.has(folder)) {
    const text = view.text(folder === '/' ? '/Cargo.toml' : `${folder}/Cargo.toml`);
    known.set(folder, text === undefined ? undefined : readCargoManifest(text));
  }
  return known.get(folder);
}

/**
 * The programs of a package: `src/main.rs`, `src/bin/*` and `[[bin]]` (the Cargo book, "Package Layout").
 * Undefined where the package has no name, or where commands wrote sources that nobody can see.
 */
export function programsOf(
  folder: string,
  view: SourceView,
  contents: Contents,
): ProjectProgram[] | undefined {
  const manifest = packageManifest(folder, view);
  if (manifest?.package === undefined) return undefined;
  const written = [...contents.entries.keys()].some(
    path => isWithin(path, cleanPath(`${folder}/src/bin`)) && !view.files.has(path),
  );
  if (written) return undefined;
  const inside = (path: string): string => cleanPath(`${folder}/${path}`);
  const found = new Map<string, ProjectProgram>();
  const claimed = new Set(
    manifest.programs.flatMap(({ path }) => (path === undefined ? [] : [inside(path)])),
  );
  if (manifest.findsPrograms) {
    if (view.files.has(inside('src/main.rs')) && !claimed.has(inside('src/main.rs')))
      found.set(manifest.package, { name: manifest.package, conditional: false });
    const bin = inside('src/bin');
    for (const path of view.files.keys()) {
      if (!path.startsWith(bin)) continue;
      const single = parentPath(path) === bin && path.endsWith('.rs');
      const folderMain = baseName(path) === 'main.rs' && parentPath(parentPath(path)) === bin;
      if ((!single && !folderMain) || claimed.has(path)) continue;
      const name = single ? baseName(path).replace(/\.rs$/, '') : baseName(parentPath(path));
      found.set(name, { name, conditional: false });
    }
  }
  for (const { name, conditional } of manifest.programs) found.set(name, { name, conditional });
  return [...found.values()];
}

/** Whether a package of the project has a build script, which may write to any place. */
export function hasBuildScript({ manifest, root, view }: CargoProject): boolean {
  if (manifest.buildScript === true) return true;
  return [...view.files.keys()].some(path => baseName(path) === 'build.rs' && isWithin(path, root));
}
