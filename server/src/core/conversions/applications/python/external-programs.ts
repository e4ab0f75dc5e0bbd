/** Programs that a Python application starts when it runs: its own sources, and packages that are known for it. */

import { readLaunch } from '../../../model/launch';
import { ownSources, type PythonSource } from '../../../python/own-sources';
import { startedPrograms } from '../../../python/started-programs';
import { systemFiles } from '../../../python/system-files';
import { decline, type Ledger, note } from '../../decision';
import type { Application } from '../application';
import { mayHaveProgram } from './image-programs';
import { checkPackages, isUsed } from './package-needs';
import { knownPackages } from './system-libraries';

/** How the application is started on its new base, as far as it is known already. */
export interface PythonStart {
  /** Program first; else what the original starts, as it is written. */
  readonly argv?: readonly string[];
  /** Console scripts come along with the interpreter that their first line names. */
  readonly keepsScripts?: boolean;
}

/** Declines where a base without a shell lacks what the application starts or loads by name. */
export function checkPythonPrograms(app: Application, ledger: Ledger, start: PythonStart = {}): void {
  const { subject, effects } = app;
  const span = effects.stage.imageSpan;
  const argv = start.argv ?? readLaunch(effects.stage)?.argv?.map(({ value }) => value) ?? [];
  const { sources, unread } = ownSources(effects, subject.tree, argv);
  if (subject.context.completeness === 'unknown')
    note(ledger, 'The sources were not read: the program is taken to start no other programs.', span);
  else if (unread !== undefined)
    decline(
      ledger,
      `\`${unread}\` could not be read: whether the program starts others cannot be told.`,
      span,
    );
  const said = new Set<string>();
  for (const source of sources) {
    for (const { kind, name, shell, line } of startedPrograms(source)) {
      // One place of each is enough to see that it is so.
      if (
        said.has(`${kind} ${name}`) ||
        (name !== undefined && kind === 'program' && isThere(name, shell, start, app))
      )
        continue;
      said.add(`${kind} ${name}`);
      const at = `${source.path}:${line}`;
      if (kind === 'library')
        decline(
          ledger,
          `The program loads ${name === undefined ? 'a library' : `the library \`${name}\``} by its name (${at}): whether a base without a shell has it cannot be told.`,
          span,
          'missing-shared-library',
        );
      else if (kind === 'compiler') {
        if (mayHaveProgram('gcc', app))
          decline(
            ledger,
            `The program calls a compiler at run time (${at}): a shell-less base has none.`,
            span,
            'missing-executable',
          );
      } else
        decline(
          ledger,
          `The program starts ${name === undefined ? 'another program' : `\`${name}\``} at run time (${at}): a shell-less base has no other programs.`,
          span,
          'missing-executable',
        );
    }
  }
  for (const source of sources) checkFiles(source, app, ledger);
  checkPackages(app, sources, argv, ledger);
}

/** Files of the distribution that the original has: programs, and what the full images have of data and fonts. */
function checkFiles(source: PythonSource, app: Application, ledger: Ledger): void {
  const installs = app.chain.some(({ installs }) => installs.some(({ packages }) => packages.length > 0));
  const full = !/slim|alpine/.test(app.image.tag);
  const windows = source.file.imports.find(({ module }) =>
    /^(?:tkinter|turtle|_tkinter)(?:\.|$)/.test(module),
  );
  if (windows !== undefined && full)
    decline(
      ledger,
      `The program imports \`${windows.module}\` (${source.path}:${windows.line}), which needs Tk: a base without a shell does not have it.`,
      app.effects.stage.imageSpan,
      'missing-shared-library',
    );
  for (const { path, line } of systemFiles(source)) {
    const program = /^\/(?:usr\/)?s?bin\/([^/]+)$/.exec(path)?.[1];
    const lost = program === undefined ? full || installs : mayHaveProgram(program, app);
    // A font of the project itself is found beside the program.
    if (!lost || (!path.startsWith('/') && app.subject.tree.files('').some(file => file.endsWith(path))))
      continue;
    decline(
      ledger,
      `The program names \`${path}\` (${source.path}:${line}), a file of the distribution that a base without a shell does not have.`,
      app.effects.stage.imageSpan,
    );
    return;
  }
}

export interface StartedByPython {
  /** Undefined where it cannot be told; `sh` where a shell starts it. */
  readonly program: string | undefined;
  /** A source and its line, or a package. */
  readonly where: string;
}

/** What own sources and known packages start, for a base that has other programs. */
export function programsStarted(app: Application, argv?: readonly string[]): readonly StartedByPython[] {
  const { subject, effects } = app;
  const words = argv ?? readLaunch(effects.stage)?.argv?.map(({ value }) => value) ?? [];
  const { sources } = ownSources(effects, subject.tree, words);
  const own = sources.flatMap(source =>
    startedPrograms(source).flatMap(({ kind, name, shell, line }) => {
      const where = `${source.path}:${line}`;
      const found = kind === 'library' ? [] : [{ program: name, where }];
      return shell ? [{ program: 'sh', where }, ...found] : found;
    }),
  );
  const ofPackages = knownPackages(app).flatMap(({ fact }) =>
    isUsed(fact, sources, words) ? (fact.programs ?? []).map(program => ({ program, where: fact.name })) : [],
  );
  return [...own, ...ofPackages];
}

/** Nothing is lost: the new image has it, or the old one has not. */
function isThere(name: string, shell: boolean, { keepsScripts }: PythonStart, app: Application): boolean {
  if (!shell && /^python3?$/.test(name)) return true;
  if (!shell && keepsScripts === true && scripts.has(name)) return true;
  // Injected by the container runtime of NVIDIA, together with its libraries.
  if (!shell && name === 'nvidia-smi') return true;
  return !mayHaveProgram(name, app);
}

/** Console scripts of packages, which nothing else is called. */
const scripts: ReadonlySet<string> = new Set(
  'alembic celery django-admin flask gunicorn uvicorn hypercorn streamlit rq yt-dlp'.split(' '),
);
