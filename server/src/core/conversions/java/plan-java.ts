/** Java: Google's image of the same version, or the JRE carried; a jar, or a class path with a main class. */
import { lookup } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { runtimeVariable } from '../../model/environment';
import { initLength, readLaunch } from '../../model/launch';
import { baseName, isWithin, joinPath } from '../../model/paths';
import type { Application, RuntimePlan } from '../applications/application';
import { startedByName } from '../applications/check-starts';
import { startOf } from '../applications/languages';
import { decline, type Ledger } from '../decision';
import { type LaunchPlan, withLeading } from '../launch-plan';
import { ofBuildTools } from './build-tools';
import { builtJar } from './built-jar';
import { checkJavaProgram, checkTemplates } from './check-program';
import { checkVariables, moveOptions, noteOptions } from './java-options';
import { decideJavaRuntime, type JavaRuntime } from './java-runtime';
import { classPathOf, type JavaStart, readJavaStart } from './java-start';
import { localeEnvironment } from './locale';
import { trustStoreLines } from './trust-store';

/** Undefined with reasons where the start, the version or something beside the jar stands in the way. */
export function planJava(app: Application, launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  if (app.to === 'scratch')
    return decline(
      ledger,
      'Java programs need a JRE, which `scratch` does not have.',
      app.effects.stage.imageSpan,
    );
  const words = launch.argv.map(({ value }) => value);
  const start = readJavaStart(words);
  const first = typeof start === 'string' ? undefined : start.main;
  if ([words[0], first].some(word => word !== undefined && isBuildTool(word)))
    return decline(
      ledger,
      `\`${words.join(' ')}\` builds the program whenever the container starts, which needs the JDK and a network: package it in the build, and start \`java -jar\`.`,
      launch.span,
    );
  if (baseName(words[0] ?? '') !== 'java') {
    checkTemplates(app, launch.span, ledger);
    return decline(
      ledger,
      `The container starts \`${words[0] ?? ''}\`, which is not \`java\` itself: a script needs a shell. \`java -jar\` in its place would do without one.`,
      launch.span,
      'script-without-interpreter',
    );
  }
  if (typeof start === 'string') return decline(ledger, start, launch.span);
  checkThere(app, start, launch, ledger);
  checkJavaProgram(app, start, launch, ledger);
  const runtime = decideJavaRuntime(app, ledger);
  const trust = runtime === undefined ? undefined : trustStoreLines(app, runtime.trustStore, ledger);
  const locale = localeEnvironment(app, ledger);
  if (runtime === undefined || trust === undefined || locale === undefined) return undefined;
  const before = startOf(app.effects);
  checkVariables(app, before, ledger);
  const moved = before === undefined ? undefined : moveOptions(app, before);
  if (moved !== undefined) noteOptions(app, moved, ledger);
  const selected = builtJar(app, start);
  const { startsJars, trustStore: _, ...rest } = runtime;
  return {
    ...rest,
    lines: [...runtime.lines, ...trust],
    hasShell: false,
    environment: merged([...runtime.environment, ...(moved?.environment ?? []), ...locale]),
    launch: startsJars ? onVendorImage(app, launch, start, runtime) : named(launch),
    builderEdits: [],
    buildAdditions: [],
    covers: path => ofBuildTools(path) || isWithin(path, app.image.env.JAVA_HOME ?? '/opt/java/openjdk'),
    ...(selected === undefined ? {} : { selected }),
    confirms: (_after, effects) => startsTheSame(words.slice(1), start, app, effects),
  };
}

/** Maven, Gradle and their like, by a program or by a wrapper's main class. */
function isBuildTool(word: string): boolean {
  return (
    /^(?:mvnw?|gradlew?|sbt|lein|clj|mill)$/.test(baseName(word)) ||
    /\.(?:Maven|Gradle)WrapperMain$/.test(word)
  );
}

/** Two settings of the same variable are one. */
function merged(pairs: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const pair of pairs) {
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const known = found.get(name);
    const bare = (text: string): string => text.replace(/^"|"$/g, '');
    found.set(name, known === undefined ? value : `"${bare(known)} ${bare(value)}"`);
  }
  return [...found].map(([name, value]) => `${name}=${value}`);
}

/** `java` by its name, as PATH has it in every image. */
function named(launch: LaunchPlan): LaunchPlan {
  const [first] = launch.argv;
  return first?.value === 'java' ? launch : withLeading(launch, 1, ['java']);
}

/**
 * On Google's image ENTRYPOINT is `java -jar`: a plain start keeps the jar and its arguments as CMD, any other start
 * says what it wants itself.
 */
function onVendorImage(
  app: Application,
  launch: LaunchPlan,
  start: JavaStart,
  { programs }: JavaRuntime,
): LaunchPlan {
  const written = launch.argv[0]?.value ?? '';
  const own = written === 'java' || programs.includes(written) ? launch : named(launch);
  if (own.entrypointWords > 0 || own.init !== undefined) return own;
  // Who starts another program by its name needs an image without an ENTRYPOINT, as before.
  if (startedByName(app) !== undefined) return { ...own, entrypoint: { kind: 'replace', values: [] } };
  if (start.kind === 'jar' && start.before === 1) return withLeading(own, 2, []);
  return {
    ...withLeading(own, 1, []),
    entrypoint: { kind: 'replace', values: ['java'] },
    entrypointWords: 1,
  };
}

function checkThere(app: Application, start: JavaStart, { span }: LaunchPlan, ledger: Ledger): void {
  for (const path of filesOf(start, app))
    if (lookup(app.effects.contents, path).presence === 'no')
      decline(
        ledger,
        `The container starts \`${start.main}\`, and \`${path}\` is not in the image.`,
        span,
        'missing-executable',
      );
}

/** The jar, as an absolute path; nothing of a class path, of which a part may be missing. */
function filesOf({ kind, main }: JavaStart, { workdir }: Application): readonly string[] {
  return kind === 'jar' ? [joinPath(workdir, main) ?? main] : [];
}

/** The converted stage gives `java` the same words, and has what they name. */
function startsTheSame(
  wanted: readonly string[],
  start: JavaStart,
  app: Application,
  { stage, contents }: StageEffects,
): boolean {
  const argv = readLaunch(stage)?.argv ?? [];
  const [program = '', ...words] = argv.slice(initLength(argv)).map(({ value }) => value);
  if (baseName(program) !== 'java' || words.join('\0') !== wanted.join('\0')) return false;
  const variable = runtimeVariable(app.effects.stage.end.environment, 'CLASSPATH')?.value;
  const paths =
    start.kind === 'jar'
      ? filesOf(start, app)
      : classPathOf(start, variable?.kind === 'value' ? variable.value : undefined, app.workdir);
  return paths.every(
    path => lookup(app.effects.contents, path).presence === 'no' || lookup(contents, path).presence !== 'no',
  );
}
