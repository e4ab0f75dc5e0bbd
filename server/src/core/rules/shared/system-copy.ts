/** The fix for data that scratch lacks: a COPY of it from the stage that builds the program. */
import type { Change } from '../../edits/change';
import type { StageEffects } from '../../effects/stage-effects';
import type { Stage } from '../../model/build';
import { flagNamed } from '../../syntax/instruction';
import type { Subject } from '../rule';
import { insertAbove } from './text';

/** A line above the first COPY of the stage that takes something from the builder; undefined where there is none. */
export function copyFromBuilder(
  title: string,
  paths: { readonly from: string; readonly to: string },
  stage: Stage,
  builder: StageEffects,
  subject: Subject,
): Change[] {
  const step = stage.steps.find(({ instruction }) => instruction.keyword === 'COPY');
  const name = builder.stage.name ?? String(builder.stage.index);
  if (step === undefined || builder.stage === stage) return [];
  const written = flagNamed(step.instruction, 'from')?.value;
  const from = written?.toLowerCase() === name ? written : name;
  const text = `COPY --from=${from} ${paths.from} ${paths.to}`;
  return [
    {
      title,
      applicability: 'unsafe',
      edits: [insertAbove(subject.dockerfile, step.instruction, text)],
      notes: [],
    },
  ];
}
