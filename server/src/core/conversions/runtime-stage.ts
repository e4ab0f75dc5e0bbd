/** Writes the runtime stage of a split, and what the split changes in the build stage, as edits on the text. */
import type { Edit } from '../edits/change';
import { lineage, type Stage } from '../model/build';
import { cleanPath } from '../model/paths';
import { type Dockerfile, flagNamed, type Instruction } from '../syntax/instruction';
import type { CarriedLine } from './carry';
import type { LaunchPlan, PartPlan } from './launch-plan';
import { execForm, keywordStyle, lineStart, quoteWord, removalEdits, withComments } from './text';

export interface RuntimeStage {
  readonly image: string;
  /** The name that the original stage had, where it names what ships and not what builds. */
  readonly name: string | undefined;
  readonly environment: readonly CarriedLine[];
  /** `ENV` lines that the plan itself needs. */
  readonly addedEnvironment: readonly string[];
  /** Instructions that need root, before USER: as text. */
  readonly early?: readonly string[];
  /** Undefined for root, whom the base has as its user. */
  readonly user: string | undefined;
  readonly workdir: string;
  /** USER stands before WORKDIR, so that BuildKit makes the directory the user's. */
  readonly ownsWorkdir: boolean;
  /** Further folders that are made the same way. */
  readonly ownedFolders: readonly string[];
  /** Instructions in front of the copies, as text: what changes less often than the application. */
  readonly stable?: readonly string[];
  readonly copies: readonly {
    readonly from: string;
    readonly to: string;
    readonly directory: boolean;
    /** `from` is a wildcard, `to` a directory. */
    readonly optional?: boolean;
    readonly chown: boolean;
  }[];
  /** Further instructions behind the copies, as text: what comes from another image, several sources at once. */
  readonly lines: readonly string[];
  readonly launch: LaunchPlan;
  /** Instructions for the build stage's end. */
  readonly buildAdditions: readonly string[];
}

/** Instructions that describe the image, not the build: they move to the final stage. */
const movedKeywords: ReadonlySet<string> = new Set([
  'EXPOSE',
  'VOLUME',
  'LABEL',
  'MAINTAINER',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'ENTRYPOINT',
  'CMD',
]);

export function isMoved(instruction: Instruction): boolean {
  return movedKeywords.has(instruction.keyword);
}

/** Instructions of the stages below that the final stage repeats, oldest first, the last of a kind only where one counts. */
export function movedInstructions(stage: Stage): Instruction[] {
  const all = lineage(stage)
    .reverse()
    .flatMap(ancestor => ancestor.steps.map(step => step.instruction))
    .filter(isMoved);
  return all.filter((instruction, index) => {
    if (!/^(?:STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD)$/.test(instruction.keyword)) return true;
    return !all.slice(index + 1).some(later => later.keyword === instruction.keyword);
  });
}

/** The edits that turn `stage` into a build stage and append the runtime stage behind it. */
export function splitEdits(
  dockerfile: Dockerfile,
  stage: Stage,
  stageName: string,
  runtime: RuntimeStage,
  healthcheck: PartPlan,
): Edit[] {
  const { source, newline } = dockerfile;
  const keyword = keywordStyle(dockerfile);
  const steps = stage.steps.map(step => step.instruction);
  const lastBuild = steps.findLastIndex(instruction => /^(?:RUN|COPY|ADD)$/.test(instruction.keyword));
  const moved = new Set(
    steps.filter(
      (instruction, index) => isMoved(instruction) || (index > lastBuild && isTrailing(instruction)),
    ),
  );
  const edits: Edit[] = [];
  if (runtime.name !== undefined && stage.nameSpan !== undefined)
    edits.push({ span: stage.nameSpan, text: stageName });
  if (stage.name === undefined) {
    const at = stage.from.words[0]?.span.end ?? stage.from.span.end;
    edits.push({ span: { start: at, end: at }, text: ` ${keyword('AS')} ${stageName}` });
  }
  const kept = steps.filter(instruction => !moved.has(instruction));
  const lastKept = kept.at(-1) ?? stage.from;
  edits.push(
    ...removalEdits(
      dockerfile,
      [...moved].filter(instruction => instruction.span.start < lastKept.span.start),
    ),
  );
  const lines = runtimeLines(dockerfile, stage, stageName, runtime, healthcheck, keyword);
  const end = stageEnd(dockerfile, stage);
  const tail = leftOver(dockerfile, lastKept, [...moved], end);
  const additions = runtime.buildAdditions.map(line => newline + line).join('');
  const text = `${additions}${tail === '' ? '' : newline + tail}${newline}${newline}${lines.join(newline)}`;
  const last = end === source.length;
  edits.push({
    span: { start: lastKept.span.end, end },
    text: last ? `${text}${newline}` : `${text}${newline}${newline}`,
  });
  return edits;
}

/** A WORKDIR, USER, ENV or ARG after the last build step is only there for the container. */
function isTrailing(instruction: Instruction): boolean {
  return /^(?:WORKDIR|USER|ENV|ARG|SHELL)$/.test(instruction.keyword);
}

function stageEnd(dockerfile: Dockerfile, stage: Stage): number {
  const next = dockerfile.instructions.find(
    instruction => instruction.keyword === 'FROM' && instruction.span.start > stage.from.span.start,
  );
  return next === undefined ? dockerfile.source.length : withComments(dockerfile, next).start;
}

