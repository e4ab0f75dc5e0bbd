/** Whether a container of a stage surely fails to start: then nothing else about its start is worth saying. */
import type { Stage } from '../../model/build';
import { startProblems } from '../missing-artifact';
import { missingPrograms, programForInterpreter } from '../missing-executable';
import { repetition } from '../repeated-entrypoint';
import type { Subject } from '../rule';
import { shellFormProblems } from '../shell-form-without-shell';

export function cannotStart(stage: Stage, subject: Subject): boolean {
  return (
    repetition(stage, subject) !== undefined ||
    programForInterpreter(stage, subject) !== undefined ||
    shellFormProblems(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK') ||
    missingPrograms(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK') ||
    startProblems(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK')
  );
}
