import { isRoot } from '../effects/stage-effects';
import { lastStep, lineage, rootImage, type Stage } from '../model/build';
import page from './named-user.md';
import { defineRule, type Subject } from './rule';
import { bodySpan } from './shared/programs';
import { effectsOf, rootStage, shippedStages } from './shared/stages';
import { userProblem } from './unknown-user';

export const namedUser = defineRule({
  id: 'named-user',
  severity: 'hint',
  equivalents: ['hadolint/DL3066'],
  page,
  *check(subject) {
    const seen = new Set<number>();
    for (const stage of shippedStages(subject)) {
      const step = lastStep(stage, 'USER');
      const { user } = stage.end;
      if (step === undefined || user === undefined || user === '' || isRoot(user)) continue;
      const [name = ''] = user.split(':');
      if (/^\d+$/.test(name) || isForWindows(stage, subject) || userProblem(stage, subject) !== undefined)
        continue;
      const span = bodySpan(step.instruction);
      if (seen.has(span.start)) continue;
      seen.add(span.start);
      const number = numbers(user, stage, subject);
      const literal = subject.dockerfile.source.slice(span.start, span.end) === user;
      yield {
        span,
        message: `The user is given by name. Kubernetes cannot tell from a name whether it is root, and refuses the image where \`runAsNonRoot\` is set without a number of its own. ${number === undefined ? 'Write its number.' : `Write \`USER ${number}\`.`}`,
        fixes:
          number === undefined || !literal
            ? []
            : [
                {
                  title: `Use the number ${number}`,
                  applicability: 'safe' as const,
                  edits: [{ span, text: number }],
                  notes: [],
                },
              ],
      };
    }
  },
});

/** Users of Windows have no numbers, and Kubernetes asks there whether the name is the administrator's. */
function isForWindows(stage: Stage, subject: Subject): boolean {
  const { start, end } = rootStage(stage).imageSpan;
  return /(?:^|\/)windows\/|nanoserver|windowsservercore/.test(subject.dockerfile.source.slice(start, end));
}

/**
 * The same user in numbers: the entry is still found by its number, so that home and group stay. Undefined where a
 * number cannot be told.
 */
function numbers(user: string, stage: Stage, subject: Subject): string | undefined {
  const [name = '', group] = user.split(':');
  const uid = numberOf(name, false, stage, subject);
  if (uid === undefined || group === undefined) return uid;
  const gid = /^\d+$/.test(group) ? group : numberOf(group, true, stage, subject);
  return gid === undefined ? undefined : `${uid}:${gid}`;
}

function numberOf(name: string, group: boolean, stage: Stage, subject: Subject): string | undefined {
  const created = lineage(stage)
    .flatMap(layer => effectsOf(subject, layer)?.users ?? [])
    .filter(account => account.name === name && account.group === group);
  const [only] = created;
  if (only !== undefined) {
    const number = group ? only.gid : only.uid;
    return created.length === 1 && number !== undefined && /^\d+$/.test(number) ? number : undefined;
  }
  const known = rootImage(stage)?.users.find(account => account.name === name);
  const number = group ? known?.gid : known?.uid;
  return number === undefined ? undefined : String(number);
}
