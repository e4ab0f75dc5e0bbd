/** "Name this stage": a name instead of a number, in FROM and in every COPY that asks for it. */

import { keywordStyle } from '../conversions/text';
import type { Edit } from '../edits/change';
import { flagNamed } from '../syntax/instruction';
import { freeName, type Offer, ships, stageAt } from './refactoring';

/** Offered for a stage without a name; references by number to it become the name. */
export const nameStage: Offer = (subject, selection) => {
  const stage = stageAt(subject, selection);
  const word = stage?.from.words[0];
  if (stage === undefined || word === undefined || stage.name !== undefined) return undefined;
  // Alone it is what everybody means.
  if (subject.build.stages.length === 1) return undefined;
  const names = ships(stage, subject) ? ['runtime', 'final'] : ['build', 'builder', 'compile'];
  const name = freeName(subject, ...names, `stage-${stage.index}`);
  if (name === undefined) return undefined;
  const { dockerfile, build } = subject;
  const as = keywordStyle(dockerfile)('AS');
  const edits: Edit[] = [{ span: { start: word.span.end, end: word.span.end }, text: ` ${as} ${name}` }];
  for (const { steps } of build.stages.slice(stage.index + 1))
    for (const { instruction } of steps) {
      const from = flagNamed(instruction, 'from');
      if (from?.value === String(stage.index)) edits.push({ span: from.valueSpan, text: name });
      const mount = flagNamed(instruction, 'mount');
      const at = mount?.value?.search(new RegExp(`(?<=(?:^|,)from=)${stage.index}(?=,|$)`)) ?? -1;
      if (mount === undefined || at < 0) continue;
      const start = mount.valueSpan.start + at;
      edits.push({ span: { start, end: start + String(stage.index).length }, text: name });
    }
  return { title: `Name this stage ${name}`, applicability: 'safe', edits, notes: [] };
};
