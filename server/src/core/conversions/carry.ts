/** Configuration that a new final stage must repeat: nothing is inherited across FROM. */
import { assignments, type NamedValue } from '../model/assignments';
import type { Stage, Step } from '../model/build';
import { lineage } from '../model/build';
import { lookupIn, variable } from '../model/environment';
import { expand } from '../model/expand';
import type { Dockerfile, Instruction } from '../syntax/instruction';
import { decline, type Ledger } from './decision';
import { quoteWord } from './text';

export interface CarriedLine {
  readonly text: string;
  /** The instruction whose text it repeats; undefined when it had to be written anew. */
  readonly from: Instruction;
}

/** Whether an ENV variable is only read by the build, not by the program. */
export type IsBuildOnly = (name: string) => boolean;

/** ENV, and the ARG that carried instructions refer to, in their order; text is kept wherever it still means the same. */
export function carryEnvironment(
  stage: Stage,
  dockerfile: Dockerfile,
  isBuildOnly: IsBuildOnly,
  carried: readonly Instruction[],
  ledger: Ledger,
): CarriedLine[] {
  const steps = stepsOf(stage);
  const wantedArguments = new Set<Instruction>();
  const context: CarryContext = { dockerfile, isBuildOnly, wantedArguments, ledger };
  const lines: { step: Step; text: string }[] = [];
  for (const step of steps) {
    if (step.instruction.keyword !== 'ENV') continue;
    const text = environmentText(step, context);
    if (text !== undefined) lines.push({ step, text });
  }
  for (const instruction of carried) {
    const step = steps.find(candidate => candidate.instruction === instruction);
    if (step !== undefined) argumentsUsed(step, context);
  }
  // The default of one may be made of others, which join the set while it is gone through.
  for (const instruction of wantedArguments) {
    const step = steps.find(candidate => candidate.instruction === instruction);
    if (step !== undefined) argumentsUsed(step, context);
  }
  const result: CarriedLine[] = [];
  for (const step of steps) {
    const { instruction } = step;
    if (wantedArguments.has(instruction))
      result.push({ text: instructionText(dockerfile, instruction), from: instruction });
    const line = lines.find(candidate => candidate.step === step);
    if (line !== undefined) result.push({ text: line.text, from: instruction });
  }
  return result;
}

interface CarryContext {
  readonly dockerfile: Dockerfile;
  readonly isBuildOnly: IsBuildOnly;
  readonly wantedArguments: Set<Instruction>;
  readonly ledger: Ledger;
}

function stepsOf(stage: Stage): Step[] {
  return lineage(stage)
    .reverse()
    .flatMap(ancestor => ancestor.steps);
}

function environmentText(step: Step, context: CarryContext): string | undefined {
  const pairs = assignments(step.instruction);
  const kept = pairs.filter(pair => !context.isBuildOnly(pair.name));
  if (kept.length === 0) return undefined;
  const texts = kept.map(pair => pairText(pair, step, context));
  if (texts.some(text => text === undefined)) return undefined;
  const verbatim = kept.length === pairs.length && texts.every((text, index) => text === kept[index]?.text);
  if (verbatim) return instructionText(context.dockerfile, step.instruction);
  const keyword = context.dockerfile.source.slice(
    step.instruction.keywordSpan.start,
    step.instruction.keywordSpan.end,
  );
  const old = step.instruction.words[0]?.text.includes('=') === false;
  const values = kept.map(
    (pair, index) =>
      `${pair.name}=${old && texts[index] === pair.text ? quoteWord(pair.text) : texts[index]}`,
  );
  return `${keyword} ${values.join(' ')}`;
}

/** The value's text if every variable in it means the same in the new stage; the value itself otherwise. */
function pairText(pair: NamedValue, step: Step, context: CarryContext): string | undefined {
  const { environment } = step.state;
  const expansion = expand(pair.text, lookupIn(environment), context.dockerfile.escape);
  let same = true;
  for (const name of expansion.variables) {
    const found = variable(environment, name);
    if (found === undefined || name === 'PATH') continue;
    if (found.origin === 'arg') {
      if (found.by !== undefined) context.wantedArguments.add(found.by);
    } else if (found.by === undefined || context.isBuildOnly(name)) same = false;
  }
  if (same) return pair.text;
  if (expansion.value !== undefined) return quoteWord(expansion.value);
  decline(
    context.ledger,
    `The value of \`${pair.name}\` depends on the base image and cannot be told.`,
    pair.span,
    'lost-configuration',
  );
  return undefined;
}

/** ARGs that a carried instruction's variables come from are carried, too. */
function argumentsUsed(step: Step, context: CarryContext): void {
  const { environment } = step.state;
  for (const name of expand(step.instruction.body.text, lookupIn(environment), context.dockerfile.escape)
    .variables) {
    const found = variable(environment, name);
    if (found?.origin === 'arg' && found.by !== undefined) context.wantedArguments.add(found.by);
    else if (found !== undefined && found.by === undefined && name !== 'PATH') {
      decline(
        context.ledger,
        `\`${step.instruction.keyword}\` refers to \`${name}\`, which only the original base image sets.`,
        step.instruction.span,
        'lost-configuration',
      );
    } else if (found?.origin === 'env' && context.isBuildOnly(name)) {
      decline(
        context.ledger,
        `\`${step.instruction.keyword}\` refers to \`${name}\`, which is a setting of the build.`,
        step.instruction.span,
        'lost-configuration',
      );
    }
  }
}

export function instructionText(dockerfile: Dockerfile, instruction: Instruction): string {
  return dockerfile.source.slice(instruction.span.start, instruction.span.end);
}
