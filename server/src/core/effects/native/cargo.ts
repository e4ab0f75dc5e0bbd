import { cleanPath, joinPath, parentPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { unknown } from '../commands';
import { graft, lookup, put } from '../contents';
import { putArtifact } from '../put-artifact';
import { makeOpaque, writeFile } from '../run';
import type { CommandContext } from '../stage-effects';
import { type CargoCommand, lastValue, readCargoCommand } from './cargo-command';
import { install } from './cargo-install';
import {
  type CargoLinking,
  type CargoSettings,
  cargoLinking,
  cargoLinks,
  cargoSettings,
} from './cargo-linking';
import {
  type CargoProject,
  cargoProject,
  hasBuildScript,
  type ProjectProgram,
  packageFolders,
  programsOf,
} from './cargo-programs';

/** What a `cargo` command leaves in the stage; subcommands that are not Cargo's own stay unknown. */
export function applyCargo(context: CommandContext, args: readonly ShellWord[]): void {
  const cargo = readCargoCommand(args);
  const { verb } = cargo;
  if (verb === undefined) unknown(context, 'cargo');
  else if (verb === 'build' || verb === 'b' || verb === 'rustc' || verb === 'chef cook')
    build(cargo, context);
  else if (verb === 'install') install(cargo, context);
  else if (verb === 'new' || verb === 'init') startProject(cargo, context);
  else if (verb === 'clean') openFolder(context, 'target');
  else if (verb === 'vendor') openFolder(context, cargo.operands[0] ?? 'vendor');
  else if (verb === 'chef prepare') {
    const recipe = lastValue(cargo, '--recipe-path');
    const path = joinPath(context.command.cwd, recipe.kind === 'value' ? recipe.value : 'recipe.json');
    if (path === undefined || recipe.kind === 'unknown') unknown(context, 'cargo chef');
    else writeFile(context, path, context.command.conditional);
  } else if (testing.has(verb)) openFolder(context, 'target');
  else if (!harmless.has(verb)) unknown(context, `cargo ${verb}`);
}

const testing: ReadonlySet<string> = new Set('test t check c clippy bench doc d'.split(' '));

const harmless: ReadonlySet<string> = new Set(
  ' help version fetch update generate-lockfile login logout search tree metadata fmt audit deny outdated locate-project pkgid verify-project'.split(
    ' ',
  ),
);

function openFolder(context: CommandContext, name: string): void {
  const path = joinPath(context.command.cwd, name);
  if (path === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
  else makeOpaque(context, path);
}

function build(cargo: CargoCommand, context: CommandContext): void {
  const directory = projectDirectory(cargo, context);
  if (directory === undefined) {
    unknown(context, 'cargo');
    return;
  }
  const settings = cargoSettings(directory, context);
  const target = targetOf(cargo, settings.target, context);
  const project = cargoProject(directory, context);
  const folder = targetFolder(cargo, settings.targetDirectory, directory, project, context);
  const profile = profileFolder(cargo);
  const place =
    folder === undefined || target === null || profile === undefined
      ? undefined
      : `${folder}${target === undefined ? '' : `/${target}`}/${profile}`;
  const linking =
    cargo.unknownFlags || cargo.has('-Z')
      ? { dynamic: undefined, presumably: false }
      : cargoLinking(target, cargo.toolchain, settings, context);
  if (cargo.verb === 'chef cook') {
    // The recipe holds the settings of the project, too.
    if (!context.tree.complete)
      writeFile(context, `${directory === '/' ? '' : directory}/.cargo/config.toml`, true);
    openTarget(context, folder ?? `${directory}/target`, undefined);
    return;
  }
  const programs = programsBuilt(cargo, project, context);
  // A build script may write anywhere, and what cannot be seen may have one.
  const scripted = project === undefined || programs === undefined || programs.scripted;
  if (scripted) openAround(directory, folder, settings, project, context);
  const artifact = (path: string | undefined): BuiltArtifact =>
    cargoArtifact(path, linking, settings, project, context);
  if (place === undefined || folder === undefined) {
    if (folder === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
    else makeOpaque(context, folder);
    context.effects.artifacts.push(artifact(undefined));
    return;
  }
  openTarget(context, folder, place);
  if (programs === undefined || cargo.unknownFlags) {
    const unnamed = artifact(undefined);
    makeOpaque(context, place);
    put(context.effects.contents, place, {
      kind: 'directory',
      origin: { kind: 'built', artifact: unnamed },
      by: context.step.instruction,
      conditional: context.command.conditional,
    });
    context.effects.artifacts.push(unnamed);
  }
  for (const program of programs?.found ?? [])
    placeProgram(artifact(`${place}/${program.name}`), program, context);
}

/** A program of the project, or all of them where their names are not known. */
export function cargoArtifact(
  path: string | undefined,
  linking: CargoLinking,
  settings: CargoSettings,
  project: CargoProject | undefined,
  context: CommandContext,
): BuiltArtifact {
  return {
    ecosystem: 'rust',
    kind: 'program',
    path,
    tool: 'cargo',
    dynamic: linking.dynamic,
    ...(linking.presumably ? { presumablyDynamic: true } : {}),
    ...placeOf(project),
    links: cargoLinks(project?.manifest, settings, context),
    by: context.step.instruction,
    span: context.command.span,
  };
}

function placeOf(project: CargoProject | undefined): Pick<BuiltArtifact, 'directory' | 'workspace'> {
  if (project === undefined) return {};
  const { root, view } = project;
  const manifest = view.files.get(root === '/' ? '/Cargo.toml' : `${root}/Cargo.toml`);
  const inContext = manifest?.includes('/') === true ? parentPath(manifest) : '';
  return { directory: root, ...(manifest === undefined ? {} : { workspace: inContext }) };
}

export function placeProgram(
  artifact: BuiltArtifact,
  program: ProjectProgram,
  context: CommandContext,
): void {
  if (artifact.path === undefined) return;
  putArtifact(context.effects, artifact, context.command.conditional || program.conditional);
}

/** Cargo's own files in `target`; apart from them only programs and libraries are made. */
function openTarget(context: CommandContext, folder: string, place: string | undefined): void {
  const by = context.step.instruction;
  const made = { kind: 'directory', origin: { kind: 'made', how: 'cargo' }, by } as const;
  put(context.effects.contents, folder, { ...made, conditional: context.command.conditional });
  if (place === undefined) {
    // Which profiles and targets were built does not matter: the real build comes after it.
    return;
  }
  for (const name of ['deps', 'build', 'examples', 'incremental', '.fingerprint'])
    makeOpaque(context, `${place}/${name}`);
}

export function openAround(
  directory: string,
  folder: string | undefined,
  settings: CargoSettings,
  project: CargoProject | undefined,
  context: CommandContext,
): void {
  if (folder === undefined) return;
  makeOpaque(context, directory);
  // But nobody's build script writes the settings of Cargo itself.
  if (settings.known === 'yes' && settings.flags.length === 0 && settings.target === undefined)
    graft(context.effects.contents, {
      destination: cleanPath(`${directory}/.cargo`),
      by: context.step.instruction,
      owner: undefined,
      source: { kind: 'removed' },
    });
  // The root of a workspace that cannot be seen may be any folder above.
  for (let parent = directory; project === undefined && parent !== '/'; ) {
    parent = parentPath(parent);
    makeOpaque(context, parent === '/' ? '/target' : `${parent}/target`);
  }
}

/** Where the manifest is; undefined where that cannot be known. */
function projectDirectory(cargo: CargoCommand, context: CommandContext): string | undefined {
  const manifest = lastValue(cargo, '--manifest-path');
  const moved = lastValue(cargo, '-C');
  if (manifest.kind === 'unknown' || moved.kind !== 'unset' || cargo.has('--config')) return undefined;
  if (manifest.kind === 'unset') return context.command.cwd;
  const path = joinPath(context.command.cwd, manifest.value);
  return path === undefined ? undefined : parentPath(path);
}

export function targetOf(
  cargo: CargoCommand,
  configured: string | undefined | null,
  context: CommandContext,
): string | undefined | null {
  const given = cargo.values('--target');
  if (given.length > 0) {
    const only = given.length === 1 ? given[0] : undefined;
    return only === undefined || only === '' ? null : only.replace(/^.*\/|\.json$/g, '');
  }
  if (cargo.unknownFlags) return null;
  const variable = context.command.lookup('CARGO_BUILD_TARGET');
  if (variable.kind === 'unknown') return null;
  return variable.kind === 'value' && variable.value !== '' ? variable.value : configured;
}

function targetFolder(
  cargo: CargoCommand,
  configured: string | undefined,
  directory: string,
  project: CargoProject | undefined,
  context: CommandContext,
): string | undefined {
  const given = lastValue(cargo, '--target-dir');
  if (given.kind === 'unknown') return undefined;
  if (given.kind === 'value') return joinPath(context.command.cwd, given.value);
  for (const name of ['CARGO_TARGET_DIR', 'CARGO_BUILD_TARGET_DIR']) {
    const variable = context.command.lookup(name);
    if (variable.kind === 'unknown') return undefined;
    if (variable.kind === 'value' && variable.value !== '')
      return joinPath(context.command.cwd, variable.value);
  }
  const root = project?.root ?? directory;
  return joinPath(root, configured ?? 'target');
}

/** The Cargo book, "Profiles": dev and test go to `debug`, bench to `release`. */
function profileFolder(cargo: CargoCommand): string | undefined {
  const named = lastValue(cargo, '--profile');
  if (named.kind === 'unknown' || (cargo.unknownFlags && !cargo.has('--release', '-r'))) return undefined;
  if (named.kind === 'unset') return cargo.has('--release', '-r') ? 'release' : 'debug';
  if (named.value === 'dev' || named.value === 'test') return 'debug';
  return named.value === 'bench' ? 'release' : named.value;
}

/** Undefined where the names cannot be known. */
export function programsBuilt(
  cargo: CargoCommand,
  project: CargoProject | undefined,
  context: CommandContext,
): { found: readonly ProjectProgram[]; scripted: boolean } | undefined {
  const named = cargo.values('--bin');
  const chosen = named.flatMap(name => (name === undefined ? [] : [{ name, conditional: false }]));
  if (named.length > 0 && (chosen.length < named.length || /[*?[]/.test(named.join('')))) return undefined;
  if (project === undefined) return chosen.length > 0 ? { found: chosen, scripted: true } : undefined;
  const scripted = !context.tree.complete || hasBuildScript(project);
  if (chosen.length > 0) return { found: chosen, scripted };
  if (!context.tree.complete || cargo.has('--exclude')) return undefined;
  const folders = packageFolders(project, cargo.values('-p', '--package'), cargo.has('--workspace', '--all'));
  const all = folders?.map(folder => programsOf(folder, project.view, context.effects.contents));
  const found = all?.flatMap(programs => programs ?? []);
  if (found === undefined || all?.includes(undefined) === true || found.length === 0) return undefined;
  const only = ['--lib', '--examples', '--example', '--tests', '--test', '--benches', '--bench'];
  return { found: cargo.has(...only) && !cargo.has('--bins') ? [] : found, scripted };
}

/** `cargo new app`, `cargo init`: a manifest and one source. */
function startProject(cargo: CargoCommand, context: CommandContext): void {
  const [name] = cargo.operands;
  const directory = joinPath(context.command.cwd, cargo.operands.length === 0 ? '.' : (name ?? ''));
  if (directory === undefined || (cargo.operands.length > 0 && name === undefined)) {
    unknown(context, 'cargo new');
    return;
  }
  // Where there is a manifest it fails, and leaves everything as it is.
  const there = lookup(context.effects.contents, cleanPath(`${directory}/Cargo.toml`)).presence;
  if (cargo.verb === 'init' && there === 'yes') return;
  const source = cargo.has('--lib') ? 'src/lib.rs' : 'src/main.rs';
  for (const file of ['Cargo.toml', '.gitignore', source])
    writeFile(context, cleanPath(`${directory}/${file}`), context.command.conditional);
}
