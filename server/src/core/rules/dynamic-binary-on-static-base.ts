import type { Change } from '../edits/change';
import { rootBase, rootImage, type Stage } from '../model/build';
import page from './dynamic-binary-on-static-base.md';
import { defineRule, type Problem, type Subject } from './rule';
import { type DynamicBinary, dynamicBinaries, mayBringLibraries } from './shared/native/binaries';
import { baseName, layerSteps, rootStage } from './shared/stages';

export const dynamicBinaryOnStaticBase = defineRule({
  id: 'dynamic-binary-on-static-base',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) yield* staticBaseProblems(stage, subject);
  },
});

/** Programs that need a C library where there is none. */
export function* staticBaseProblems(stage: Stage, subject: Subject): Generator<Problem> {
  if (!hasNoLibc(stage) || mayBringLibraries(stage, subject)) return;
  for (const binary of dynamicBinaries(layerSteps(stage), stage, subject)) {
    // Packages of an interpreter that is not there either: that is said of the start.
    if (binary.packages !== undefined) continue;
    const fixes = withoutCgo(binary);
    yield {
      span: binary.span,
      message: `\`${binary.path}\` needs ${binary.libc}, because ${binary.why}, and ${baseName(stage)} has no C library. It cannot start: "no such file or directory". ${fixes.length > 0 ? 'Build it with `CGO_ENABLED=0`' : 'Link it statically'}, or use an image with a C library.`,
      related: [
        { span: binary.built, message: 'It is built here.' },
        { span: rootStage(stage).imageSpan, message: 'This image has no C library.' },
      ],
      fixes,
    };
  }
}

function hasNoLibc(stage: Stage): boolean {
  return rootBase(stage).kind === 'scratch' || rootImage(stage)?.libc?.kind === 'none';
}

/** Sets `CGO_ENABLED=0` for the one command, where the program has no C of its own. */
export function withoutCgo({ withoutCgo: build }: DynamicBinary): Change[] {
  const word = build?.command.words[build.goWord];
  if (build === undefined || word === undefined) return [];
  return [
    {
      title: 'Build without cgo',
      applicability: 'unsafe',
      edits: [{ span: { start: word.span.start, end: word.span.start }, text: 'CGO_ENABLED=0 ' }],
      notes: [{ message: 'Names are then looked up by Go itself, not by the C library.' }],
    },
  ];
}
