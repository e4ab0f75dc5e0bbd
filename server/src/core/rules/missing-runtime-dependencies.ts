import type { Stage } from '../model/build';
import page from './missing-runtime-dependencies.md';
import { defineRule, type Problem, type Subject } from './rule';
import { missingNodeDependencies } from './shared/node/node-dependencies';
import { oncePerStage } from './shared/once';
import { pythonDependencyProblems } from './shared/python/python-dependencies';

export const missingRuntimeDependencies = defineRule({
  id: 'missing-runtime-dependencies',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) yield* dependencyProblems(stage, subject);
  },
});

/** What is said of a stage whose program surely cannot load what it imports as soon as it starts. */
export const dependencyProblems = oncePerStage((stage: Stage, subject: Subject): readonly Problem[] => [
  ...missingNodeDependencies(stage, subject),
  ...pythonDependencyProblems(stage, subject),
]);