/** Comments after the last kept instruction that belong to nothing that moves: they stay where they are. */
function leftOver(
  dockerfile: Dockerfile,
  lastKept: Instruction,
  moved: readonly Instruction[],
  end: number,
): string {
  const spans = moved
    .filter(instruction => instruction.span.start > lastKept.span.end)
    .map(instruction => withComments(dockerfile, instruction));
  spans.sort((a, b) => a.start - b.start);
  let rest = '';
  let position = lastKept.span.end;
  for (const span of spans) {
    rest += dockerfile.source.slice(position, lineStart(dockerfile.source, span.start));
    position = span.end;
  }
  rest += dockerfile.source.slice(position, end);
  return rest
    .split(/\r?\n/)
    .map(line => line.trimEnd())
    .filter(line => line !== '')
    .join(dockerfile.newline);
}

function runtimeLines(
  dockerfile: Dockerfile,
  stage: Stage,
  stageName: string,
  runtime: RuntimeStage,
  healthcheck: PartPlan,
  keyword: (keyword: string) => string,
): string[] {
  const { newline } = dockerfile;
  const textOf = (instruction: Instruction): string => {
    const span = withComments(dockerfile, instruction);
    return dockerfile.source.slice(span.start, span.end);
  };
  const moved = movedInstructions(stage);
  const user = runtime.user === undefined ? [] : [`${keyword('USER')} ${runtime.user}`];
  // The platform that the original asks for holds for the image that ships.
  const platform = flagNamed(stage.from, 'platform');
  const flags =
    platform === undefined ? '' : `${dockerfile.source.slice(platform.span.start, platform.span.end)} `;
  const name = runtime.name === undefined ? '' : ` ${keyword('AS')} ${runtime.name}`;
  const lines = [`${keyword('FROM')} ${flags}${runtime.image}${name}`];
  lines.push(...runtime.environment.map(line => line.text), ...runtime.addedEnvironment);
  lines.push(...moved.filter(instruction => /^(?:LABEL|MAINTAINER)$/.test(instruction.keyword)).map(textOf));
  lines.push(...(runtime.early ?? []));
  if (runtime.ownsWorkdir) lines.push(...user);
  for (const folder of runtime.ownedFolders) lines.push(`${keyword('WORKDIR')} ${quoteWord(folder)}`);
  lines.push(`${keyword('WORKDIR')} ${workdirText(stage, runtime.workdir)}`);
  lines.push(...(runtime.stable ?? []));
  for (const copy of runtime.copies) {
    const chown = copy.chown && runtime.user !== undefined ? ` --chown=${runtime.user}` : '';
    const slash = copy.directory ? '/' : '';
    const pair =
      copy.optional === true
        ? `${copy.from} ${copy.to === '/' ? '' : copy.to}/`
        : copyPair(`${copy.from}${slash}`, `${copy.to}${slash}`);
    lines.push(`${keyword('COPY')} --from=${stageName}${chown} ${pair}`);
  }
  lines.push(...runtime.lines);
  for (const instruction of moved) {
    if (/^(?:EXPOSE|VOLUME|STOPSIGNAL)$/.test(instruction.keyword)) lines.push(textOf(instruction));
    if (instruction.keyword === 'HEALTHCHECK')
      lines.push(...healthcheckLines(instruction, healthcheck, textOf));
  }
  if (!runtime.ownsWorkdir) lines.push(...user);
  const part = (name: 'ENTRYPOINT' | 'CMD', plan: PartPlan): void => {
    const instruction = moved.find(candidate => candidate.keyword === name);
    if (plan.kind === 'replace') {
      const comments = instruction === undefined ? '' : commentsOf(dockerfile, instruction);
      lines.push(`${comments}${keyword(name)} ${execForm(plan.values)}`);
    } else if (plan.kind === 'keep' && instruction !== undefined) lines.push(textOf(instruction));
  };
  part('ENTRYPOINT', runtime.launch.entrypoint);
  part('CMD', runtime.launch.cmd);
  return lines.map(line => line.replace(/\r?\n/g, newline));
}

function copyPair(from: string, to: string): string {
  return /\s/.test(from + to) ? JSON.stringify([from, to]) : `${quoteWord(from)} ${quoteWord(to)}`;
}

function commentsOf(dockerfile: Dockerfile, instruction: Instruction): string {
  const span = withComments(dockerfile, instruction);
  return dockerfile.source.slice(span.start, instruction.span.start);
}

function healthcheckLines(
  instruction: Instruction,
  plan: PartPlan,
  textOf: (instruction: Instruction) => string,
): string[] {
  if (plan.kind === 'drop') return [];
  if (plan.kind !== 'replace' || instruction.nested === undefined) return [textOf(instruction)];
  const whole = textOf(instruction);
  const command = instruction.nested.body;
  const start = command.pieces[0]?.source ?? instruction.span.end;
  return [whole.slice(0, whole.length - (instruction.span.end - start)) + execForm(plan.values)];
}

/** The text of the last WORKDIR if it alone says the whole path. */
function workdirText(stage: Stage, workdir: string): string {
  const last = stage.steps.findLast(step => step.instruction.keyword === 'WORKDIR')?.instruction;
  const text = last?.body.text ?? '';
  return /^\/[^$"'\\]*$/.test(text) && cleanPath(text) === workdir ? text : quoteWord(workdir);
}
