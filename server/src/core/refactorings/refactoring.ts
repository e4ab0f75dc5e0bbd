/** A change that somebody asks for at a place, although nothing is wrong there. */
import type { Change } from '../edits/change';
import { lineage, type Stage } from '../model/build';
import type { Subject } from '../subject';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';

/** Offers a change for the selection, in UTF-16 offsets; undefined where it does not apply or is not sure. */
export type Offer = (subject: Subject, selection: Span) => Change | undefined;

/** The instruction that the selection touches first. */
export function instructionAt({ dockerfile }: Subject, selection: Span): Instruction | undefined {
  return dockerfile.instructions.find(
    ({ span }) => span.start <= selection.end && selection.start <= span.end,
  );
}

/** The stage whose FROM, or one of whose instructions, the selection touches. */
export function stageAt(subject: Subject, selection: Span): Stage | undefined {
  const instruction = instructionAt(subject, selection);
  return subject.build.stages.find(
    ({ from, steps }) => from === instruction || steps.some(step => step.instruction === instruction),
  );
}

/** Whether the stage is built when nobody names another one, or is part of what is. */
export function ships(stage: Stage, { finalStages }: Subject): boolean {
  return finalStages.some(final => lineage(final).includes(stage));
}

/** The first of the names that no stage has; undefined where all are taken. */
export function freeName({ build }: Subject, ...names: readonly string[]): string | undefined {
  return names.find(name => !build.stages.some(stage => stage.name === name));
}
