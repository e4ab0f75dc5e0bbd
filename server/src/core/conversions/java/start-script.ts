/** The start script that Gradle's `installDist` writes: `java` with the class path and the options that it gives. */

import { sourceView } from '../../effects/source-view';
import type { StageEffects } from '../../effects/stage-effects';
import { type GradleBuild, readGradleBuild } from '../../manifests/gradle';
import { runtimeVariable } from '../../model/environment';
import { joinPath, parentPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { startOf } from '../applications/languages';
import { execForm } from '../text';
import type { Rewriting } from './direct-start';
import { isSetElsewhere } from './java-options';

/**
 * The program without its script (Gradle, `unixStartScript.txt`): `exec java DEFAULT_JVM_OPTS $JAVA_OPTS $NAME_OPTS
 * -classpath … MainClass "$@"`. The project's own jar comes first, the others by the wildcard that `java` expands
 * itself. Declines where the build script may write another script, and where another file sets the variables.
 */
export const withoutStartScript: Rewriting = (app, start) => {
  const { effects, workdir } = app;
  const launch = startOf(effects);
  const [program, ...rest] = launch?.argv ?? [];
  const path = program === undefined ? undefined : joinPath(workdir, program.value);
  const made = effects.artifacts.find(({ kind, path: place }) => kind === 'script' && place === path);
  const [, project = '', name = ''] = /^(.*)\/build\/install\/([^/]+)\/bin\/[^/]+$/.exec(path ?? '') ?? [];
  if (program === undefined || path === undefined || made === undefined || name === '') return undefined;
  const read = projectOf(project, name, app);
  if (read === undefined) return undefined;
  const { build, jar } = read;
  const { jvmArguments, mainClass } = build;
  if (jvmArguments === undefined || mainClass === undefined) return undefined;
  const variables = ['JAVA_OPTS', `${name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}_OPTS`];
  if (isSetElsewhere(app, variables)) return undefined;
  const lib = `${project}/build/install/${name}/lib`;
  const classPath = `${lib}/${jar}:${lib}/*`;
  const given = variables.filter(variable => isSet(variable, effects));
  // Words that only one of the two instructions has; what the other gives stays where it is.
  const own = start.exec?.values.length ?? rest.length + 1;
  const kept = rest.slice(0, own - 1).map(({ value }) => value);
  const message = `\`${program.value}\` is a shell script of Gradle's: \`java\` is started as it does, with the project's own jar first and the others in the order of their folder. Who sets \`${variables.join('` or `')}\` for the container has to set \`JDK_JAVA_OPTIONS\` instead (\`JAVA_TOOL_OPTIONS\` before Java 9).`;
  if (given.length === 0)
    return {
      before: [],
      body: execForm(['java', ...jvmArguments, '-cp', classPath, mainClass, ...kept]),
      message,
      onlyWithoutShell: true,
    };
  // The variables are moved to one that the JVM reads, as in any other start with them.
  if (
    rest.length > 0 ||
    (start.exec !== undefined && launch?.entrypoint !== undefined && launch.cmd !== undefined)
  )
    return undefined;
  const options = [...jvmArguments, ...given.map(variable => `$${variable}`)].join(' ');
  return {
    before: [],
    body: execForm(['sh', '-c', `exec java ${options} -cp '${classPath}' ${mainClass}`]),
    message,
    onlyWithoutShell: true,
  };
};

function isSet(name: string, { stage }: StageEffects): boolean {
  return runtimeVariable(stage.end.environment, name)?.by !== undefined;
}

interface Project {
  readonly build: GradleBuild;
  /** The project's own jar, as it lies in `lib`. */
  readonly jar: string;
}

/** Declines where a script of a project around it may say more. With Spring Boot's plug-in the plain jar is installed. */
function projectOf(directory: string, name: string, { effects, subject }: Application): Project | undefined {
  const view = sourceView(effects.contents, subject.tree);
  const text = (folder: string, file: string): string | undefined =>
    view.text(`${folder}/${file}`) ?? view.text(`${folder}/${file}.kts`);
  const script = text(directory, 'build.gradle');
  if (script === undefined) return undefined;
  for (let at = directory; at !== '/' && at !== ''; ) {
    at = parentPath(at);
    const around = text(at === '/' ? '' : at, 'build.gradle');
    const read = around === undefined ? undefined : readGradleBuild(around);
    if (read !== undefined && (read.customScripts || read.customArchives || read.jvmArguments?.length !== 0))
      return undefined;
  }
  const build = readGradleBuild(script);
  const properties = view.text(`${directory}/gradle.properties`) ?? '';
  const boot = build.plugins.includes('org.springframework.boot');
  if (build.customArchives || build.customScripts || (boot && build.plainJarOff)) return undefined;
  if (build.version === undefined && /^version\b/m.test(`${script}\n${properties}`)) return undefined;
  const version = build.version === undefined ? '' : `-${build.version}`;
  return { build, jar: `${build.archivesName ?? name}${version}${boot ? '-plain' : ''}.jar` };
}
