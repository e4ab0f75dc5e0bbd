import type { BuildContext } from './context/build-context';
import { type ContextTree, contextTree } from './context/context-tree';
import { type BuildEffects, readEffects } from './effects/stage-effects';
import { type Build, type Stage, targetStage } from './model/build';
import { readBuild } from './model/read-build';
import type { Settings } from './settings';
import type { Dockerfile } from './syntax/instruction';
import { parseDockerfile } from './syntax/parse';

/** A Dockerfile with everything that is known about it: computed once, read by all rules. */
export interface Subject {
  readonly dockerfile: Dockerfile;
  readonly build: Build;
  readonly context: BuildContext;
  readonly tree: ContextTree;
  readonly effects: BuildEffects;
  readonly settings: Settings;
  /** The last stage and those in `buildTargets`: what is shipped. */
  readonly finalStages: readonly Stage[];
  /** What rules have worked out, by the question and the stage (`rules/shared/once.ts`). */
  readonly answers: Map<object, Map<Stage, unknown>>;
}

/** Reads a Dockerfile in its context: the model that rules, hovers and conversions look at. */
export function readSubject(source: string, context: BuildContext, settings: Settings): Subject {
  const dockerfile = parseDockerfile(source);
  const build = readBuild(dockerfile, settings.imageMirrors);
  const tree = contextTree(context);
  const effects = readEffects(build, tree);
  const named = settings.buildTargets.flatMap(name => targetStage(build, name) ?? []);
  const last = build.stages.at(-1);
  const finalStages = [...new Set(last === undefined ? named : [...named, last])];
  return { dockerfile, build, context, tree, effects, settings, finalStages, answers: new Map() };
}
