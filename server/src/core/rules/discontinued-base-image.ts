import page from './discontinued-base-image.md';
import { defineRule } from './rule';
import { alsoHere, imageEdits, imagesOfAge, literalImage } from './shared/age';
import { namedSuccessor } from './shared/successor';
import { list } from './shared/text';

export const discontinuedBaseImage = defineRule({
  id: 'discontinued-base-image',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const aged of imagesOfAge('discontinued', subject)) {
      const { age, stage } = aged;
      const { support } = age.image;
      const { reference } = age.base;
      const better = namedSuccessor(reference, age.image, subject.settings);
      const others = (
        support.replacements ?? (support.replacement === undefined ? [] : [support.replacement])
      )
        .slice(0, 3)
        .map(name => `\`${name}\``);
      const advice =
        better !== undefined
          ? `Use \`${better}\` instead.`
          : others.length > 0
            ? `Use ${list(others).replace(' and ', ' or ')} instead.`
            : 'Use an image that is still maintained.';
      yield {
        span: stage.imageSpan,
        message: `\`${reference.text}\` is no longer maintained by its owner${support.since === undefined ? '' : ` (since ${support.since})`}. It gets no fixes and may disappear. ${advice}`,
        related: alsoHere(aged),
        fixes:
          better === undefined || literalImage(stage, subject) === undefined
            ? []
            : [
                {
                  title: `Use ${better}`,
                  applicability: 'unsafe',
                  edits: imageEdits(aged, better, subject),
                  notes: [
                    { message: 'The successor differs from the old image: test the build and the program.' },
                  ],
                },
              ],
      };
    }
  },
});
