/** All jars that a build leaves in a folder, where that is known for sure. */
import { lineage } from '../../model/build';
import { baseName, isWithin, parentPath } from '../../model/paths';
import type { Instruction } from '../../syntax/instruction';
import { unwrap } from '../commands';
import { isIdle } from '../idle-commands';
import { readRun } from '../run';
import type { StageEffects } from '../stage-effects';

export interface MadeJars {
  /** Absolute paths, the main one first. */
  readonly made: readonly string[];
  readonly by: Instruction;
  /** `mvn`, `gradlew`. */
  readonly tool: string;
}

/**
 * The jars and wars that Maven or Gradle make in a folder of the stage. Declines unless nothing but the build tool and
 * harmless commands has run there, and nothing of another kind can have put one there before or afterwards; what the
 * build context brought there the caller looks up. `all` are the effects of the file's stages.
 */
export function madeJars(
  folder: string,
  effects: StageEffects,
  all: readonly StageEffects[],
): MadeJars | undefined {
  const { contents, stage, artifacts } = effects;
  if (stage.base.kind === 'stage') return undefined;
  const beside = artifacts.filter(
    ({ kind, path }) => kind === 'jar' && path !== undefined && parentPath(path) === folder,
  );
  const last = beside.at(-1);
  const since = last?.alone;
  if (last === undefined || since === undefined || beside.some(({ alone }) => alone === undefined))
    return undefined;
  if (
    lineage(stage).some(layer => all.find(item => item.stage === layer)?.contents.unknownSince !== undefined)
  )
    return undefined;
  if (artifacts.some(artifact => artifact.path === undefined)) return undefined;
  for (const layer of contents.grafts) {
    if (!isWithin(`${folder}/x.jar`, layer.destination)) continue;
    if (layer.at >= since || (layer.source.kind === 'opaque' && !isBuildOnly(layer.by, effects)))
      return undefined;
    if (layer.source.kind === 'contents') return undefined;
  }
  const made = [...new Set(beside.flatMap(({ path }) => path ?? []))];
  return { made, by: last.by, tool: last.tool };
}

function isBuildOnly(instruction: Instruction, { stage }: StageEffects): boolean {
  const step = stage.steps.find(candidate => candidate.instruction === instruction);
  const script = step === undefined || instruction.keyword !== 'RUN' ? undefined : readRun(step);
  return (
    script?.understood === true && script.commands.every(command => isBuilder(command) || isIdle(command))
  );
}

function isBuilder(command: Parameters<typeof isIdle>[0]): boolean {
  const offset = unwrap(command)?.offset;
  return /^(?:mvnw?|gradlew?)$/.test(
    baseName(offset === undefined ? '' : (command.words[offset]?.value ?? '')),
  );
}
