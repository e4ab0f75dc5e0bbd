/**
 * `mvn spring-boot:run`, `gradle bootRun` and `gradle run`: they compile the program whenever the container starts, and
 * run it from folders of classes. It is packaged in the build instead, where a jar does the same for sure.
 */

import { madeJars } from '../../effects/java/made-jars';
import { sourceView } from '../../effects/source-view';
import type { StageEffects } from '../../effects/stage-effects';
import { readGradleSettings } from '../../manifests/gradle';
import { readPom } from '../../manifests/pom';
import { baseName, cleanPath, isWithin, relativeTo } from '../../model/paths';
import { readSubject } from '../../subject';
import type { Instruction } from '../../syntax/instruction';
import type { Application } from '../applications/application';
import { startedImage } from '../applications/check-starts';
import { startOf } from '../applications/languages';
import { composeServices, mountsOf } from '../compose';
import { execForm, keywordStyle, lineStart } from '../text';
import type { DirectStart, Rewriting } from './direct-start';
import { onlyInFolders } from './only-in-folders';
import { javaTexts } from './sources';

/**
 * The jar as the start, and the command that packages it before. Declines where the command, the manifest or a profile
 * gives the run something of its own, where something in the program works in folders of classes alone, and where
 * Compose lays the sources of the host over those of the image.
 */
export const packagedBefore: Rewriting = (app, start) => {
  const { effects, chain, workdir, subject } = app;
  const launch = startOf(effects);
  const words = launch?.argv?.map(({ value }) => value) ?? [];
  const [program = '', ...args] = words;
  const goals = args.filter(word => !harmless.test(word));
  const way = ways.find(({ tool, goal }) => tool.test(baseName(program)) && goals.join(' ') === goal);
  if (way === undefined || chain.length !== 1 || launch?.usedVariables.length !== 0) return undefined;
  if ((start.exec !== undefined && start.exec.values.length !== words.length) || !isLast(start, effects))
    return undefined;
  const view = sourceView(effects.contents, subject.tree);
  const manifest = (name: string): string | undefined =>
    view.text(`${workdir === '/' ? '' : workdir}/${name}`);
  const over = composeServices(subject, startedImage(app)).flatMap(service => mountsOf(service));
  if (over.some(([, target]) => isWithin(cleanPath(target), workdir) || isWithin(workdir, cleanPath(target))))
    return undefined;
  if (!way.isPlain(manifest) || javaTexts(app).some(({ text }) => onlyInFolders.test(text))) return undefined;
  const command = [program, ...way.packages].join(' ');
  const message = `\`${words.join(' ')}\` compiled the program whenever the container started. It is packaged in the build now, and that is what is started.`;
  const common = { message, onlyWithoutShell: false };
  const run = `${keywordStyle(subject.dockerfile)('RUN')} ${command}`;
  if (way.goal === 'run') {
    const name = readGradleSettings(
      manifest('settings.gradle') ?? manifest('settings.gradle.kts') ?? '',
    ).rootProjectName;
    if (name === undefined || !/^[\w.-]+$/.test(name)) return undefined;
    return { ...common, before: [run], body: execForm([`build/install/${name}/bin/${name}`]) };
  }
  return jarStart(app, start, way.folder, run, common);
};

/** With the command only where the file does not package the jar already. */
function jarStart(
  app: Application,
  start: Instruction,
  folder: string,
  run: string,
  common: Pick<DirectStart, 'message' | 'onlyWithoutShell'>,
): DirectStart | undefined {
  const { subject, effects, workdir } = app;
  const { source, newline } = subject.dockerfile;
  const at = lineStart(source, start.span.start);
  for (const before of [[], [run]]) {
    const lines = before.map(line => `${line}${newline}`).join('');
    const text = `${source.slice(0, at)}${lines}${source.slice(at)}`;
    const again = before.length === 0 ? subject : readSubject(text, subject.context, subject.settings);
    const stage = again.effects[effects.stage.index];
    const place = `${workdir === '/' ? '' : workdir}/${folder}`;
    const made = stage === undefined ? undefined : madeJars(place, stage, again.effects);
    const [only, ...others] = made?.made ?? [];
    if (only !== undefined && others.length === 0)
      return { ...common, before, body: execForm(['java', '-jar', relativeTo(only, workdir)]) };
  }
  return undefined;
}

