/** Java with a shell: the image of the JRE in place of that of the JDK, the rest as it is written. */
import { readRun } from '../../effects/run';
import type { StageEffects } from '../../effects/stage-effects';
import { programCalls } from '../../java/program-calls';
import { baseName } from '../../model/paths';
import type { Application } from '../applications/application';
import { startOf } from '../applications/languages';
import { convertSlim, type OwnSlim } from '../applications/slim';
import type { SlimImage } from '../applications/slim-image';
import { startTexts } from '../applications/start-texts';
import { collects } from '../applications/swap-stage';
import type { Draft } from '../convert';
import { decline, type Ledger, newLedger, note } from '../decision';
import { checkTemplates, needsCompiler } from './check-program';
import { rootStage } from './java-runtime';
import { jdkImage, jreImage } from './jre-image';
import { javaSources } from './sources';
import { trustStoreLines } from './trust-store';

/**
 * Undefined with reasons where the start, or the program, needs what only the JDK's image has and nothing is built in
 * the file; where it is built, the program keeps its JDK and leaves the build's sources and caches behind.
 */
export function convertJre(app: Application, ledger: Ledger): Draft | undefined {
  const { effects, chain, image } = app;
  const root = rootStage(effects.stage);
  const word = root.from.words[0];
  // A command that is not known may be what builds.
  const builds = chain.some(
    ({ artifacts, stage, unknown }) => artifacts.length + unknown.length > 0 || runsJdk(stage.steps),
  );
  const own = newLedger(ledger.keepsRoot);
  const jre = jreImage(app, own);
  if (jre !== undefined) checkRuntime(app, lostPrograms(app), own, true);
  if (jre === undefined || own.reasons.length > 0) return withJdk(app, own, ledger) ?? declined(own, ledger);
  ledger.notes.push(...own.notes);
  if (builds || chain.length > 1) return splitOnto(app, jre, ledger, {});
  if (!jre.full || word === undefined)
    return {
      edits: [],
      target: jre.text,
      hasShell: true,
      unchanged: `The final stage is on \`${jre.text}\` already, which has no compiler.`,
    };
  note(
    ledger,
    `The program runs on \`${jre.text}\`, which lacks the compiler and the tools of \`${word.text}\` (Java ${image.javaVersion ?? ''}) and keeps a shell and the package manager: the start, the health check and the user are as they were.`,
    root.imageSpan,
  );
  const before = wordsOf(effects);
  return {
    edits: [{ span: word.span, text: jre.text }],
    target: jre.text,
    hasShell: true,
    confirms: (_, after) => wordsOf(after) === before,
  };
}

function declined(own: Ledger, ledger: Ledger): undefined {
  ledger.reasons.push(...own.reasons);
  return undefined;
}

function splitOnto(app: Application, image: SlimImage, ledger: Ledger, own: OwnSlim): Draft | undefined {
  const trust = trustStoreLines(app, '', newLedger());
  if (trust === undefined || trust.length > 0)
    return decline(
      ledger,
      'The file changes the trust store of Java, which lies in the folder of the JDK.',
      app.effects.stage.imageSpan,
    );
  return convertSlim(app, ledger, { image, complete: true, ...own });
}

/** On the JDK that it was built with, and why, by what speaks against a JRE: undefined where that is not sure either, and where nothing is built. */
function withJdk(app: Application, { reasons }: Ledger, ledger: Ledger): Draft | undefined {
  const { effects, chain, image } = app;
  const own = newLedger(ledger.keepsRoot);
  const jdk = jdkImage(app);
  // What the package managers of other systems install is not followed.
  const known = /^(?:debian|ubuntu|alpine)$/.test(image.distribution?.id ?? '');
  const builds = runsJdk(effects.stage.steps);
  if (jdk === undefined || !known || (builds ? chain.length > 1 : jdk.full || !collects(app)))
    return undefined;
  if (startTexts(app).texts.some(text => opensDebugger.test(text))) return undefined;
  checkRuntime(app, new Set([...lostPrograms(app)].filter(program => !ofJdk.has(program))), own, false);
  if (own.reasons.length > 0) return undefined;
  if (!builds)
    return {
      edits: [],
      target: jdk.text,
      hasShell: true,
      unchanged: `The program needs the JDK of \`${jdk.text}\`, and is built in another stage already.`,
    };
  const draft = splitOnto(app, jdk, own, { leavesCaches: true });
  if (draft === undefined || own.reasons.length > 0) return undefined;
  ledger.notes.push(...own.notes);
  // One of many says enough.
  for (const { message, span } of reasons.slice(0, 1)) note(ledger, `Why the JDK stays: ${message}`, span);
  return draft;
}

