/** What there is to say about the place under the cursor. */
import type { Stage, Step } from '../model/build';
import { readLaunch } from '../model/launch';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';
import { describeImage } from './image';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** The base image in FROM, or the state that an instruction leaves in force; undefined elsewhere. */
export function hoverAt(subject: Subject, offset: number): Hover | undefined {
  for (const stage of subject.build.stages) {
    if (within(stage.imageSpan, offset)) return imageHover(stage, subject);
    const step = stage.steps.find(candidate => within(candidate.instruction.keywordSpan, offset));
    if (step !== undefined) return stepHover(stage, step);
  }
  return undefined;
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
  if (base.kind === 'scratch') {
    return {
      span: stage.imageSpan,
      markdown:
        '**scratch** is the empty image: no shell, no C library, no certificates, no time zones, no users, no `/tmp`. ' +
        'A static binary runs on it; one that makes TLS connections or reads time zones has to bring the data along. ' +
        '`gcr.io/distroless/static-debian13:nonroot` has all of that in about 2 MB.',
    };
  }
  if (base.kind !== 'image' || base.image === undefined) return undefined;
  const resolved = stage.from.words[0]?.text === stage.imageText ? '' : `\`${stage.imageText}\`\n\n`;
  return { span: stage.imageSpan, markdown: resolved + describeImage(base.image, subject.settings.today) };
}

function stepHover(stage: Stage, step: Step): Hover | undefined {
  const { instruction } = step;
  const span = instruction.keywordSpan;
  const after = stage.steps[stage.steps.indexOf(step) + 1]?.state ?? stage.end;
  switch (instruction.keyword) {
    case 'WORKDIR':
      return after.workdir === undefined
        ? undefined
        : { span, markdown: `The working directory is \`${after.workdir}\` from here on.` };
    case 'USER':
      return after.user === undefined
        ? undefined
        : { span, markdown: `Runs as \`${after.user}\` from here on.` };
    case 'CMD':
    case 'ENTRYPOINT':
      return launchHover(stage, span);
    default:
      return undefined;
  }
}

function launchHover(stage: Stage, span: Span): Hover | undefined {
  const launch = readLaunch(stage);
  if (launch === undefined) return undefined;
  const place = stage.end.workdir === undefined ? '' : ` in \`${stage.end.workdir}\``;
  const user = stage.end.user === undefined || stage.end.user === '' ? '' : ` as \`${stage.end.user}\``;
  if (launch.argv === undefined)
    return {
      span,
      markdown: `Starts a shell${user}${place}: ${launch.obstacle?.message ?? 'it does more than start one program'}.`,
    };
  const command = launch.argv.map(word => word.value).join(' ');
  return {
    span,
    markdown: `The container runs \`${command}\`${user}${place}${launch.throughShell ? ', through a shell' : ''}.`,
  };
}