interface Way {
  readonly tool: RegExp;
  readonly goal: string;
  /** What packages the program, as words behind the tool. */
  readonly packages: readonly string[];
  readonly folder: string;
  /** Nothing in the manifests gives the run what the packaged program would not have. */
  readonly isPlain: (manifest: (name: string) => string | undefined) => boolean;
}

const ways: readonly Way[] = [
  {
    tool: /^mvnw?$/,
    goal: 'spring-boot:run',
    packages: ['package', '-DskipTests'],
    folder: 'target',
    isPlain: manifest => isPlainPom(manifest('pom.xml')),
  },
  {
    tool: /^gradlew?$/,
    goal: 'bootRun',
    packages: ['bootJar'],
    folder: 'build/libs',
    isPlain: manifest => isPlainScript(manifest('build.gradle') ?? manifest('build.gradle.kts')),
  },
  {
    tool: /^gradlew?$/,
    goal: 'run',
    packages: ['installDist'],
    folder: 'build/install',
    isPlain: manifest => isPlainScript(manifest('build.gradle') ?? manifest('build.gradle.kts')),
  },
];

/** Options of both tools that change what is printed, and tests, which a run leaves out anyway. */
const harmless =
  /^(?:-q|--quiet|-B|--batch-mode|-ntp|--no-transfer-progress|-o|--offline|-DskipTests(?:=true)?|-Dmaven\.test\.skip(?:=true)?|--no-daemon|--console=plain|--stacktrace)$/;

/** The start is the last thing the stage says about its files and its environment. */
function isLast(start: Instruction, { stage }: StageEffects): boolean {
  return stage.steps.every(
    ({ instruction }) =>
      instruction.span.start <= start.span.start ||
      !/^(?:RUN|COPY|ADD|WORKDIR|ENV|USER|SHELL)$/.test(instruction.keyword),
  );
}

/**
 * Spring's parent has the jar repackaged (reference of its Maven plug-in, "Using the Plugin"); dependencies of the scope
 * `system` and optional ones are not, or not in every version, in that jar.
 */
function isPlainPom(text: string | undefined): boolean {
  const pom = text === undefined ? undefined : readPom(text);
  if (text === undefined || pom?.parent?.artifactId !== 'spring-boot-starter-parent') return false;
  const plugin = pom.plugins.find(({ artifactId }) => artifactId === 'spring-boot-maven-plugin');
  if (plugin === undefined || pom.packaging !== 'jar' || pom.hasProfiles || pom.modules.length > 0)
    return false;
  if (![...plugin.configuration.keys()].every(name => /^(?:excludes|mainClass)$/.test(name))) return false;
  if (/\benv\.|\bspring-boot\.run\b|<scope>\s*system\s*</.test(text) || runOnly.test(text)) return false;
  return [...text.matchAll(/<dependency>([\s\S]*?)<\/dependency>/g)].every(
    ([, inside = '']) =>
      !/<optional>\s*true/.test(inside) ||
      /<artifactId>\s*(?:lombok|spring-boot-configuration-processor)\s*</.test(inside),
  );
}

function isPlainScript(text: string | undefined): boolean {
  if (text === undefined || runOnly.test(text)) return false;
  return !/\bbootRun\b|[dD]evelopmentOnly\b|(?:named|getByName)(?:<\w+>)?\(\s*["']run["']|^\s*run\s*\{|\bJavaExec\b|\bgetenv\b|environmentVariable|\bexpand\b/m.test(
    text,
  );
}

/** Packages that are left out of a packaged program, or that work otherwise in one: tools of development, templates. */
const runOnly =
  /spring-boot-(?:devtools|docker-compose)|thymeleaf|freemarker|mustache|groovy-templates|pebble|velocity|\bjte\b|jasper|\breflections\b|jruby|jython|\bdrools\b|\bkie-/;
