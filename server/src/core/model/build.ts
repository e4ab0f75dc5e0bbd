import type { Mirrors } from '../catalogue/mirrors';
import type { ImageReference } from '../catalogue/reference';
import type { CatalogueImage } from '../catalogue/types';
import type { Dockerfile, Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import type { Environment } from './environment';

/** The build graph: stages with what each instruction finds in force when it runs. */
export interface Build {
  readonly dockerfile: Dockerfile;
  /** `ARG`s before the first FROM. */
  readonly globalArguments: readonly Instruction[];
  /** Other instructions before the first FROM, which Docker refuses. */
  readonly strays: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** Through which names of images are read. */
  readonly mirrors: Mirrors;
}

export interface Stage {
  readonly index: number;
  /** In lower case, as Docker compares stage names. */
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly from: Instruction;
  /** The image or stage text in FROM, as written; undefined in a half-typed `FROM`. */
  readonly imageText: string | undefined;
  readonly imageSpan: Span;
  readonly base: Base;
  readonly steps: readonly Step[];
  /** What a further instruction at the end of the stage would find. */
  readonly end: State;
}

export type Base =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'image';
      readonly reference: ImageReference;
      /** What the catalogue knows of it. */
      readonly image: CatalogueImage | undefined;
    }
  /** A variable nobody can know, or no valid reference. */
  | { readonly kind: 'unresolved' };

export interface Step {
  readonly instruction: Instruction;
  /** In force before the instruction. */
  readonly state: State;
}

export interface State {
  readonly environment: Environment;
  /** Absolute; undefined when it cannot be known. */
  readonly workdir: string | undefined;
  /** Text of the last USER, expanded; `''` where none was given and the base is unknown. */
  readonly user: string | undefined;
  /** The SHELL in force; undefined for the default. */
  readonly shell: readonly string[] | undefined;
}

/** The stage that is built without `--target`, or the one named. Names compare without case. */
export function targetStage(build: Build, name?: string): Stage | undefined {
  if (name === undefined) return build.stages.at(-1);
  const wanted = name.toLowerCase();
  return (
    build.stages.findLast(stage => stage.name === wanted) ??
    (/^\d+$/.test(wanted) ? build.stages[Number(wanted)] : undefined)
  );
}

/** The catalogue's image at the root of a stage, through `FROM other-stage` as far as that goes. */
export function rootImage(stage: Stage): CatalogueImage | undefined {
  const base = rootBase(stage);
  return base.kind === 'image' ? base.image : undefined;
}

export function rootBase(stage: Stage): Base {
  let current: Stage = stage;
  // A stage can only build on an earlier one, so this ends.
  while (current.base.kind === 'stage') current = current.base.stage;
  return current.base;
}

/** The base image brings ONBUILD instructions, as `node:8-onbuild` did. */
export function hasTriggers(stage: Stage): boolean {
  return stage.base.kind === 'image' && /(?:^|-)onbuild(?:-|$)/.test(stage.base.reference.tag ?? '');
}

/** The stage itself and the stages it is built FROM, the nearest first. */
export function lineage(stage: Stage): Stage[] {
  const stages: Stage[] = [stage];
  let current = stage;
  while (current.base.kind === 'stage') {
    current = current.base.stage;
    stages.push(current);
  }
  return stages;
}

/** It stands on more stages than anybody writes; questions that go from one to the next get no answer there. */
export function isTowering(stage: Stage): boolean {
  return lineage(stage).length > 100;
}

/** The last instruction of that keyword in the stage or, failing that, in the stages it builds on. */
export function lastStep(stage: Stage, keyword: string): Step | undefined {
  for (const ancestor of lineage(stage)) {
    const found = ancestor.steps.findLast(step => step.instruction.keyword === keyword);
    if (found !== undefined) return found;
  }
  return undefined;
}
