/** What the stages of a split are called. */
import type { Stage } from '../model/build';
import type { Subject } from '../subject';

export interface StageNames {
  /** Of the build stage: the one it has, or one that no other stage has. */
  readonly stageName: string;
  /** Of the runtime stage, where the original's name says what ships. */
  readonly shippedName: string | undefined;
}

/** Who builds with `--target` a stage called `prod` wants what ships; one called `builder` is what builds. */
export function nameStages(subject: Subject, stage: Stage): StageNames {
  const written =
    stage.nameSpan === undefined
      ? stage.name
      : subject.dockerfile.source.slice(stage.nameSpan.start, stage.nameSpan.end);
  const shipped =
    stage.name !== undefined && !/^(?:build|compil|dev|base|go|src|source|make|deps)/.test(stage.name);
  return {
    stageName: written === undefined || shipped ? freeName(subject, stage) : written,
    shippedName: shipped && stage.nameSpan !== undefined ? written : undefined,
  };
}

function freeName(subject: Subject, stage: Stage): string {
  const taken = new Set(subject.build.stages.map(({ name }) => name));
  return (
    ['build', 'builder', 'build-stage', 'compile'].find(name => !taken.has(name)) ?? `build-${stage.index}`
  );
}
