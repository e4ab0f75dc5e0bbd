/** ENTRYPOINT and CMD of a swapped stage, changed where they stand. */
import type { Edit } from '../../edits/change';
import type { Stage } from '../../model/build';
import type { Dockerfile, Instruction } from '../../syntax/instruction';
import type { LaunchPlan, PartPlan } from '../launch-plan';
import { execForm, keywordStyle, withComments } from '../text';

/** Edits for what is written anew, and the instructions that go. */
export function launchEdits(
  stage: Stage,
  { entrypoint, cmd }: Pick<LaunchPlan, 'entrypoint' | 'cmd'>,
  dockerfile: Dockerfile,
): { readonly edits: readonly Edit[]; readonly dropped: readonly Instruction[] } {
  const edits: Edit[] = [];
  const dropped: Instruction[] = [];
  const last = (keyword: string): Instruction | undefined =>
    stage.steps.findLast(step => step.instruction.keyword === keyword)?.instruction;
  const keyword = keywordStyle(dockerfile);
  const settle = (name: 'ENTRYPOINT' | 'CMD', part: PartPlan, other: Instruction | undefined): void => {
    const written = last(name);
    if (part.kind === 'drop' && written !== undefined) dropped.push(written);
    if (part.kind !== 'replace') return;
    const text = execForm(part.values);
    if (written !== undefined) {
      const start = written.body.pieces[0]?.source ?? written.span.end;
      edits.push({ span: { start, end: written.span.end }, text });
    } else if (other !== undefined) {
      const at = name === 'ENTRYPOINT' ? withComments(dockerfile, other).start : other.span.end;
      const line = `${keyword(name)} ${text}`;
      const whole = name === 'ENTRYPOINT' ? line + dockerfile.newline : dockerfile.newline + line;
      edits.push({ span: { start: at, end: at }, text: whole });
    }
  };
  settle('ENTRYPOINT', entrypoint, last('CMD'));
  settle('CMD', cmd, last('ENTRYPOINT'));
  return { edits, dropped };
}
