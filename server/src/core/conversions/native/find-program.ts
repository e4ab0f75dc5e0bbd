/** The program that the container starts, and the command and stage that made it. */

import type { CatalogueImage } from '../../catalogue/types';
import type { BuiltArtifact } from '../../effects/built';
import { originOf } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { rootImage } from '../../model/build';
import type { Application } from '../applications/application';
import { effectsOf, findStarted, type StartedProgram } from '../go/programs';
import type { LaunchPlan } from '../launch-plan';

export interface NativeProgram extends StartedProgram {
  readonly artifact: BuiltArtifact;
  /** The stage that made it: the one that ships, or another. */
  readonly builder: StageEffects;
  /** The image at the root of that stage. */
  readonly image: CatalogueImage | undefined;
}

/** Undefined where the first word is no program that a command of the file surely made. */
export function nativeProgram(
  { effects, subject }: Application,
  { argv }: LaunchPlan,
): NativeProgram | undefined {
  const [word] = argv;
  const started = word === undefined ? undefined : findStarted(word, effects);
  if (started?.found.presence !== 'yes') return undefined;
  const origin = originOf(started.found);
  if (origin?.kind !== 'built' || origin.artifact.kind !== 'program') return undefined;
  const { artifact } = origin;
  const builder = subject.effects.find(({ artifacts }) => artifacts.includes(artifact));
  if (builder === undefined) return undefined;
  return { ...started, artifact, builder, image: rootImage(builder.stage) };
}

/** Where the stage is named in `COPY --from=`. */
export function builderName(program: NativeProgram, { chain }: Application): string {
  const { stage } = program.builder;
  return chain.includes(program.builder) ? '{build}' : (stage.name ?? String(stage.index));
}

/** The stage that made it, and those it is built on. */
export function lineageOf(
  { builder }: Pick<NativeProgram, 'builder'>,
  { subject }: Pick<Application, 'subject'>,
): readonly StageEffects[] {
  return effectsOf(builder.stage, subject.effects);
}
