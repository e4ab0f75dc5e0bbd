/** Questions about stages that more than one rule asks. */
import { surelyWithoutShell } from '../../catalogue/paths';
import type { StageEffects } from '../../effects/stage-effects';
import { lineage, rootBase, rootImage, type Stage, type Step } from '../../model/build';
import { type Launch, readLaunch } from '../../model/launch';
import { flagNamed } from '../../syntax/instruction';
import type { Span } from '../../syntax/span';
import type { Subject } from '../rule';

/** A stage of this name is meant for `--target` while developing, not for shipping. */
const developmentName =
  /^(?:dev|develop|development|debug|debugger|test|tests|testing|lint|local|ci)(?:[-_.].*)?$/;

export function isDevelopmentStage(stage: Stage): boolean {
  return stage.name !== undefined && developmentName.test(stage.name);
}

/** `Dockerfile.dev`, `test.Dockerfile` and what `.devcontainer` holds say by their names that nobody ships them. */
const developmentFile =
  /(?:^|\/)\.devcontainer\/|(?:^|\/)(?:docker|container)file[._-](?:dev|devel|develop|development|debug|tests?|testing|lint|local|e2e)(?:[._-][^/]*)?$|(?:^|\/)(?:dev|devel|development|debug|tests?|testing|lint|local|e2e)[._-](?:docker|container)file$/i;

/** What is shipped, stages and files for development left out. */
export function shippedStages(subject: Subject): readonly Stage[] {
  return developmentFile.test(subject.context.dockerfile ?? '') ? [] : startedStages(subject);
}

/** What becomes a container in production, or in development where the whole file is for that. */
export function startedStages(subject: Subject): readonly Stage[] {
  return subject.finalStages.filter(stage => !isDevelopmentStage(stage));
}

export function effectsOf(subject: Subject, stage: Stage): StageEffects | undefined {
  return subject.effects[stage.index];
}

/** The stage at the bottom of a lineage: its FROM names the image. */
export function rootStage(stage: Stage): Stage {
  return lineage(stage).at(-1) ?? stage;
}

/** The start that the Dockerfile itself gives the container; undefined where it leaves that to the base. */
export function ownLaunch(stage: Stage): Launch | undefined {
  const launch = readLaunch(stage);
  return launch?.entrypoint?.step === undefined && launch?.cmd?.step === undefined ? undefined : launch;
}

/** The HEALTHCHECK in force with its command, unless it is NONE. */
export function healthcheck(stage: Stage): Step | undefined {
  for (const ancestor of lineage(stage)) {
    const step = ancestor.steps.findLast(({ instruction }) => instruction.keyword === 'HEALTHCHECK');
    if (step === undefined) continue;
    return step.instruction.nested?.keyword === 'CMD' ? step : undefined;
  }
  return undefined;
}

/** The base is scratch, or an image whose every path is known: what is not there is surely not there. */
export function isClosed(stage: Stage): boolean {
  const base = rootBase(stage);
  return base.kind === 'scratch' || rootImage(stage)?.closed === true;
}

/** Whether a shell that is not found is surely absent: the base is closed, or is known to bring none. */
export function knowsShells(stage: Stage): boolean {
  const image = rootImage(stage);
  return isClosed(stage) || (image !== undefined && surelyWithoutShell(image));
}

/** How messages name the image a stage stands on. */
export function baseName(stage: Stage): string {
  return `\`${rootStage(stage).imageText ?? 'the base image'}\``;
}

/** A RUN, COPY or ADD of the stages that the image is made of, in the order of building. */
export function layerSteps(stage: Stage): readonly Step[] {
  return lineage(stage)
    .reverse()
    .flatMap(ancestor => ancestor.steps);
}

/** What COPY brings from the build context, not from a stage, an image or a heredoc. */
export function copiesFromContext(step: Step): boolean {
  const { instruction } = step;
  return (
    (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
    flagNamed(instruction, 'from') === undefined &&
    instruction.heredocs.length === 0
  );
}

/** Where an instruction begins: its keyword alone is marked, so that long instructions are not underlined. */
export function keywordSpan(step: Step): Span {
  return step.instruction.keywordSpan;
}

/**
 * The CMD or ENTRYPOINT of the stage itself, where it is the whole command: with both, rewriting one would change what
 * the other means.
 */
export function lastOwnPart(stage: Stage, keyword: string): Step | undefined {
  const of = (name: string): Step | undefined =>
    stage.steps.findLast(({ instruction }) => instruction.keyword === name);
  if (keyword === 'CMD')
    return of('ENTRYPOINT') === undefined && lineage(stage).length === 1 ? of('CMD') : undefined;
  if (keyword === 'ENTRYPOINT') return of('CMD') === undefined ? of('ENTRYPOINT') : undefined;
  return healthcheck(stage);
}
