/** Rust, C and C++: the smallest base that has what the program is linked with. */
import { lookup, originOf } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { runtimeVariable } from '../../model/environment';
import { initLength, readLaunch } from '../../model/launch';
import { isWithin, parentPath } from '../../model/paths';
import type { Application, RuntimePlan } from '../applications/application';
import { decline, type Ledger } from '../decision';
import { findStarted } from '../go/programs';
import type { LaunchPlan } from '../launch-plan';
import { targetPath } from '../targets';
import { shellLine } from '../unknown-start';
import { hasLibraries } from './builder-headers';
import { builtProgram } from './built-program';
import { startDirectly } from './cargo-run';
import { checkNativeProgram } from './check-program';
import { type NativeProgram, nativeProgram } from './find-program';
import { checkToolsOfOthers } from './installed-tools';
import { namedLibraries } from './linked-names';
import { nativeBase } from './native-base';
import { rustLibraries } from './rust-libraries';

/** Undefined with reasons where the start, the linking, or something that the program does stands in the way. */
export function planNative(app: Application, written: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  const direct = startDirectly(app, written, ledger);
  if (direct === undefined) return undefined;
  const { launch } = direct;
  const program = nativeProgram(app, launch);
  const line = program === undefined ? shellLine(launch.argv) : undefined;
  if (line !== undefined) return decline(ledger, line, launch.span, 'shell-form-without-shell');
  if (program === undefined)
    return decline(
      ledger,
      `What makes \`${launch.argv[0]?.value ?? ''}\` cannot be told for sure: none of the commands names it.`,
      launch.span,
      'missing-executable',
    );
  checkNativeProgram(app, launch, ledger);
  checkToolsOfOthers(app, ledger);
  const rust = program.artifact.ecosystem === 'rust';
  const linked = rust ? rustLibraries(app, program) : namedLibraries(app, program);
  const known =
    !rust || hasLibraries(program.builder, app.subject)
      ? linked
      : { ...linked, libraries: [], obstacles: [] };
  const base = nativeBase(app, program, known, launch, ledger);
  if (base === undefined) return undefined;
  const selected = builtProgram(app, program, false);
  const search = searchPath(app, program);
  return {
    ...base,
    hasShell: false,
    buildAdditions: [],
    environment: [...direct.environment, ...search.environment, ...libraryPath(app)],
    ...(search.onPath === undefined ? {} : { onPath: search.onPath }),
    launch,
    covers: path => ofToolchains(path) && path !== program.path,
    ...(selected === undefined ? {} : { selected }),
    programs: [...new Set([program.path, ...programsOf(app)])],
    confirms: (_, effects) => startsTheSame(program, effects),
  };
}

/** All programs that the file builds and that the stage has. */
export function programsOf({ subject, effects }: Application): string[] {
  const paths = subject.effects.flatMap(({ artifacts }) =>
    artifacts.flatMap(({ path, kind }) => (kind === 'program' && path !== undefined ? [path] : [])),
  );
  return [...new Set(paths)].filter(path => {
    const found = lookup(effects.contents, path);
    return found.presence === 'yes' && originOf(found)?.kind === 'built';
  });
}

/**
 * `LD_LIBRARY_PATH` for shared libraries of the build that were installed, and for those in `more`: the loader's cache,
 * which may have named them, stays behind.
 */
export function libraryPath(
  { chain, effects }: Application,
  more: readonly string[] = [],
): readonly string[] {
  if (runtimeVariable(effects.stage.end.environment, 'LD_LIBRARY_PATH') !== undefined)
    return more.length === 0 ? [] : [`LD_LIBRARY_PATH=$LD_LIBRARY_PATH:${more.join(':')}`];
  const folders = chain.flatMap(({ artifacts }) =>
    artifacts.flatMap(({ kind, path }) =>
      kind === 'library' && path !== undefined ? [parentPath(path)] : [],
    ),
  );
  const installed = [
    ...new Set([...folders.filter(folder => /^\/usr\/local\/lib|^\/opt\//.test(folder)), ...more]),
  ];
  return installed.length === 0 ? [] : [`LD_LIBRARY_PATH=${installed.join(':')}`];
}

/** A program that is found through PATH, in a folder that only the old base has there. */
export function searchPath(
  { effects }: Application,
  { path, throughPath }: NativeProgram,
): Pick<RuntimePlan, 'environment' | 'onPath'> {
  const folder = parentPath(path);
  if (!throughPath || targetPath.includes(folder)) return { environment: [] };
  const own = runtimeVariable(effects.stage.end.environment, 'PATH')?.by?.body.text ?? '';
  const written = own.split(/[\s=:"']+/).includes(folder);
  return { environment: written ? [] : [`PATH=${folder}:$PATH`], onPath: [folder] };
}

/** What Rust's images and package managers of compilers keep of their own. */
export function ofToolchains(path: string): boolean {
  return (
    ['/usr/local/cargo', '/usr/local/rustup', '/root/.cargo', '/root/.rustup'].some(folder =>
      isWithin(path, folder),
    ) || /^\/(?:root|home\/[^/]+)\/\.(?:cache|cargo|rustup|conan2?|cmake)(?:\/|$)/.test(path)
  );
}

/** The converted stage starts the program that the same command makes. */
export function startsTheSame({ artifact, path }: NativeProgram, effects: StageEffects): boolean {
  const argv = readLaunch(effects.stage)?.argv ?? [];
  const word = argv[initLength(argv)];
  const started = word === undefined ? undefined : findStarted(word, effects);
  if (started?.found.presence !== 'yes' || started.path !== path) return false;
  const origin = originOf(started.found);
  return (
    origin?.kind === 'built' &&
    origin.artifact.tool === artifact.tool &&
    origin.artifact.path === artifact.path
  );
}
