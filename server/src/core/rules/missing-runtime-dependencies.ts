import page from './missing-runtime-dependencies.md';
import { defineRule } from './rule';
import { missingNodeDependencies } from './shared/node-dependencies';
import { pythonDependencyProblems } from './shared/python-dependencies';

export const missingRuntimeDependencies = defineRule({
  id: 'missing-runtime-dependencies',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      yield* missingNodeDependencies(stage, subject);
      yield* pythonDependencyProblems(stage, subject);
    }
  },
});
