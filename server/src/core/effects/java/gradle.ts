/** `gradle` and `gradlew`: the archive by the conventions of the Java plug-in, where the scripts are plain. */

import { readGradleBuild, readGradleSettings } from '../../manifests/gradle';
import { baseName, cleanPath, joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { lookup, put } from '../contents';
import { touchHome, touchProject } from '../project-area';
import type { CommandContext } from '../stage-effects';

/** Applies a Gradle build: the project and Gradle's home may hold anything, an archive with a known name is there. */
export function applyGradle(context: CommandContext, args: readonly ShellWord[]): void {
  const { command, effects, step } = context;
  touchHome(context, ['.gradle']);
  const home = command.lookup('GRADLE_USER_HOME');
  if (home.kind === 'value') touchProject(context, cleanPath(home.value));
  if (args.some(word => /^(?:-v|--version|-h|--help)$/.test(word.value ?? ''))) return;
  const call = readCall(args, command.cwd);
  touchProject(context, call.directory);
  const archives = call.tasks.some(task => task === undefined || makesArchive.test(task));
  if (!archives || call.directory === undefined) return;
  const release = buildScript(call.directory, context)?.release;
  const name = call.special ? undefined : archiveName(call.directory, call.tasks, context);
  const folder = call.directory === '/' ? '/build/libs' : `${call.directory}/build/libs`;
  const artifact: BuiltArtifact = {
    ecosystem: 'java',
    kind: 'jar',
    path: name === undefined ? undefined : `${folder}/${name}`,
    tool: baseName(command.words[0]?.value ?? 'gradle') === 'gradlew' ? 'gradlew' : 'gradle',
    release,
    by: step.instruction,
    span: command.span,
  };
  effects.artifacts.push(artifact);
  if (artifact.path === undefined) return;
  put(effects.contents, artifact.path, {
    kind: 'file',
    origin: { kind: 'built', artifact },
    by: step.instruction,
    span: command.span,
    // Other scripts and plug-ins may give archives another name.
    conditional: true,
  });
}

const makesArchive = /^:?(?:build|assemble|jar|bootJar|shadowJar|war|bootWar)$/;

interface GradleCall {
  readonly directory: string | undefined;
  readonly tasks: readonly (string | undefined)[];
  /** Properties or init scripts of the command line. */
  readonly special: boolean;
}

function readCall(args: readonly ShellWord[], cwd: string | undefined): GradleCall {
  let directory = cwd;
  let special = false;
  const tasks: (string | undefined)[] = [];
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value;
    if (value === undefined) special = true;
    else if (/^(?:-p|--project-dir)$/.test(value)) {
      const next = args[++index]?.value;
      directory = next === undefined ? undefined : joinPath(directory, next);
    } else if (/^(?:-x|--exclude-task|-g|--gradle-user-home|-D|--console|--max-workers)$/.test(value))
      index++;
    else if (/^(?:-P|-I|--init-script|-b|--build-file|-c|--settings-file)/.test(value)) {
      special = true;
      if (/^(?:-P|-I|--init-script|-b|--build-file|-c|--settings-file)$/.test(value)) index++;
    } else if (!value.startsWith('-')) tasks.push(value);
  }
  return { directory, tasks, special };
}

function text(path: string, { effects, tree }: CommandContext): string | undefined {
  let origin = lookup(effects.contents, path).entry?.origin;
  while (origin?.kind === 'copied') origin = origin.from.entry?.origin;
  return origin?.kind === 'context' ? tree.text(origin.path) : undefined;
}

function buildScript(
  directory: string,
  context: CommandContext,
): ReturnType<typeof readGradleBuild> | undefined {
  const source = text(`${directory}/build.gradle`, context) ?? text(`${directory}/build.gradle.kts`, context);
  return source === undefined ? undefined : readGradleBuild(source);
}

/** `NAME-VERSION.jar`, the name of the project as the settings have it. */
function archiveName(
  directory: string,
  tasks: readonly (string | undefined)[],
  context: CommandContext,
): string | undefined {
  const build = buildScript(directory, context);
  const settings =
    text(`${directory}/settings.gradle`, context) ?? text(`${directory}/settings.gradle.kts`, context);
  if (build === undefined || settings === undefined || build.customArchives) return undefined;
  const name = build.archivesName ?? readGradleSettings(settings).rootProjectName;
  const properties = text(`${directory}/gradle.properties`, context) ?? '';
  const version = build.version ?? /^version\s*[=:]\s*(\S+)\s*$/m.exec(properties)?.[1];
  const unversioned = version === undefined && !/^version\b/m.test(properties);
  if (name === undefined || (version === undefined && !unversioned)) return undefined;
  const shadow = tasks.some(task => task?.endsWith('shadowJar') === true) ? '-all' : '';
  const ending = build.plugins.includes('war') ? 'war' : 'jar';
  return `${name}${version === undefined ? '' : `-${version}`}${shadow}.${ending}`;
}
