import type { Change } from '../edits/change';
import type { RelatedPlace } from '../finding';
import type { Stage } from '../model/build';
import { flagNamed, type Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import { defineRule, type Problem, type Subject } from './rule';
import { isBareUnknown, isLaterStage, unknownStageName } from './shared/stage-names';
import { nearest } from './shared/text';
import page from './unknown-stage.md';

export const unknownStage = defineRule({
  id: 'unknown-stage',
  severity: 'error',
  equivalents: ['hadolint/DL3022', 'hadolint/DL3023', 'tally/circular-stage-deps'],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const misnamed = unknownStageName(stage) ? fromProblem(stage, subject) : undefined;
      if (misnamed !== undefined) yield misnamed;
      for (const { instruction } of stage.steps) {
        for (const place of references(instruction)) {
          const problem = referenceProblem(place, stage, subject);
          if (problem !== undefined) yield problem;
        }
      }
    }
  },
});

interface Reference {
  readonly name: string;
  readonly span: Span;
  readonly what: string;
}

/** `COPY --from=` and `RUN --mount=from=`; BuildKit expands no variables in either. */
function references(instruction: Instruction): Reference[] {
  if (instruction.keyword === 'COPY') {
    const flag = flagNamed(instruction, 'from');
    return flag?.value === undefined || flag.value === ''
      ? []
      : [{ name: flag.value, span: flag.valueSpan, what: '`COPY --from`' }];
  }
  if (instruction.keyword !== 'RUN') return [];
  return instruction.flags.flatMap(flag => {
    const match = flag.name === 'mount' ? /(?:^|,)from=([^,"]+)/.exec(flag.value ?? '') : null;
    if (match?.[1] === undefined) return [];
    const start = flag.valueSpan.start + match.index + match[0].length - match[1].length;
    return [{ name: match[1], span: { start, end: start + match[1].length }, what: 'The mount' }];
  });
}

function referenceProblem(
  { name, span, what }: Reference,
  stage: Stage,
  subject: Subject,
): Problem | undefined {
  const { stages } = subject.build;
  if (name.includes('$')) return undefined;
  if (/^\d+$/.test(name)) {
    const index = Number(name);
    if (index < stage.index) return undefined;
    const later = index < stages.length ? 'a later stage' : 'no stage';
    const which = index === stage.index ? 'this stage itself' : later;
    return {
      span,
      message: `${what} names ${which}: ${index} counts from 0. The build stops. Name a stage that stands before this one.`,
    };
  }
  const earlier = stages.slice(0, stage.index);
  if (earlier.some(other => other.name === name.toLowerCase())) return undefined;
  const later = isLaterStage(stage, name, subject);
  if (later !== undefined) {
    const which = later === stage ? 'this stage itself' : `\`${name}\`, which comes later`;
    return {
      span,
      message: `${what} names ${which}. The build stops. Name a stage that stands before this one.`,
      related: definition(later),
    };
  }
  return isBareUnknown(name) ? unknownName(name, span, earlier) : undefined;
}

/**
 * FROM takes images that only this machine has, and named build contexts: a name is a slip where it is close to
 * that of a stage. What an ARG holds is the default of whoever builds.
 */
function fromProblem(stage: Stage, subject: Subject): Problem | undefined {
  const name = stage.imageText ?? '';
  const later = isLaterStage(stage, name, subject);
  if (later === undefined) {
    const earlier = subject.build.stages.slice(0, stage.index);
    const names = earlier.flatMap(other => other.name ?? []);
    const variable = stage.from.words.some(word => word.span === stage.imageSpan && word.text.includes('$'));
    if (variable || nearest(name, names) === undefined) return undefined;
    return unknownName(name, stage.imageSpan, earlier);
  }
  return {
    severity: 'warning',
    span: stage.imageSpan,
    message: `\`${name}\` is ${later === stage ? 'this stage itself' : 'a later stage'}, so Docker looks for an image of that name. A stage can only build on those that stand before it. Move the stage up.`,
    related: definition(later),
  };
}

function definition(stage: Stage): RelatedPlace[] {
  return stage.nameSpan === undefined
    ? []
    : [{ span: stage.nameSpan, message: 'The stage is defined here.' }];
}

/** It may still be a private image or a named build context: a warning. */
function unknownName(name: string, span: Span, earlier: readonly Stage[]): Problem {
  const names = earlier.flatMap(stage => stage.name ?? []);
  const better = nearest(name, names);
  const advice =
    better === undefined ? 'Name a stage, or an image with its tag.' : `Did you mean \`${better}\`?`;
  return {
    severity: 'warning',
    span,
    message: `\`${name}\` is no stage before this one and no official image. Docker looks for an image or a named build context of that name. ${advice}`,
    fixes: better === undefined ? [] : [rename(better, span)],
  };
}

function rename(name: string, span: Span): Change {
  return { title: `Use stage ${name}`, applicability: 'unsafe', edits: [{ span, text: name }], notes: [] };
}
