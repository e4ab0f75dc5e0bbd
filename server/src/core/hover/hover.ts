/** What there is to say about the place under the cursor. */
import type { Stage } from '../model/build';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';
import { describeImage, describeScratch, describeUnknown } from './image';
import { describeGlobalArgument, describeStep } from './step-hover';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** The base image in FROM, or the state that an instruction leaves in force; undefined elsewhere. */
export function hoverAt(subject: Subject, offset: number): Hover | undefined {
  for (const stage of subject.build.stages) {
    if (within(stage.imageSpan, offset)) return imageHover(stage, subject);
    const step = stage.steps.find(candidate => within(candidate.instruction.keywordSpan, offset));
    if (step === undefined) continue;
    const markdown = describeStep(stage, step, subject);
    return markdown === undefined ? undefined : { span: step.instruction.keywordSpan, markdown };
  }
  const global = subject.build.globalArguments.find(candidate => within(candidate.keywordSpan, offset));
  return global === undefined
    ? undefined
    : { span: global.keywordSpan, markdown: describeGlobalArgument(global) };
}

function within(span: Span, offset: number): boolean {
  return offset >= span.start && offset <= span.end;
}

function imageHover(stage: Stage, subject: Subject): Hover | undefined {
  const { base } = stage;
  if (base.kind === 'stage') {
    const name = base.stage.name ?? String(base.stage.index);
    return {
      span: stage.imageSpan,
      markdown: `Builds on the stage \`${name}\`, which starts from \`${base.stage.imageText ?? '?'}\`.`,
    };
  }
  if (base.kind === 'scratch') return { span: stage.imageSpan, markdown: describeScratch() };
  if (base.kind === 'unresolved') {
    const markdown =
      stage.imageText === undefined && stage.from.words.length > 0
        ? 'The name of this image depends on a build argument without a value: Distill cannot tell which it is.'
        : undefined;
    return markdown === undefined ? undefined : { span: stage.imageSpan, markdown };
  }
  if (base.image === undefined)
    return { span: stage.imageSpan, markdown: describeUnknown(stage.imageText ?? base.reference.text) };
  const resolved = stage.from.words[0]?.text === stage.imageText ? '' : `\`${stage.imageText}\`\n\n`;
  return { span: stage.imageSpan, markdown: resolved + describeImage(base.image, subject.settings.today) };
}
