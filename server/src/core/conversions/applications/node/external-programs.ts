/** Programs that a Node.js application starts when it runs: its own sources, and packages that are known for it. */
import { packageJsonIn } from '../../../effects/node/project';
import { packageOf } from '../../../manifests/script-imports';
import { importsIn } from '../../../node/node-sources';
import { type ProgramCall, programCalls } from '../../../node/program-calls';
import { programPackage } from '../../../node/program-packages';
import { decline, type Ledger } from '../../decision';
import type { Application } from '../application';
import { asksClosedVendor } from '../closed-vendors';
import { mayHaveProgram } from '../had-programs';
import { type ProgramFile, programFiles, type StartFiles } from './program-files';

export interface StartedProgram {
  /** As it is called; `sh` for a shell; undefined where it cannot be told. */
  readonly program: string | undefined;
  /** It is started through `/bin/sh`, whatever the program is. */
  readonly shell: boolean;
  /** The package that starts it; undefined for the project's own sources. */
  readonly package: string | undefined;
  /** File, and line where it is known. */
  readonly where: string;
  /** The file is started, and could not be read. */
  readonly unread?: true;
  /** `node` with a file of the project: enough that PATH has the interpreter. */
  readonly itself?: true;
}

/**
 * Declines where a base without a shell lacks what the application starts. What the original image surely does not
 * have either cannot be lost.
 */
export function checkNodePrograms(app: Application, start: StartFiles, ledger: Ledger): void {
  const closed = asksClosedVendor(app);
  for (const started of programsStarted(app, start)) {
    const { program, shell, where } = started;
    if (started.itself === true && !closed) continue;
    const { imageSpan } = app.effects.stage;
    if (started.unread === true) {
      decline(
        ledger,
        `\`${where}\` could not be read: whether it starts other programs, which a base without a shell does not have, cannot be told.`,
        imageSpan,
      );
      continue;
    }
    const lacks = 'when it runs: a base without a shell has no other programs';
    const what = program === undefined ? 'another program' : `\`${program}\``;
    const message =
      started.package === undefined
        ? `The application starts ${what}${shell ? ' through a shell' : ''} ${lacks} (${where}).`
        : `The application uses \`${started.package}\`, which starts ${program === 'sh' ? 'programs of the system' : what} ${lacks} (${where}).`;
    decline(ledger, message, imageSpan, 'missing-executable');
  }
}

/** A message where the project starts files of its own with `node`, which Google's images have under no such name. */
export function startsNodeByName(app: Application, start: StartFiles): string | undefined {
  const found = programsStarted(app, start).find(({ itself }) => itself === true);
  return found === undefined ? undefined : `\`${found.where}\` starts \`node\` by its name`;
}

/**
 * Programs that the project's own sources start, and packages that they import; those that the original image surely
 * has not got are left out.
 */
export function programsStarted(app: Application, start: StartFiles): readonly StartedProgram[] {
  const dependencies = packageJsonIn(app.effects.contents, app.subject.tree, app.workdir)?.dependencies ?? {};
  const found = new Map<string, StartedProgram>();
  for (const source of programFiles(app, start)) {
    for (const started of callsIn(app, source)) found.set(started.where, started);
    for (const started of packagesIn(app, source, dependencies))
      if (!found.has(started.package ?? '')) found.set(started.package ?? '', started);
  }
  return [...found.values()];
}

function callsIn(app: Application, { file, text }: ProgramFile): StartedProgram[] {
  if (text === undefined)
    return [{ program: undefined, shell: false, package: undefined, where: file, unread: true }];
  return programCalls(text).flatMap(call => {
    const program = programOf(call);
    if (program !== undefined && (onDesktops.has(program) || !mayHaveProgram(app, program))) return [];
    const where = `${file}:${call.line}`;
    const itself = isItself(call) ? ({ itself: true } as const) : {};
    return [{ program, shell: call.shell, package: undefined, where, ...itself }];
  });
}

/** Its sources are read like all others of the project; options could load what is none. */
function isItself({ command, shell, args }: ProgramCall): boolean {
  const [file = ''] = args ?? [];
  return command === 'node' && !shell && /^(?!.*node_modules\/)[\w./-]+\.[cm]?js$/.test(file);
}

/** The program that a command names; undefined where it cannot be told, and where a shell does more than start it. */
function programOf({ command, shell }: ProgramCall): string | undefined {
  if (command === undefined) return undefined;
  if (!shell) return command;
  return /[;&|<>$`(){}\n]/.test(command) ? undefined : command.trim().split(/\s+/)[0];
}

function packagesIn(
  app: Application,
  { path, file, view }: ProgramFile,
  dependencies: Readonly<Record<string, string>>,
): StartedProgram[] {
  return importsIn(path, view).flatMap(({ specifier }) => {
    const name = packageOf(specifier);
    const known = name === undefined ? undefined : programPackage(name);
    if (known === undefined || known.broughtBy?.some(other => Object.hasOwn(dependencies, other))) return [];
    const program = known.programs.find(candidate => mayHaveProgram(app, candidate));
    if (program === undefined) return [];
    return [{ program, shell: program === 'sh', package: known.name, where: file }];
  });
}

/** Programs of desktops and other systems: starting them failed in the original image as well. */
const onDesktops: ReadonlySet<string> = new Set(
  'xdg-open open start cmd cmd.exe powershell powershell.exe explorer explorer.exe osascript pbcopy pbpaste taskkill wmic reg sw_vers'.split(
    ' ',
  ),
);
