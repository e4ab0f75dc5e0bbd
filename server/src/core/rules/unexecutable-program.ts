import { lookup } from '../effects/contents';
import { isRoot } from '../effects/stage-effects';
import type { Stage } from '../model/build';
import { readLaunch } from '../model/launch';
import { joinPath } from '../model/paths';
import { flagNamed, type Instruction } from '../syntax/instruction';
import { defineRule, type Problem, type Subject } from './rule';
import { effectsOf, layerSteps, shippedStages } from './shared/stages';
import page from './unexecutable-program.md';

export const unexecutableProgram = defineRule({
  id: 'unexecutable-program',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of shippedStages(subject)) {
      const problem = unexecutable(stage, subject);
      if (problem !== undefined) yield problem;
    }
  },
});

/** The program that the container starts, where the last COPY of it sets a mode that forbids that. */
export function unexecutable(stage: Stage, subject: Subject): Problem | undefined {
  const launch = readLaunch(stage);
  const program = launch?.argv?.[0];
  const contents = effectsOf(subject, stage)?.contents;
  if (launch === undefined || program?.span === undefined || contents === undefined) return undefined;
  if (!program.value.includes('/')) return undefined;
  const path = joinPath(stage.end.workdir, program.value);
  const found = path === undefined ? undefined : lookup(contents, path);
  const copy = found?.presence === 'yes' ? found.entry?.by : undefined;
  if (path === undefined || copy === undefined || found?.entry?.kind === 'link') return undefined;
  const flag = flagNamed(copy, 'chmod');
  const mode = /^0?([0-7])([0-7])([0-7])$/.exec(flag?.value ?? '');
  if (flag === undefined || mode === null || isChangedLater(copy, stage)) return undefined;
  const [owner, group, others] = mode.slice(1).map(digit => (Number(digit) & 1) === 1);
  if (group || others) return undefined;
  const { user } = stage.end;
  if (owner && !isAnother(user, copy)) return undefined;
  const who = owner
    ? `root alone may start it, and the container runs as \`${user}\``
    : 'nobody may start it';
  return {
    span: program.span,
    message: `\`${path}\` has the mode \`${flag.value}\`: ${who}. The container cannot start: "permission denied". Write \`--chmod=755\`.`,
    related: [{ span: flag.span, message: 'The mode is set here.' }],
    fixes: [
      {
        title: 'Use --chmod=755',
        applicability: 'unsafe',
        edits: [{ span: flag.span, text: '--chmod=755' }],
        notes: [],
      },
    ],
  };
}

/** Not root, and not whom `--chown` gives the file to. */
function isAnother(user: string | undefined, copy: Instruction): boolean {
  return user !== undefined && user !== '' && !isRoot(user) && flagNamed(copy, 'chown') === undefined;
}

/** A command that runs after it may change the mode. */
function isChangedLater(copy: Instruction, stage: Stage): boolean {
  return layerSteps(stage).some(
    ({ instruction }) => instruction.keyword === 'RUN' && instruction.span.start > copy.span.start,
  );
}
