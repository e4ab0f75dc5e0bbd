import { currentTag, withDebianSuffix } from '../catalogue/variants';
import type { Change } from '../edits/change';
import { defineRule, type Subject } from './rule';
import {
  type Age,
  type Aged,
  alsoHere,
  imageEdits,
  imagesOfAge,
  isBehindArgument,
  literalImage,
} from './shared/age';
import page from './untagged-base-image.md';

export const untaggedBaseImage = defineRule({
  id: 'untagged-base-image',
  severity: 'warning',
  equivalents: ['hadolint/DL3006', 'hadolint/DL3007'],
  page,
  *check(subject) {
    for (const aged of imagesOfAge('untagged', subject)) {
      const { age, stage } = aged;
      const { reference } = age.base;
      const better = betterName(age, subject);
      const what =
        reference.tag === undefined ? 'names no tag and so means `latest`' : 'names the tag `latest`';
      const where = isBehindArgument(stage, subject) ? ' by default' : '';
      const advice = better === undefined ? 'Name a version.' : `Name one, such as \`${better}\`.`;
      yield {
        span: stage.imageSpan,
        message: `\`${reference.text}\` ${what}${where}. Every build may get another version, and nobody can tell which one is running. ${advice}`,
        related: alsoHere(aged),
        fixes: fixes(aged, better, subject),
      };
    }
  },
});

function betterName({ base }: Extract<Age, { kind: 'untagged' }>, subject: Subject): string | undefined {
  const { reference } = base;
  const suffixed = withDebianSuffix(reference);
  if (suffixed !== undefined) return suffixed;
  const tag = currentTag(reference.repository, subject.settings.today);
  return tag === undefined ? undefined : `${reference.text.slice(0, reference.nameEnd)}:${tag}`;
}

function fixes(aged: Aged<'untagged'>, better: string | undefined, subject: Subject): Change[] {
  if (better === undefined || literalImage(aged.stage, subject) === undefined) return [];
  return [
    {
      title: `Use ${better}`,
      // The image behind `latest` may have been another one on the day the file last worked.
      applicability: 'unsafe',
      edits: imageEdits(aged, better, subject),
      notes: [],
    },
  ];
}
