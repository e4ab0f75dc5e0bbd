import { lineage, rootImage, type Stage } from '../model/build';
import { withoutCgo } from './dynamic-binary-on-static-base';
import page from './libc-mismatch.md';
import { defineRule, type Problem, type Subject } from './rule';
import { dynamicBinaries, mayBringLibraries } from './shared/native/binaries';
import { baseName, effectsOf, layerSteps, rootStage } from './shared/stages';

export const libcMismatch = defineRule({
  id: 'libc-mismatch',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) yield* libcProblems(stage, subject);
  },
});

/** Machine code for another C library than that of the image. */
export function* libcProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const libc = rootImage(stage)?.libc?.kind;
  if (libc !== 'glibc' && libc !== 'musl') return;
  for (const binary of dynamicBinaries(layerSteps(stage), stage, subject)) {
    if (binary.libc === libc || mayHaveOther(stage, subject)) continue;
    yield {
      span: binary.span,
      message:
        binary.packages === undefined
          ? `\`${binary.path}\` is linked against ${binary.libc}, because ${binary.why}, and ${baseName(stage)} has ${libc}. It cannot start: "no such file or directory". Build it on the same distribution, or link it statically.`
          : `\`${binary.path}\` holds code for ${binary.libc}, because ${binary.why}, and ${baseName(stage)} has ${libc}. It cannot be loaded: importing it fails. Install the packages on the same distribution.`,
      related: [
        {
          span: binary.built,
          message: `${binary.packages === undefined ? 'It is built' : 'They are installed'} here, with ${binary.libc}.`,
        },
        { span: rootStage(stage).imageSpan, message: `This image has ${libc}.` },
      ],
      fixes: withoutCgo(binary),
    };
  }
}

/** Packages and files that let programs for the other library start, and whatever cannot be known. */
function mayHaveOther(stage: Stage, subject: Subject): boolean {
  if (mayBringLibraries(stage, subject)) return true;
  return lineage(stage).some(layer =>
    effectsOf(subject, layer)?.installs.some(({ packages }) =>
      packages.some(name => name === undefined || /^(?:gcompat|libc6-compat|glibc.*|musl.*)$/.test(name)),
    ),
  );
}
