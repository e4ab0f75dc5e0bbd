/** `cmake`, and `make` or `ninja` in a folder that it has configured: what they build and install. */
import { rootImage } from '../../model/build';
import { cleanPath, joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { unknown } from '../commands';
import { lookup, put } from '../contents';
import { putArtifact } from '../put-artifact';
import { makeOpaque } from '../run';
import { sourceView } from '../source-view';
import type { CommandContext } from '../stage-effects';
import { type CMakeProject, type CMakeTarget, cmakeProject } from './cmake-project';

/** Configures, builds or installs; anything else that `cmake` can do stays unknown. */
export function applyCmake(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.map(word => word.value);
  const { cwd } = context.command;
  if (words.includes('--version') || words.includes('--help')) return;
  if (words.includes(undefined) && !words.slice(0, 2).includes('--build')) {
    unknown(context, 'cmake');
    return;
  }
  const given = (name: string): string | undefined => {
    const at = words.findIndex(word => word === name || (/^-[SB]$/.test(name) && word?.startsWith(name)));
    return at < 0 ? undefined : words[at] === name ? words[at + 1] : words[at]?.slice(2);
  };
  const building = given('--build');
  const installing = given('--install');
  const folder = joinPath(cwd, building ?? installing ?? '.');
  if (
    folder === undefined ||
    words.some(word => /^(?:-P|-E|--preset|-C|--workflow|--open)$/.test(word ?? ''))
  )
    unknown(context, 'cmake');
  else if (building !== undefined) {
    const at = words.findIndex(word => word === '--target' || word === '-t');
    buildIn(folder, at < 0 ? [] : [words[at + 1] ?? ''], context);
  } else if (installing !== undefined) installFrom(folder, given('--prefix'), context);
  else
    configure(
      words.map(word => word ?? ''),
      given,
      context,
    );
}

/** True where the folder is one that CMake has configured: `make` and `ninja` then build its targets. */
export function applyInConfigured(context: CommandContext, args: readonly ShellWord[]): boolean {
  const words = args.map(word => word.value ?? '');
  const at = words.indexOf('-C');
  const folder = joinPath(context.command.cwd, at < 0 ? '.' : (words[at + 1] ?? '.'));
  if (folder === undefined || settingsOf(folder, context) === undefined) return false;
  const goals = words.filter(
    (word, index) => /^[a-z][\w.-]*$/i.test(word) && !/^-[CjflW]$/.test(words[index - 1] ?? ''),
  );
  buildIn(folder, goals, context);
  return true;
}

function configure(
  words: readonly string[],
  given: (name: string) => string | undefined,
  context: CommandContext,
): void {
  const { cwd } = context.command;
  const last = words.findLast(
    (word, index) => !word.startsWith('-') && !/^-[SBGDATU]$/.test(words[index - 1] ?? ''),
  );
  const source = joinPath(cwd, given('-S') ?? last ?? '.');
  const build = joinPath(cwd, given('-B') ?? '.');
  const flags = words.join(' ');
  if (source === undefined || build === undefined) {
    unknown(context, 'cmake');
    return;
  }
  const by = context.step.instruction;
  const { conditional } = context.command;
  // Toolchains, and settings that decide what is built.
  const other =
    /TOOLCHAIN_FILE|BUILD_SHARED_LIBS|OUTPUT_DIRECTORY|STANDARD_LIBRARIES|PREFIX_PATH|vcpkg|conan/i.test(
      flags,
    );
  const prefix = /-DCMAKE_INSTALL_PREFIX(?::\w+)?=(\S+)/.exec(flags)?.[1] ?? '/usr/local';
  const isStatic = /LINKER_FLAGS\S*=[^-]*-static(?![-\w])/.test(flags);
  if (build !== source)
    put(context.effects.contents, build, {
      kind: 'directory',
      origin: { kind: 'made', how: 'cmake' },
      by,
      conditional,
    });
  makeOpaque(context, cleanPath(`${build}/CMakeFiles`));
  put(context.effects.contents, cleanPath(`${build}/CMakeCache.txt`), {
    kind: 'file',
    origin: {
      kind: 'made',
      how: `cmake\n${source}\n${prefix}\n${isStatic ? 'static' : ''}\n${other ? 'other' : ''}`,
    },
    by,
    conditional,
  });
}

interface Settings {
  readonly source: string;
  readonly prefix: string;
  readonly isStatic: boolean;
  readonly other: boolean;
}

function settingsOf(build: string, context: CommandContext): Settings | undefined {
  const { entry } = lookup(context.effects.contents, cleanPath(`${build}/CMakeCache.txt`));
  if (entry?.origin.kind !== 'made' || !entry.origin.how.startsWith('cmake\n')) return undefined;
  const [, source = '/', prefix = '', isStatic, other] = entry.origin.how.split('\n');
  return { source, prefix, isStatic: isStatic === 'static', other: other === 'other' };
}

function buildIn(build: string, goals: readonly string[], context: CommandContext): void {
  const settings = settingsOf(build, context);
  const project =
    settings === undefined
      ? undefined
      : cmakeProject(settings.source, build, sourceView(context.effects.contents, context.tree));
  makeOpaque(context, build);
  if (settings === undefined || project === undefined) {
    // A build without an installation writes where it is configured.
    const inside = settings !== undefined && build !== '/' && !goals.some(goal => goal.startsWith('install'));
    unknown(context, 'CMakeLists.txt', inside ? build : undefined);
    return;
  }
  // What cannot be read may be a part of the program, and sets no other place for what is read.
  if (!project.complete && settings.source === '/') {
    unknown(context, 'CMakeLists.txt');
    return;
  }
  if (project.writesMore || !project.complete)
    context.effects.unknown.push({
      what: 'cmake --build',
      by: context.step.instruction,
      span: context.command.span,
      project: settings.source,
    });
  const named = goals.filter(goal => !/^(?:all|install|install\/strip)$/.test(goal));
  for (const target of project.targets) {
    if (named.length > 0 && !named.includes(target.name)) continue;
    place(target, target.path, settings, project, context);
  }
  if (goals.some(goal => goal.startsWith('install'))) installFrom(build, undefined, context);
}

function installFrom(build: string, moved: string | undefined, context: CommandContext): void {
  const settings = settingsOf(build, context);
  const project =
    settings === undefined
      ? undefined
      : cmakeProject(settings.source, build, sourceView(context.effects.contents, context.tree));
  if (settings === undefined || project?.complete !== true || project.installsMore) {
    unknown(context, settings === undefined || project === undefined ? 'CMakeLists.txt' : 'cmake --install');
    return;
  }
  const prefix = moved ?? settings.prefix;
  for (const target of project.targets) {
    if (target.installedIn === undefined) continue;
    const folder = target.installedIn.startsWith('/')
      ? target.installedIn
      : `${prefix}/${target.installedIn}`;
    const name = target.path.slice(target.path.lastIndexOf('/') + 1);
    place(target, cleanPath(`${folder}/${name}`), settings, project, context);
  }
}

function place(
  target: CMakeTarget,
  path: string,
  settings: Settings,
  { isStatic, hasFlags, complete }: Pick<CMakeProject, 'isStatic' | 'hasFlags' | 'complete'>,
  context: CommandContext,
): void {
  const libc = rootImage(context.effects.stage)?.libc?.kind;
  const linked = libc === 'glibc' || libc === 'musl';
  const artifact: BuiltArtifact = {
    ecosystem: 'native',
    kind: target.kind === 'program' ? 'program' : target.kind === 'shared' ? 'library' : 'other',
    path,
    tool: 'cmake',
    dynamic: settings.isStatic ? false : isStatic || !linked ? undefined : true,
    links: target.links,
    linksKnown: !settings.other && !hasFlags && complete,
    ...(target.cxx ? { cxx: true } : {}),
    directory: settings.source,
    by: context.step.instruction,
    span: context.command.span,
  };
  putArtifact(context.effects, artifact, context.command.conditional || target.conditional);
}
