import type { Stage } from '../model/build';
import page from './missing-runtime-dependencies.md';
import { defineRule, type Problem, type Subject } from './rule';
import { missingNodeDependencies } from './shared/node-dependencies';
import { pythonDependencyProblems } from './shared/python-dependencies';

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
export function dependencyProblems(stage: Stage, subject: Subject): Problem[] {
  return [...missingNodeDependencies(stage, subject), ...pythonDependencyProblems(stage, subject)];
}
