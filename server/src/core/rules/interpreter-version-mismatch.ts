import page from './interpreter-version-mismatch.md';
import { defineRule } from './rule';
import { classFileProblems } from './shared/java/java-release';
import { addonProblems } from './shared/node/v8-addons';
import { pythonVersionProblems } from './shared/python/python-version';

export const interpreterVersionMismatch = defineRule({
  id: 'interpreter-version-mismatch',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) yield* pythonVersionProblems(stage, subject);
    for (const stage of subject.finalStages) {
      yield* addonProblems(stage, subject);
      yield* classFileProblems(stage, subject);
    }
  },
});
