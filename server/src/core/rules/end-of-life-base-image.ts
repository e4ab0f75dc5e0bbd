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
  const work = workToDo(age, better);
  return [
    {
      title: `Use ${better}`,
      applicability: work === undefined ? 'unsafe' : 'manual',
      edits: [{ span: stage.imageSpan, text: better }],
      notes: [
        {
          message:
            work ??
            `${age.ended[0]?.label ?? 'The old version'} and its successor differ: test the build and the program.`,
        },
      ],
    },
  ];
}

/**
 * What has to be done besides changing the line, where the successor surely does not go on with what is there.
 * Sources: the upgrade notes of PostgreSQL, MySQL, MongoDB and Tomcat 10.
 */
function workToDo({ image }: Extract<Age, { kind: 'end-of-life' }>, better: string): string | undefined {
  const { runtime = '', version = '' } = image;
  const from = Number.parseInt(version, 10);
  const to = Number.parseInt(better.slice(better.lastIndexOf(':') + 1), 10);
  if (!(from < to)) return undefined;
  if (runtime === 'python' && from === 2) return 'Programs for Python 2 have to be ported to Python 3.';
  if (/^(?:postgres|mysql|mongodb)$/.test(runtime))
    return 'The new version does not start on the data of the old one: dump and restore, or upgrade step by step.';
  if (runtime === 'tomcat' && from < 10)
    return 'Since Tomcat 10 the packages are called `jakarta` instead of `javax`: programs have to be migrated.';
  return undefined;
}
