import { type BuildContext, unknownContext } from './context/build-context';
import { contextTree } from './context/context-tree';
import { readEffects } from './effects/stage-effects';
import { targetStage } from './model/build';
import { readBuild } from './model/read-build';
import type { Subject } from './rules/rule';
import type { Settings } from './settings';
import { parseDockerfile } from './syntax/parse';

/** Reads a Dockerfile in its context: the model that rules, hovers and conversions look at. */
export function readSubject(source: string, context: BuildContext, settings: Settings): Subject {
  const dockerfile = parseDockerfile(source);
  const build = readBuild(dockerfile);
  const tree = contextTree(context);
  const effects = readEffects(build, tree);
  const named = settings.buildTargets.flatMap(name => targetStage(build, name) ?? []);
  const last = build.stages.at(-1);
  const finalStages = [...new Set(last === undefined ? named : [...named, last])];
  return { dockerfile, build, context, tree, effects, settings, finalStages };
}

export { unknownContext };
