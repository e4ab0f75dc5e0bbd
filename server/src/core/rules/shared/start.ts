/** Whether a container of a stage surely fails to start: then nothing else about its start is worth saying. */
import type { Stage } from '../../model/build';
import { mountedStarts } from '../build-time-mount-artifact';
import { staticBaseProblems } from '../dynamic-binary-on-static-base';
import { libcProblems } from '../libc-mismatch';
import { literalProblems } from '../literal-variable';
import { startProblems } from '../missing-artifact';
import { missingPrograms, programForInterpreter } from '../missing-executable';
import { dependencyProblems } from '../missing-runtime-dependencies';
import { libraryProblems } from '../missing-shared-library';
import { glibcProblems } from '../newer-glibc-artifact';
import { repetition } from '../repeated-entrypoint';
import type { Subject } from '../rule';
import { scriptProblems } from '../script-without-interpreter';
import { shellFormProblems } from '../shell-form-without-shell';
import { unexecutable } from '../unexecutable-program';
import { userProblem } from '../unknown-user';
import { wildcardProblems } from '../wildcard-argument';
import { oncePerStage } from './once';
import { isClosed } from './stages';

/** By what the Dockerfile says alone: on an open base, packages that a program lacks may be installed later. */
export const cannotStart = oncePerStage(
  (stage: Stage, subject: Subject): boolean =>
    repetition(stage, subject) !== undefined ||
    (isClosed(stage) && lacksDependencies(stage, subject)) ||
    programForInterpreter(stage, subject) !== undefined ||
    shellFormProblems(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK') ||
    scriptProblems(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK') ||
    missingPrograms(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK') ||
    startProblems(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK') ||
    userProblem(stage, subject) !== undefined ||
    unexecutable(stage, subject) !== undefined ||
    mountedStarts(stage, subject).some(({ keyword }) => keyword !== 'HEALTHCHECK') ||
    literalProblems(stage, subject).some(({ keyword, fatal }) => fatal && keyword !== 'HEALTHCHECK') ||
    wildcardProblems(stage, subject).some(({ keyword, fatal }) => fatal && keyword !== 'HEALTHCHECK') ||
    (isClosed(stage) && cannotLoad(stage, subject)),
);

/** Whether what the program imports is surely not in the image as the Dockerfile builds it. */
export function lacksDependencies(stage: Stage, subject: Subject): boolean {
  return dependencyProblems(stage, subject).length > 0;
}

/** Whether the image brings machine code that its loader surely refuses. */
function cannotLoad(stage: Stage, subject: Subject): boolean {
  const problems = [
    ...libcProblems(stage, subject),
    ...staticBaseProblems(stage, subject),
    ...libraryProblems(stage, subject),
  ];
  return (
    problems.some(({ severity }) => (severity ?? 'error') === 'error') ||
    [...glibcProblems(stage, subject)].some(({ severity }) => severity === 'error')
  );
}
