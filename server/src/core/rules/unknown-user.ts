import type { Change } from '../edits/change';
import { isRoot } from '../effects/stage-effects';
import { lastStep, type Stage, type Step } from '../model/build';
import { lookupIn, variable } from '../model/environment';
import { expand } from '../model/expand';
import { flagNamed } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import { defineRule, type Problem, type Subject } from './rule';
import { accountPresence, numberInFile, ownNonRoot } from './shared/accounts';
import { bodySpan } from './shared/programs';
import { baseName, layerSteps, rootStage } from './shared/stages';
import page from './unknown-user.md';

export const unknownUser = defineRule({
  id: 'unknown-user',
  severity: 'error',
  equivalents: ['tally/named-identity-in-passwdless-stage'],
  page,
  *check(subject) {
    const seen = new Set<number>();
    for (const stage of subject.finalStages) {
      for (const problem of [userProblem(stage, subject), ...ownerProblems(stage, subject)]) {
        if (problem === undefined || seen.has(problem.span.start)) continue;
        seen.add(problem.span.start);
        yield problem;
      }
    }
  },
});

/** The USER in force names somebody whom the image surely does not know: the container cannot start. */
export function userProblem(stage: Stage, subject: Subject): Problem | undefined {
  const step = lastStep(stage, 'USER');
  const text = step === undefined ? undefined : resolved(step.instruction.body.text, step, subject);
  if (step === undefined || text === undefined) return undefined;
  const missing = missingName(text, stage, subject);
  if (missing === undefined) return undefined;
  const [user = ''] = text.split(':');
  const better = isRoot(user) ? '0:0' : (numberInFile(user, subject) ?? ownNonRoot(stage));
  const span = bodySpan(step.instruction);
  return {
    span,
    message: `${absence(missing, stage)} The container cannot start: "unable to find ${missing.kind} ${missing.name}". A number needs no entry: write \`USER ${better}\`.`,
    related: [{ span: rootStage(stage).imageSpan, message: 'The users are those of this image.' }],
    fixes: [replaced(`Use the number ${better}`, { span, text: better })],
  };
}

/** `COPY --chown` with a name that the image surely does not know. */
function ownerProblems(stage: Stage, subject: Subject): Problem[] {
  return layerSteps(stage).flatMap(step => {
    const { keyword } = step.instruction;
    const flag = keyword === 'COPY' || keyword === 'ADD' ? flagNamed(step.instruction, 'chown') : undefined;
    const text = flag?.value === undefined ? undefined : resolved(flag.value, step, subject);
    const missing = text === undefined ? undefined : missingName(text, stage, subject);
    if (flag === undefined || text === undefined || missing === undefined) return [];
    // BuildKit gives the files to root, as they are meant to be.
    if (/^root(?::root)?$/.test(text)) return [];
    const [user = ''] = text.split(':');
    const better = isRoot(user) ? '0:0' : (numberInFile(user, subject) ?? programUser(stage));
    return {
      severity: 'warning' as const,
      span: flag.valueSpan,
      message: `${absence(missing, stage)} BuildKit then silently gives the files to root, or stops where the image is still empty, as other builders do. Use a number: \`--chown=${better}\`.`,
      related: [{ span: rootStage(stage).imageSpan, message: 'The users are those of this image.' }],
      fixes: [replaced(`Use the number ${better}`, { span: flag.valueSpan, text: better })],
    };
  });
}

interface Missing {
  readonly kind: 'user' | 'group';
  readonly name: string;
}

function missingName(text: string, stage: Stage, subject: Subject): Missing | undefined {
  const [user = '', group = ''] = text.split(':');
  if (accountPresence(user, 'user', stage, subject) === 'no') return { kind: 'user', name: user };
  if (accountPresence(group, 'group', stage, subject) === 'no') return { kind: 'group', name: group };
  return undefined;
}

/** What the words mean in the plain build; undefined where a build argument has a say. */
function resolved(text: string, step: Step, subject: Subject): string | undefined {
  const { environment } = step.state;
  const { value, variables } = expand(text, lookupIn(environment), subject.build.dockerfile.escape);
  if (variables.some(name => variable(environment, name)?.overridable === true)) return undefined;
  return value !== undefined && /^[\w.-]+(?::[\w.-]*)?$/.test(value) ? value : undefined;
}

function absence({ kind, name }: Missing, stage: Stage): string {
  const file = kind === 'user' ? '/etc/passwd' : '/etc/group';
  return `The image has no ${kind} \`${name}\`: ${baseName(stage)} does not name it in \`${file}\`, and users of other stages stay there.`;
}

/** Files belong to whom the program runs as, where that is a number already. */
function programUser(stage: Stage): string {
  const user = stage.end.user ?? '';
  const [uid = '', gid = uid] = user.split(':');
  return /^[1-9]\d*$/.test(uid) && /^\d+$/.test(gid) ? `${uid}:${gid}` : ownNonRoot(stage);
}

function replaced(title: string, edit: { readonly span: Span; readonly text: string }): Change {
  return { title, applicability: 'unsafe', edits: [edit], notes: [] };
}
