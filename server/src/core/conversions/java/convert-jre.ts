/** Java with a shell: the image of the JRE in place of that of the JDK, the rest as it is written. */
import { readRun } from '../../effects/run';
import type { StageEffects } from '../../effects/stage-effects';
import { programCalls } from '../../java/program-calls';
import { baseName } from '../../model/paths';
import type { Application } from '../applications/application';
import { startOf } from '../applications/languages';
import { convertSlim } from '../applications/slim';
import { startTexts } from '../applications/start-texts';
import type { Draft } from '../convert';
import { decline, type Ledger, newLedger, note } from '../decision';
import { checkTemplates, needsCompiler } from './check-program';
import { rootStage } from './java-runtime';
import { jreImage } from './jre-image';
import { javaSources } from './sources';
import { trustStoreLines } from './trust-store';

/** Undefined with reasons where the start, or the program, needs what only the JDK's image has. */
export function convertJre(app: Application, ledger: Ledger): Draft | undefined {
  const { effects, chain, image } = app;
  const jre = jreImage(app, ledger);
  if (jre === undefined) return undefined;
  const span = effects.stage.imageSpan;
  const lost = lostPrograms(app);
  const start = startTexts(app);
  const used = [...start.programs].find(program => lost.has(program));
  if (used !== undefined)
    decline(
      ledger,
      `\`${used}\` runs when the container starts: the image with the JRE alone does not have it. Build in the build, and start \`java\`.`,
      span,
    );
  if (start.texts.some(text => needsJdk.test(text)))
    decline(
      ledger,
      'The start compiles a source, or opens the program to a debugger: that is for the JDK.',
      span,
    );
  checkTemplates(app, span, ledger);
  for (const { path, text } of javaSources(app)) {
    if (needsCompiler(text))
      decline(ledger, `\`${path}\` uses the compiler of the JDK when the program runs.`, span);
    for (const { program, line } of programCalls(text))
      if (program === undefined ? lost.size > jdkTools.length : lost.has(program))
        decline(
          ledger,
          `The program starts ${program === undefined ? 'another program' : `\`${program}\``} when it runs (${path}:${line}), which the image with the JRE alone may not have.`,
          span,
        );
  }
  if (ledger.reasons.length > 0) return undefined;
  const root = rootStage(effects.stage);
  const word = root.from.words[0];
  // A command that is not known may be what builds.
  const builds = chain.some(
    ({ artifacts, stage, unknown }) => artifacts.length + unknown.length > 0 || runsJdk(stage.steps),
  );
  if (builds || chain.length > 1) {
    const trust = trustStoreLines(app, '', newLedger());
    if (trust === undefined || trust.length > 0)
      return decline(
        ledger,
        'The file changes the trust store of Java, which lies in the folder of the JDK.',
        span,
      );
    return convertSlim(app, ledger, { image: jre, complete: true });
  }
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

function wordsOf(effects: StageEffects): string {
  const launch = startOf(effects);
  return JSON.stringify([launch?.entrypoint?.values, launch?.cmd?.values]);
}

/** `java Main.java`, and the library of the debugger. */
const needsJdk = /\bjava\b[^\n;&|]*\s[\w./-]+\.java\b|-agentlib:jdwp|-Xrunjdwp/;

const jdkTools: readonly string[] = (
  'javac jar javap javadoc jshell jlink jdeps jmod jpackage jcmd jps jstack jmap jstat jinfo jhsdb jconsole ' +
  'mvn mvnw gradle gradlew sbt kotlinc lein clojure clj mill ant'
).split(' ');

/** Besides the tools of the JDK, what the images around it have: of Maven and Gradle, and of buildpack-deps. */
function lostPrograms({ image }: Application): ReadonlySet<string> {
  const more = 'git hg svn ssh scp ssh-keygen unzip zip make gcc ps top pgrep'.split(' ');
  const plain =
    image.repository === 'eclipse-temurin' ||
    (image.repository === 'openjdk' && /slim|alpine/.test(image.tag));
  return new Set(plain ? jdkTools : [...jdkTools, ...more]);
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
