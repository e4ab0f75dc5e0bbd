import type { Stage } from '../model/build';
import type { LaunchWord } from '../model/launch';
import { missingClient } from './healthcheck-without-client';
import page from './missing-executable.md';
import { defineRule, type Subject } from './rule';
import { lostStart } from './shared/lost-start';
import { type Absence, absentProgram, type ContainerCommand, containerCommands } from './shared/programs';
import { baseName, isClosed, rootStage } from './shared/stages';

export const missingExecutable = defineRule({
  id: 'missing-executable',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      // A directory that only the build stage has is `lost-configuration`.
      const lost = new Set(lostStart(stage, subject).map(({ word }) => word.span?.start));
      for (const { keyword, program, place, absent } of missingPrograms(stage, subject)) {
        if (lost.has(program.span?.start)) continue;
        const effect =
          keyword === 'HEALTHCHECK' ? 'The container is reported unhealthy.' : 'The container cannot start.';
        yield {
          span: program.span ?? place.span,
          message: `\`${program.value}\` is not in the image: ${baseName(stage)} does not have it and no instruction brings it. ${effect} ${advice(program.value, absent.path)}`,
          related: [{ span: rootStage(stage).imageSpan, message: 'The image starts from this one.' }],
        };
      }
    }
  },
});

interface MissingProgram extends ContainerCommand {
  readonly program: LaunchWord;
  readonly absent: Absence;
}

/** The programs that the start and the health check of a closed image name and that are surely not there. */
export function missingPrograms(stage: Stage, subject: Subject): MissingProgram[] {
  if (!isClosed(stage)) return [];
  const client = missingClient(stage, subject);
  return containerCommands(stage).flatMap(command => {
    // Of a probe `healthcheck-without-client` knows more.
    if (command.keyword === 'HEALTHCHECK' && client !== undefined) return [];
    const [program] = command.argv;
    if (program === undefined || !isSystemProgram(program.value)) return [];
    const absent = absentProgram(program.value, stage, subject);
    // A file in the place of its directory is `missing-artifact`'s business: that COPY did bring it.
    if (absent === undefined || absent.because !== undefined) return [];
    return [{ ...command, program, absent }];
  });
}

/** A name to be found by PATH, a path of the system, or one relative to WORKDIR; other paths are artefacts. */
export function isSystemProgram(name: string): boolean {
  return !name.startsWith('/') || /^\/(?:s?bin|usr|opt\/java)\//.test(name);
}

function advice(name: string, path: string): string {
  if (name.includes('/') && !name.startsWith('/'))
    return `With this \`WORKDIR\` it would be \`${path}\`: write the absolute path.`;
  if (/^(?:ba|da|a)?sh$/.test(path.slice(path.lastIndexOf('/') + 1)))
    return 'There is no shell: start the program itself.';
  return 'Start a program that is there, or copy it in.';
}
