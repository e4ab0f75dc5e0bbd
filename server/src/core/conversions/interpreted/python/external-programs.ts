/** Programs that a Python application starts when it runs: its own sources, and packages that are known for it. */

import { readLaunch } from '../../../model/launch';
import { ownSources } from '../../../python/own-sources';
import { startedPrograms } from '../../../python/started-programs';
import { decline, type Ledger, note } from '../../decision';
import type { Application } from '../application';
import { mayHaveProgram } from './image-programs';
import { checkPackages } from './package-needs';

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
  checkPackages(app, sources, ledger);
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
