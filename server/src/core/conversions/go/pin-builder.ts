/** A dynamically linked program must be built on a known distribution: a floating builder tag gets its suffix. */
import { withDistribution } from '../../catalogue/variants';
import type { Edit } from '../../edits/change';
import type { StageEffects } from '../../effects/stage-effects';
import { type Ledger, note } from '../decision';

/** No edit when the tag names its distribution already, or is not written out in FROM. */
export function pinBuilder(builder: StageEffects, ledger: Ledger): Edit[] {
  const { stage } = builder;
  if (stage.base.kind !== 'image' || stage.base.image?.floatsDistribution?.live !== true) return [];
  const { reference, image } = stage.base;
  if (reference.digest !== undefined) return [];
  const codename = image.distribution?.codename;
  const pinned = codename === undefined ? undefined : withDistribution(reference, codename);
  if (pinned === undefined || stage.from.words[0]?.text !== reference.text) {
    note(
      ledger,
      `\`${reference.text}\` moves to another distribution some day; a program linked with a newer C library would not load then.`,
      stage.imageSpan,
    );
    return [];
  }
  note(
    ledger,
    `\`${reference.text}\` became \`${pinned}\`: the program is linked with the C library of that distribution.`,
    stage.imageSpan,
  );
  return [{ span: stage.imageSpan, text: pinned }];
}
