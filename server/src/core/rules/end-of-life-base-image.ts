import type { Change } from '../edits/change';
import type { Stage } from '../model/build';
import page from './end-of-life-base-image.md';
import { defineRule, type Subject } from './rule';
import { type Age, ageOf, literalImage } from './shared/age';
import { supportedSuccessor } from './shared/successor';

export const endOfLifeBaseImage = defineRule({
  id: 'end-of-life-base-image',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const age = ageOf(stage, subject);
      if (age?.kind !== 'end-of-life') continue;
      // The language before its distribution: who moves on with it gets a newer distribution, too.
      const [over] = age.ended;
      const better = supportedSuccessor(age.base.reference, age.image, subject.settings);
      yield {
        span: stage.imageSpan,
        message: `${over?.label} has had no security fixes since ${over?.extended ?? over?.date}. Holes that become known stay open in every image built from it. ${better === undefined ? 'Move to a supported version.' : `Move to \`${better}\` or another supported version.`}`,
        fixes: fixes(age, stage, better, subject),
      };
    }
  },
});

function fixes(
  age: Extract<Age, { kind: 'end-of-life' }>,
  stage: Stage,
  better: string | undefined,
  subject: Subject,
): Change[] {
  if (better === undefined || literalImage(stage, subject) === undefined) return [];
  return [
    {
      title: `Use ${better}`,
      applicability: 'unsafe',
      edits: [{ span: stage.imageSpan, text: better }],
      notes: [
        {
          message: `${age.ended[0]?.label ?? 'The old version'} and its successor differ: test the build and the program.`,
        },
      ],
    },
  ];
}
