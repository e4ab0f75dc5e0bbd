/** Files that are a part of something: they copy from a stage that is not in them. */
import { findImage } from '../catalogue/images';
import { parseReference } from '../catalogue/reference';
import { type Stage, targetStage } from '../model/build';
import type { Subject } from '../subject';
import { flagNamed } from '../syntax/instruction';
import { decline, type Ledger } from './decision';

/** A fragment copies from a stage that the file does not have; it may be a named build context, which is not seen. */
export function checkSources(stage: Stage, subject: Subject, ledger: Ledger): void {
  for (const step of stage.steps) {
    const flag = flagNamed(step.instruction, 'from');
    const name = flag?.value;
    if (flag === undefined || name === undefined || !/^[a-z][\w-]*$/i.test(name)) continue;
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
    const reference = parseReference(name.toLowerCase(), subject.build.mirrors);
    const known =
      targetStage(earlier, name) !== undefined ||
      (reference !== undefined && findImage(reference) !== undefined);
    if (!known)
      decline(
        ledger,
        `There is no stage \`${name}\` in the file: what is copied from it cannot be told.`,
        flag.valueSpan,
        'unknown-stage',
      );
  }
}
