/** The edits of a swap: the user, the copies, the working directory, the command. */

import type { Edit } from '../../edits/change';
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import type { StageEffects } from '../../effects/stage-effects';
import type { Instruction } from '../../syntax/instruction';
import { flagNamed } from '../../syntax/instruction';
import type { PartPlan } from '../launch-plan';
import { execForm, withComments } from '../text';
import type { RuntimeUser } from '../users';
import { goOutputOf } from './programs';
import { isInRootHome, relocate } from './root-home';
import type { SplitInput } from './split';

/** A WORKDIR of the stage's own that is absolute and comes before anything relative needs no help. */
export function needsWorkdir(effects: StageEffects): boolean {
  for (const { instruction } of effects.stage.steps) {
    if (instruction.keyword === 'WORKDIR') return !instruction.body.text.replace(/^["']/, '').startsWith('/');
    if (
      (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
      !(instruction.exec?.values ?? instruction.words.map(word => word.text)).at(-1)?.startsWith('/')
    )
      return true;
  }
  return true;
}

export function startDirectory(effects: StageEffects): string {
  return effects.stage.steps[0]?.state.workdir ?? '/';
}

export function builderName(input: SplitInput): string {
  const { stage } = input.builder;
  const { source } = input.subject.dockerfile;
  return stage.nameSpan === undefined
    ? String(stage.index)
    : source.slice(stage.nameSpan.start, stage.nameSpan.end);
}

export function userEdits(
  own: readonly Instruction[],
  user: RuntimeUser,
  userLine: string,
  setFirst: boolean,
  input: SplitInput,
): Edit[] {
  const { stage } = input.effects;
  const { newline } = input.subject.dockerfile;
  const last = own.at(-1);
  if (last !== undefined) {
    const start = last.body.pieces[0]?.source ?? last.span.end;
    const text = input.subject.dockerfile.source.slice(start, last.span.end);
    return text === user.text || text === user.text.split(':')[0]
      ? []
      : [{ span: { start, end: last.span.end }, text: user.text }];
  }
  if (setFirst) return [];
  const start = stage.steps.find(step => /^(?:ENTRYPOINT|CMD)$/.test(step.instruction.keyword))?.instruction;
  if (start === undefined) return [];
  // Above the comments that stand on it.
  const { start: at } = withComments(input.subject.dockerfile, start);
  return [{ span: { start: at, end: at }, text: userLine + newline }];
}

/** Names in `--chown` become numbers; a destination that was a directory of the old base gets its slash. */
export function copyEdits(input: SplitInput, user: RuntimeUser, owns: boolean): Edit[] {
  const { effects, subject } = input;
  const edits: Edit[] = [];
  for (const step of effects.stage.steps) {
    const { instruction } = step;
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    const chown = flagNamed(instruction, 'chown');
    if (chown !== undefined && !/^(?:\d+|root)(?::(?:\d+|root))?$/.test(chown.value ?? ''))
      edits.push({ span: chown.valueSpan, text: user.text });
    const paths = copyPaths(instruction, { step, build: subject.build });
    // A program that its own user could overwrite is no gain.
    if (chown === undefined && owns && !bringsProgram(instruction, input)) {
      const at = instruction.keywordSpan.end;
      edits.push({ span: { start: at, end: at }, text: ` --chown=${user.text}` });
    }
    const word = paths.destinationWord;
    const { destination } = paths;
    if (
      word !== undefined &&
      destination !== undefined &&
      isInRootHome(destination) &&
      word.text.startsWith('/')
    ) {
      const slash = paths.mustBeDirectory || destination === '/root' ? '/' : '';
      edits.push({ span: word.span, text: `${relocate(destination)}${slash}` });
      continue;
    }
    if (
      word === undefined ||
      destination === undefined ||
      paths.mustBeDirectory ||
      instruction.exec !== undefined
    )
      continue;
    const wasDirectory = baseDirectories.has(destination);
    if (wasDirectory) edits.push({ span: { start: word.span.end, end: word.span.end }, text: '/' });
  }
  return edits;
}

/** Directories that the usual bases have and a distroless one may not: `COPY app /usr/local/bin` relies on them. */
/** Whether a COPY brings nothing but programs that the file builds. */
function bringsProgram(instruction: Instruction, input: SplitInput): boolean {
  const { contents } = input.effects;
  const brought = [...contents.entries].filter(([, list]) => list.at(-1)?.entry.by === instruction);
  const folders = contents.grafts.some(layer => layer.by === instruction);
  return (
    !folders &&
    brought.length > 0 &&
    brought.every(([path]) => goOutputOf(lookup(contents, path), input.subject.effects) !== undefined)
  );
}

const baseDirectories: ReadonlySet<string> = new Set(
  '/bin /sbin /usr/bin /usr/sbin /usr/local /usr/local/bin /usr/local/sbin /usr/local/share /usr/share /etc /opt /srv /home /root /var /var/lib /var/log /mnt /media /tmp'.split(
    ' ',
  ),
);

export function workdirEdits(input: SplitInput): Edit[] {
  const edits: Edit[] = [];
  for (const { instruction } of input.effects.stage.steps) {
    const text = instruction.body.text;
    const start = instruction.body.pieces[0]?.source;
    if (
      instruction.keyword !== 'WORKDIR' ||
      start === undefined ||
      !isInRootHome(text.replace(/\/+$/, '') || '/')
    )
      continue;
    edits.push({ span: { start, end: instruction.span.end }, text: relocate(text) });
  }
  return edits;
}

export function droppedPart(input: SplitInput, keyword: string, plan: PartPlan): Instruction[] {
  const instruction = input.effects.stage.steps.findLast(
    step => step.instruction.keyword === keyword,
  )?.instruction;
  return plan.kind === 'drop' && instruction !== undefined ? [instruction] : [];
}

export function partEdits(input: SplitInput, keywordName: 'ENTRYPOINT' | 'CMD', plan: PartPlan): Edit[] {
  const instruction = input.effects.stage.steps.findLast(
    step => step.instruction.keyword === keywordName,
  )?.instruction;
  if (instruction === undefined) return [];
  if (plan.kind !== 'replace') return [];
  const start = instruction.body.pieces[0]?.source ?? instruction.span.end;
  return [{ span: { start, end: instruction.span.end }, text: execForm(plan.values) }];
}
