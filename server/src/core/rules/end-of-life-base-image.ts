import type { EndOfLife } from '../catalogue/types';
import type { Change } from '../edits/change';
import type { Stage } from '../model/build';
import page from './end-of-life-base-image.md';
import { defineRule, type Subject } from './rule';
import { type Age, ageOf, literalImage } from './shared/age';
import { supportedSuccessor } from './shared/successor';
import { list } from './shared/text';

export const endOfLifeBaseImage = defineRule({
  id: 'end-of-life-base-image',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const group of together(subject)) {
      const [first, ...others] = group;
      if (first === undefined) continue;
      const { stage, over, better } = first;
      yield {
        span: stage.imageSpan,
        message: `${over.label} has had no security fixes since ${over.extended ?? over.date}. Holes that become known stay open in every image built from it. ${better === undefined ? 'Move to a supported version.' : `Move to \`${better}\` or another supported version.`}`,
        related: others.map(other => ({
          span: other.stage.imageSpan,
          message: `This is ${over.label}, too.`,
        })),
        fixes: fixes(group, subject),
      };
    }
  },
});

type EndOfLifeAge = Extract<Age, { kind: 'end-of-life' }>;

interface Ended {
  readonly stage: Stage;
  readonly age: EndOfLifeAge;
  readonly over: EndOfLife;
  readonly better: string | undefined;
}

/** Stages whose images have reached the same end: one cause, and they have to move on together. */
function together(subject: Subject): Iterable<readonly Ended[]> {
  const groups = new Map<string, Ended[]>();
  for (const stage of subject.build.stages) {
    const age = ageOf(stage, subject);
    if (age?.kind !== 'end-of-life') continue;
    // The language before its distribution: who moves on with it gets a newer distribution, too.
    const [over] = age.ended;
    if (over === undefined) continue;
    const better = supportedSuccessor(age.base.reference, age.image, subject.settings);
    const group = groups.get(over.label);
    if (group === undefined) groups.set(over.label, [{ stage, age, over, better }]);
    else group.push({ stage, age, over, better });
  }
  return groups.values();
}

/** One change for all of them that can be rewritten where they stand, so that no stage is left behind. */
function fixes(group: readonly Ended[], subject: Subject): Change[] {
  const moving = group.flatMap(({ stage, age, better }) =>
    better === undefined || literalImage(stage, subject) === undefined ? [] : [{ stage, age, better }],
  );
  if (moving.length < group.length) return [];
  const work = moving.flatMap(({ age, better }) => workToDo(age, better) ?? [])[0];
  const names = [...new Set(moving.map(({ better }) => better))];
  return [
    {
      title: `Use ${list(names)}`,
      applicability: work === undefined ? 'unsafe' : 'manual',
      edits: moving.map(({ stage, better }) => ({ span: stage.imageSpan, text: better })),
      notes: [
        {
          message:
            work ??
            `${group[0]?.over.label ?? 'The old version'} and its successor differ: test the build and the program.`,
        },
      ],
    },
  ];
}

/**
 * What has to be done besides changing the line, where the successor surely does not go on with what is there.
 * Sources: the upgrade notes of PostgreSQL, MySQL, MongoDB and Tomcat 10.
 */
function workToDo({ image }: EndOfLifeAge, better: string): string | undefined {
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
