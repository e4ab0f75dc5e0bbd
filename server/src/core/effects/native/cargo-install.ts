/** `cargo install`: the same build, with the programs put into a folder for programs. */
import { rootImage } from '../../model/build';
import { cleanPath, joinPath } from '../../model/paths';
import type { BuiltArtifact } from '../built';
import { unknown } from '../commands';
import { lookup, put } from '../contents';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import { cargoArtifact, openAround, placeProgram, programsBuilt, targetOf } from './cargo';
import { type CargoCommand, lastValue } from './cargo-command';
import { type CargoLinking, type CargoSettings, cargoLinking, cargoSettings } from './cargo-linking';
import { cargoProject } from './cargo-programs';

/** `cargo install`: into `--root`, `CARGO_INSTALL_ROOT` or `CARGO_HOME`, below `bin`. */
export function install(cargo: CargoCommand, context: CommandContext): void {
  const bin = installFolder(cargo, context);
  if (bin === undefined) {
    unknown(context, 'cargo install');
    return;
  }
  const path = lastValue(cargo, '--path');
  const directory = path.kind === 'value' ? joinPath(context.command.cwd, path.value) : undefined;
  if (path.kind === 'unset') {
    // Names of other people's programs are theirs to choose.
    makeOpaque(context, bin);
    return;
  }
  if (directory === undefined || cargo.unknownFlags) {
    unknown(context, 'cargo install');
    return;
  }
  const settings = cargoSettings(directory, context);
  const linking: CargoLinking = cargoLinking(
    targetOf(cargo, settings.target, context),
    cargo.toolchain,
    settings,
    context,
  );
  const project = cargoProject(directory, context);
  const programs = programsBuilt(cargo, project, context);
  if (programs === undefined || programs.scripted)
    openAround(directory, cleanPath(`${directory}/target`), settings, project, context);
  else makeOpaque(context, cleanPath(`${project?.root ?? directory}/target`));
  const artifact = (place: string | undefined): BuiltArtifact =>
    cargoArtifact(place, linking, settings, project, context);
  if (programs === undefined) {
    const unnamed = artifact(undefined);
    const existing = lookup(context.effects.contents, bin).presence === 'yes';
    makeOpaque(context, bin);
    // Only in a folder of its own is every file a program of this project.
    if (!existing && rootImage(context.effects.stage) !== undefined)
      put(context.effects.contents, bin, {
        kind: 'directory',
        origin: { kind: 'built', artifact: unnamed },
        by: context.step.instruction,
        conditional: context.command.conditional,
      });
    context.effects.artifacts.push(unnamed);
    return;
  }
  const made = productsFolder(cargo, project?.root ?? directory, settings, context);
  for (const program of programs.found) {
    // The build leaves its own copy where `cargo build` would (the Cargo book, `cargo install`, "--path").
    if (made !== undefined && programs.scripted === false)
      placeProgram(artifact(`${made}/${program.name}`), program, context);
    placeProgram(artifact(`${bin}/${program.name}`), program, context);
  }
}

/** `target/release`, where nothing moves it. */
function productsFolder(
  cargo: CargoCommand,
  root: string,
  settings: CargoSettings,
  context: CommandContext,
): string | undefined {
  const moved = ['CARGO_TARGET_DIR', 'CARGO_BUILD_TARGET_DIR'].some(
    name => context.command.lookup(name).kind !== 'unset',
  );
  const other = cargo.has('--target-dir', '--target', '--profile') || settings.targetDirectory !== undefined;
  if (moved || other || settings.target !== undefined) return undefined;
  return cleanPath(`${root}/target/${cargo.has('--debug') ? 'debug' : 'release'}`);
}

function installFolder(cargo: CargoCommand, context: CommandContext): string | undefined {
  const root = lastValue(cargo, '--root');
  if (root.kind === 'unknown') return undefined;
  if (root.kind === 'value') return joinPath(context.command.cwd, `${root.value}/bin`);
  for (const name of ['CARGO_INSTALL_ROOT', 'CARGO_HOME']) {
    const variable = context.command.lookup(name);
    if (variable.kind === 'unknown') return undefined;
    if (variable.kind === 'value' && variable.value !== '') return cleanPath(`${variable.value}/bin`);
  }
  return '/root/.cargo/bin';
}
