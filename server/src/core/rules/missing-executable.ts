import type { Change } from '../edits/change';
import { rootImage, type Stage } from '../model/build';
import { type LaunchWord, readLaunch } from '../model/launch';
import { joinPath, baseName as lastPart } from '../model/paths';
import type { Span } from '../syntax/span';
import { missingClient } from './healthcheck-without-client';
import page from './missing-executable.md';
import { defineRule, type Subject } from './rule';
import { lostStart } from './shared/lost-start';
import { isThere, scriptWords } from './shared/node/package-scripts';
import { isPlaceholder } from './shared/placeholder-start';
import {
  type Absence,
  absentProgram,
  type ContainerCommand,
  containerCommands,
  execText,
} from './shared/programs';
import { baseName, effectsOf, isClosed, knowsShells, rootStage } from './shared/stages';

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
        const elsewhere = offPath(program.value, stage);
        const why =
          elsewhere === undefined
            ? `not in the image: ${baseName(stage)} does not have it and no instruction brings it`
            : `not on the PATH of ${baseName(stage)}`;
        const remedy =
          elsewhere === undefined ? advice(program.value, absent.path) : `It is at \`${elsewhere}\`.`;
        yield {
          span: program.span ?? place.span,
          message: `\`${program.value}\` is ${why}. ${effect} ${remedy}`,
          related: [{ span: rootStage(stage).imageSpan, message: 'The image starts from this one.' }],
          fixes: elsewhere === undefined || program.span === undefined ? [] : [use(elsewhere, program.span)],
        };
      }
      const passed = programForInterpreter(stage, subject);
      if (passed === undefined) continue;
      const { interpreter, program, place } = passed;
      const fixes = startScript(passed, stage, subject);
      yield {
        span: program.span ?? place.span,
        message: `\`${program.value}\` is not in the image, and its ENTRYPOINT is \`${interpreter}\`, which takes \`${program.value}\` for a script. The container cannot start. ${fixes.length > 0 ? 'Name the script that it starts.' : `Give \`${lastPart(interpreter)}\` the script itself.`}`,
        related: [{ span: rootStage(stage).imageSpan, message: 'This image brings the ENTRYPOINT.' }],
        fixes,
      };
    }
  },
});

interface MissingProgram extends ContainerCommand {
  readonly program: LaunchWord;
  readonly absent: Absence;
}

/** The programs that the start and the health check of a closed image name and that are surely not there. */
export function missingPrograms(stage: Stage, subject: Subject): MissingProgram[] {
  if (!knowsShells(stage)) return [];
  const client = missingClient(stage, subject);
  return containerCommands(stage).flatMap(command => {
    // Of a probe `healthcheck-without-client` knows more.
    if (command.keyword === 'HEALTHCHECK' && client !== undefined) return [];
    const [program] = command.argv;
    // Of an open image without a shell nothing else is known to be absent.
    if (!isClosed(stage) && !/^(?:.*\/)?(?:ba|da|a)?sh$/.test(program?.value ?? '')) return [];
    if (program === undefined || !isSystemProgram(program.value) || isPlaceholder(program.value, stage))
      return [];
    const absent = absentProgram(program.value, stage, subject);
    // A file in the place of its directory is `missing-artifact`'s business: that COPY did bring it.
    if (absent === undefined || absent.because !== undefined) return [];
    return [{ ...command, program, absent }];
  });
}

/** The interpreter of the image, where a bare name means it and PATH does not lead to it. */
function offPath(name: string, stage: Stage): string | undefined {
  if (name !== 'node') return undefined;
  return rootImage(stage)?.paths.find(({ path }) => path === '/nodejs/bin/node')?.path;
}

function use(path: string, span: Span): Change {
  const edits = [{ span, text: JSON.stringify(path) }];
  return { title: `Use ${path}`, applicability: 'safe', edits, notes: [] };
}

interface PassedProgram {
  readonly interpreter: string;
  readonly program: LaunchWord;
  readonly place: ContainerCommand['place'];
}

/** A CMD that names a well-known program where the base image's ENTRYPOINT is Node.js or Python: `CMD ["npm", "start"]`. */
export function programForInterpreter(stage: Stage, subject: Subject): PassedProgram | undefined {
  const launch = readLaunch(stage);
  const place = launch?.cmd?.step?.instruction;
  const contents = effectsOf(subject, stage)?.contents;
  if (launch?.entrypoint === undefined || launch.entrypoint.step !== undefined) return undefined;
  const [interpreter] = launch.entrypoint.values;
  const [name] = place?.exec?.values ?? [];
  if (interpreter === undefined || name === undefined || place === undefined || contents === undefined)
    return undefined;
  if (!/^(?:node|python[\d.]*)$/.test(lastPart(interpreter)) || !scripted.test(name)) return undefined;
  if (isThere(contents, joinPath(stage.end.workdir, name))) return undefined;
  return { interpreter, program: { value: name, span: place.exec?.spans[0] }, place };
}

/** Programs that are no script of anybody's project. */
const scripted =
  /^(?:npm|npx|yarn|pnpm|pnpx|corepack|bun|bunx|tsx|ts-node|nodemon|pm2|pm2-runtime|(?:\/bin\/)?(?:ba|a|da)?sh)$/;

/** The script that `npm start` starts, where package.json says so in one simple command. */
function startScript({ place }: PassedProgram, stage: Stage, subject: Subject): Change[] {
  const words = scriptWords(place.exec?.values ?? [], stage, subject);
  if (words?.[0] !== 'node' || words.length < 2 || place.exec === undefined) return [];
  const text = execText(words.slice(1));
  return [
    {
      title: 'Start the script of package.json',
      applicability: 'unsafe',
      edits: [{ span: place.exec.span, text }],
      notes: [{ message: 'npm also sets variables such as `npm_package_version`, which are then missing.' }],
    },
  ];
}

/** A name to be found by PATH, a path of the system, or one relative to WORKDIR; other paths are artefacts. */
export function isSystemProgram(name: string): boolean {
  return !name.startsWith('/') || /^\/(?:s?bin|usr|opt\/java)\//.test(name);
}

function advice(name: string, path: string): string {
  if (/\s/.test(name)) return 'Program and arguments belong into strings of their own.';
  if (name.includes('/') && !name.startsWith('/'))
    return `With this \`WORKDIR\` it would be \`${path}\`: write the absolute path.`;
  if (/^(?:ba|da|a)?sh$/.test(path.slice(path.lastIndexOf('/') + 1)))
    return 'There is no shell: start the program itself.';
  return 'Start a program that is there, or copy it in.';
}
