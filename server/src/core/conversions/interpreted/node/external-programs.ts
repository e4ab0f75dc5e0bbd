/** Programs that a Node.js application starts when it runs: its own sources, and packages that are known for it. */
import { packageJsonIn } from '../../../effects/node/project';
import { type SourceView, sourceView } from '../../../effects/source-view';
import { packageOf, readImports } from '../../../manifests/script-imports';
import { cleanPath, parentPath } from '../../../model/paths';
import { type ProgramCall, programCalls } from '../../../node/program-calls';
import { programPackage } from '../../../node/program-packages';
import { decline, type Ledger } from '../../decision';
import type { Application } from '../application';
import { mayHaveProgram } from '../had-programs';
import type { NodeStart } from './start';

export interface StartedProgram {
  /** As it is called; `sh` for a shell; undefined where it cannot be told. */
  readonly program: string | undefined;
  /** It is started through `/bin/sh`, whatever the program is. */
  readonly shell: boolean;
  /** The package that starts it; undefined for the project's own sources. */
  readonly package: string | undefined;
  /** File, and line where it is known. */
  readonly where: string;
}

/**
 * Declines where a base without a shell lacks what the application starts. What the original image surely does not
 * have either cannot be lost.
 */
export function checkNodePrograms(app: Application, start: NodeStart, ledger: Ledger): void {
  for (const started of programsStarted(app, start.script)) {
    const { program, shell, where } = started;
    const lacks = 'when it runs: a base without a shell has no other programs';
    const what = program === undefined ? 'another program' : `\`${program}\``;
    const message =
      started.package === undefined
        ? `The application starts ${what}${shell ? ' through a shell' : ''} ${lacks} (${where}).`
        : `The application uses \`${started.package}\`, which starts ${program === 'sh' ? 'programs of the system' : what} ${lacks} (${where}).`;
    decline(ledger, message, app.effects.stage.imageSpan, 'missing-executable');
  }
}

/**
 * Programs that the project's own sources start, and packages that they import; those that the original image surely
 * has not got are left out. `script` is the started file: what it imports counts wherever it lies.
 */
export function programsStarted(app: Application, script: string | undefined): readonly StartedProgram[] {
  const { tree } = app.subject;
  const dependencies = packageJsonIn(app.effects.contents, tree, app.workdir)?.dependencies ?? {};
  const listsSome = Object.keys(dependencies).some(name => programPackage(name) !== undefined);
  const seen = new Set<string>();
  const found = new Map<string, StartedProgram>();
  for (const { contents } of app.subject.effects) {
    const view = sourceView(contents, tree);
    const reached = script === undefined ? new Set<string>() : reachedFiles(script, view);
    for (const [path, file] of view.files) {
      if (seen.has(file) || !isProgram(path, reached)) continue;
      seen.add(file);
      const text = view.text(path) ?? '';
      for (const started of callsIn(app, file, text)) found.set(started.where, started);
      if (!listsSome) continue;
      for (const started of packagesIn(app, file, text, dependencies))
        if (!found.has(started.package ?? '')) found.set(started.package ?? '', started);
    }
  }
  return [...found.values()];
}

function callsIn(app: Application, file: string, text: string): StartedProgram[] {
  return programCalls(text).flatMap(call => {
    const program = programOf(call);
    if (program !== undefined && (onDesktops.has(program) || !mayHaveProgram(app, program))) return [];
    return [{ program, shell: call.shell, package: undefined, where: `${file}:${call.line}` }];
  });
}

/** The program that a command names; undefined where it cannot be told, and where a shell does more than start it. */
function programOf({ command, shell }: ProgramCall): string | undefined {
  if (command === undefined) return undefined;
  if (!shell) return command;
  return /[;&|<>$`(){}\n]/.test(command) ? undefined : command.trim().split(/\s+/)[0];
}

function packagesIn(
  app: Application,
  file: string,
  text: string,
  dependencies: Readonly<Record<string, string>>,
): StartedProgram[] {
  return readImports(text, false).flatMap(({ specifier }) => {
    const name = packageOf(specifier);
    const known = name === undefined ? undefined : programPackage(name);
    if (known === undefined || known.broughtBy?.some(other => Object.hasOwn(dependencies, other))) return [];
    const program = known.programs.find(candidate => mayHaveProgram(app, candidate));
    if (program === undefined) return [];
    return [{ program, shell: program === 'sh', package: known.name, where: file }];
  });
}

/** Files that the started script imports, and those imports in turn, wherever a literal names them. */
function reachedFiles(script: string, view: SourceView): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [script];
  for (let path = queue.shift(); path !== undefined && reached.size < 2000; path = queue.shift()) {
    if (!view.files.has(path) || reached.has(path)) continue;
    reached.add(path);
    for (const { specifier } of readImports(view.text(path) ?? '', false)) {
      if (!/^\.{1,2}(?:\/|$)/.test(specifier)) continue;
      const stem = cleanPath(`${parentPath(path)}/${specifier}`);
      queue.push(
        ...['', '.js', '.ts', '.mjs', '.cjs', '.tsx', '.jsx', '/index.js', '/index.ts'].map(
          end => stem + end,
        ),
        stem.replace(/\.([cm]?)js$/, '.$1ts'),
      );
    }
  }
  return reached;
}

/** A source of the application: no test, no tool for building it, unless the started script imports it. */
function isProgram(path: string, reached: ReadonlySet<string>): boolean {
  if (!/\.[cm]?[jt]sx?$/.test(path) || /\/node_modules\/|\/\.yarn\/|\.d\.[cm]?ts$/.test(path)) return false;
  return reached.has(path) || !forDevelopment.test(path);
}

const forDevelopment =
  /\/(?:tests?|__tests__|__mocks__|spec|e2e|cypress|playwright|fixtures|examples?|docs?|scripts?|tools?|tooling|benchmarks?|\.\w+)\/|\.(?:test|spec|e2e|stories|config|conf)\.[cm]?[jt]sx?$|\/(?:gulpfile|Gruntfile|Jakefile|webpack[\w.-]*|rollup[\w.-]*|vite[\w.-]*|esbuild[\w.-]*|build)\.[cm]?[jt]s$/;

/** Programs of desktops and other systems: starting them failed in the original image as well. */
const onDesktops: ReadonlySet<string> = new Set(
  'xdg-open open start cmd cmd.exe powershell powershell.exe explorer explorer.exe osascript pbcopy pbpaste taskkill wmic reg sw_vers'.split(
    ' ',
  ),
);
