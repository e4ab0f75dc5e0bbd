import { defineRule } from './rule';
import page from './run-without-shell.md';
import { missingShell } from './shared/programs';
import { baseName, effectsOf, knowsShells, rootStage } from './shared/stages';

export const runWithoutShell = defineRule({
  id: 'run-without-shell',
  severity: 'error',
  equivalents: ['tally/shell-run-in-scratch'],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const contents = effectsOf(subject, stage)?.contents;
      if (contents === undefined || !knowsShells(stage)) continue;
      const step = stage.steps.find(
        ({ instruction }) =>
          instruction.keyword === 'RUN' &&
          instruction.exec === undefined &&
          instruction.body.text !== '' &&
          // A mount may bring the shell along.
          !instruction.flags.some(flag => flag.name === 'mount'),
      );
      if (step === undefined) continue;
      // Absent at the end of the stage, so absent here: without a shell no RUN has taken one away.
      const shell = missingShell(step, contents);
      if (shell === undefined) continue;
      yield {
        span: step.instruction.keywordSpan,
        message: `\`RUN\` needs \`${shell}\`, which ${baseName(stage)} does not have. The build stops here. Run it in an earlier stage and copy the result.`,
        related: [{ span: rootStage(stage).imageSpan, message: 'This image has no shell.' }],
      };
    }
  },
});
