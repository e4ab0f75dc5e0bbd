/** `gradle` and `gradlew`: the archive by the conventions of the Java plug-in, where the scripts are plain. */

import { type GradleBuild, readGradleBuild, readGradleSettings } from '../../manifests/gradle';
import { baseName, cleanPath, joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { lookup } from '../contents';
import { touchHome, touchProject } from '../project-area';
import { putArtifact } from '../put-artifact';
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
  if (call.directory !== undefined) installPrograms(call.directory, call.tasks, context);
  const archives = call.tasks.some(task => task === undefined || makesArchive.test(task));
  if (!archives || call.directory === undefined) return;
  const build = buildScript(call.directory, context);
  const release = build?.release;
  const name = call.special ? undefined : archiveName(call.directory, call.tasks, context);
  const folder = call.directory === '/' ? '/build/libs' : `${call.directory}/build/libs`;
  const beside = build === undefined || name === undefined ? undefined : besideJar(build, name, call.tasks);
  const names = name === undefined ? [] : [name, ...(beside ?? [])];
  const alone = beside !== undefined && context.tree.complete;
  const after = effects.contents.count + names.length;
  const common: BuiltArtifact = {
    ecosystem: 'java',
    kind: 'jar',
    path: undefined,
    tool: baseName(command.words[0]?.value ?? 'gradle') === 'gradlew' ? 'gradlew' : 'gradle',
    release,
    by: step.instruction,
    span: command.span,
  };
  if (names.length === 0) effects.artifacts.push(common);
  for (const item of names) {
    const path = `${folder}/${item}`;
    // Other scripts and plug-ins may give archives another name.
    putArtifact(effects, { ...common, path, ...(alone ? { alone: after } : {}) }, true);
  }
}

/** `installDist`: the start script of every program of the projects that it is called for, named after its project. */
function installPrograms(
  directory: string,
  tasks: readonly (string | undefined)[],
  context: CommandContext,
): void {
  const { command, effects, step } = context;
  const settings = readGradleSettings(settingsOf(directory, context) ?? '');
  for (const project of ['', ...settings.projects]) {
    const task = `:${project === '' ? '' : `${project.replaceAll('/', ':')}:`}installDist`;
    if (!tasks.some(item => item === 'installDist' || item === task || `:${item}` === task)) continue;
    const folder = joinPath(directory, project === '' ? '.' : project) ?? directory;
    const build = buildScript(folder, context);
    const name = project === '' ? settings.rootProjectName : baseName(project);
    if (name === undefined || build?.plugins.includes('application') !== true || build.customScripts)
      continue;
    const path = `${folder === '/' ? '' : folder}/build/install/${name}/bin/${name}`;
    const artifact: BuiltArtifact = {
      ecosystem: 'java',
      kind: 'script',
      path,
      tool: 'gradle',
      release: build.release,
      by: step.instruction,
      span: command.span,
    };
    // Plug-ins may write it elsewhere.
    putArtifact(effects, artifact, true);
  }
}

/**
 * The jars that the tasks make beside the main one: Spring Boot's `-plain.jar` (reference of its Gradle plug-in,
 * "Packaging Executable and Plain Archives", since 2.5). Undefined where a plug-in or a task may make others.
 */
function besideJar(
  { plugins, moreJars, plainJarOff }: GradleBuild,
  name: string,
  tasks: readonly (string | undefined)[],
): readonly string[] | undefined {
  const boot = plugins.includes('org.springframework.boot');
  if (moreJars || !name.endsWith('.jar') || !plugins.every(plugin => plainPlugin.test(plugin)))
    return undefined;
  const asked = tasks.filter(task => task !== 'clean');
  if (asked.length !== 1) return undefined;
  if (/^:?bootJar$/.test(asked[0] ?? '')) return boot ? [] : undefined;
  if (!/^:?(?:build|assemble)$/.test(asked[0] ?? '')) return undefined;
  return boot && !plainJarOff ? [name.replace(/\.jar$/, '-plain.jar')] : [];
}

/** Plug-ins that put no archive of their own into `build/libs`. */
const plainPlugin =
  /^(?:java|java-library|application|groovy|scala|checkstyle|jacoco|pmd|eclipse|idea|org\.springframework\.boot|io\.spring\.dependency-management|org\.jetbrains\.kotlin\.[\w.]+|kotlin|kotlin-[a-z]+|io\.freefair\.lombok|com\.github\.ben-manes\.versions|com\.diffplug\.spotless|org\.sonarqube|io\.spring\.javaformat|org\.hibernate\.orm|org\.flywaydb\.flyway|com\.google\.protobuf)$/;

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

function settingsOf(directory: string, context: CommandContext): string | undefined {
  return text(`${directory}/settings.gradle`, context) ?? text(`${directory}/settings.gradle.kts`, context);
}

/** `NAME-VERSION.jar`, the name of the project as the settings have it. */
function archiveName(
  directory: string,
  tasks: readonly (string | undefined)[],
  context: CommandContext,
): string | undefined {
  const build = buildScript(directory, context);
  const settings = settingsOf(directory, context);
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