/** What the start and the sources use of `lost`, the programs that the image will not have, and of the compiler. */
function checkRuntime(
  app: Application,
  lost: ReadonlySet<string>,
  ledger: Ledger,
  losesCompiler: boolean,
): void {
  const span = app.effects.stage.imageSpan;
  const start = startTexts(app);
  const used = [...start.programs].find(program => lost.has(program));
  if (used !== undefined)
    decline(
      ledger,
      `\`${used}\` runs when the container starts: the image with the JRE alone does not have it. Build in the build, and start \`java\`.`,
      span,
    );
  if (losesCompiler && start.texts.some(text => needsJdk.test(text)))
    decline(
      ledger,
      'The start compiles a source, or opens the program to a debugger: that is for the JDK.',
      span,
    );
  if (losesCompiler) checkTemplates(app, span, ledger);
  for (const { path, text } of javaSources(app)) {
    if (losesCompiler && needsCompiler(text))
      decline(ledger, `\`${path}\` uses the compiler of the JDK when the program runs.`, span);
    for (const { program, line } of programCalls(text))
      if (program === undefined ? !isPlain(app) : lost.has(program))
        decline(
          ledger,
          `The program starts ${program === undefined ? 'another program' : `\`${program}\``} when it runs (${path}:${line}), which the image with the JRE alone may not have.`,
          span,
        );
  }
}

function wordsOf(effects: StageEffects): string {
  const launch = startOf(effects);
  return JSON.stringify([launch?.entrypoint?.values, launch?.cmd?.values]);
}

/** `java Main.java`, and the library of the debugger. */
const needsJdk = /\bjava\b[^\n;&|]*\s[\w./-]+\.java\b|-agentlib:jdwp|-Xrunjdwp/;

/** For development: to be told is worth more than a smaller image. */
const opensDebugger = /-agentlib:jdwp|-Xrunjdwp/;

const ofJdk: ReadonlySet<string> = new Set(
  'javac jar javap javadoc jshell jlink jdeps jmod jpackage jcmd jps jstack jmap jstat jinfo jhsdb jconsole'.split(
    ' ',
  ),
);

const jdkTools: readonly string[] = [
  ...ofJdk,
  ...'mvn mvnw gradle gradlew sbt kotlinc lein clojure clj mill ant'.split(' '),
];

/** Besides the tools of the JDK, what the images around it have: of Maven and Gradle, and of buildpack-deps. */
function lostPrograms(app: Application): ReadonlySet<string> {
  const more = 'git hg svn ssh scp ssh-keygen unzip zip make gcc ps top pgrep'.split(' ');
  return new Set(isPlain(app) ? jdkTools : [...jdkTools, ...more]);
}

/** Nothing but the JDK was put on the system. */
function isPlain({ image }: Application): boolean {
  const { repository, tag } = image;
  return repository === 'eclipse-temurin' || (repository === 'openjdk' && /slim|alpine/.test(tag));
}

/** A RUN of the stage needs the JDK itself. */
function runsJdk(steps: Application['effects']['stage']['steps']): boolean {
  return steps.some(
    step =>
      step.instruction.keyword === 'RUN' &&
      (readRun(step)?.commands ?? []).some(({ words }) =>
        words.slice(0, 3).some(({ value }) => jdkTools.includes(baseName(value ?? ''))),
      ),
  );
}
