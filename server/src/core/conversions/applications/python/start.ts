/** What a container of a Python application starts: one interpreter with a script or a module, or a package's program. */
import type { Edit } from '../../../edits/change';
import { lookup } from '../../../effects/contents';
import { baseName, isWithin, joinPath } from '../../../model/paths';
import { decline, type Ledger } from '../../decision';
import { type LaunchPlan, withLeading } from '../../launch-plan';
import { quoteWord } from '../../text';
import type { Application } from '../application';
import { type Interpreter, interpreterBehind, isPython } from './interpreter';
import { needsMore } from './known-starts';
import { readProgram } from './programs';
import { dropRunner, type Run } from './runners';

export interface PythonStart {
  readonly launch: LaunchPlan;
  readonly form: StartForm;
  /** Folder of the virtual environment that the start uses; undefined for the image's own interpreter. */
  readonly environment: string | undefined;
  /** `NAME=value` that a program such as `uv run` would set. */
  readonly added: readonly string[];
  readonly builderEdits: readonly Edit[];
  /** Folders that the original fills and the converted build does not. */
  readonly leftBehind: readonly string[];
}

export type StartForm =
  /** `words` leading words are the interpreter's name; its options, the script or module come after. */
  | { readonly kind: 'script'; readonly path: string }
  | { readonly kind: 'module'; readonly name: string }
  | { readonly kind: 'code' }
  /** A program of a package, by name or path. */
  | { readonly kind: 'program'; readonly name: string };

/** Undefined with a reason where the start is no single Python program, or that one is surely not there. */
export function planPythonStart(
  app: Application,
  written: LaunchPlan,
  ledger: Ledger,
): PythonStart | undefined {
  const { launch: plain, added } = withoutAssignments(written);
  const dropped = dropRunner(app, plain, ledger);
  if (dropped === undefined) return undefined;
  const run = { ...dropped, added: [...added, ...dropped.added] };
  const { launch } = run;
  const word = launch.argv[0]?.value;
  if (word === undefined) return decline(ledger, 'The container starts nothing.', launch.span);
  if (isPython(word)) return byInterpreter(app, run, ledger);
  if (/^(?:uvx|pipx)$/.test(baseName(word)))
    return decline(
      ledger,
      `\`${launch.argv.map(({ value }) => value).join(' ')}\` does not look into the project's environment: what it starts is downloaded when the container starts. Its name alone would start what the build installed.`,
      launch.span,
    );
  const program = readProgram(word, app, run.environment);
  if (program.kind === 'package') return byProgram(app, word, run, ledger);
  if (program.kind === 'file') {
    const interpreter = interpreterOf(program.text);
    if (interpreter !== undefined)
      return byInterpreter(app, { ...run, launch: withLeading(launch, 0, interpreter) }, ledger);
  }
  if (program.kind === 'absent')
    return decline(
      ledger,
      `\`${word}\` is not on PATH: no instruction puts what brings it into one of its folders.`,
      launch.span,
      'missing-executable',
    );
  const why = program.kind === 'unknown' ? `: ${program.why}` : '';
  return decline(
    ledger,
    `The container starts \`${word}\`, which is not known to be a Python program${why}.`,
    launch.span,
  );
}

/** `env A=b program`, which is how `A=b program` of a shell reads here: instructions set the variables. */
function withoutAssignments(launch: LaunchPlan): { launch: LaunchPlan; added: readonly string[] } {
  if (!/^(?:(?:\/usr)?\/bin\/)?env$/.test(launch.argv[0]?.value ?? '')) return { launch, added: [] };
  const added: string[] = [];
  for (const { value } of launch.argv.slice(1)) {
    const [, name, text = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(value) ?? [];
    if (name === undefined) break;
    added.push(`${name}=${quoteWord(text)}`);
  }
  return { launch: withLeading(launch, added.length + 1, []), added };
}

/** Words of a script's first line that name Python: `env` looks for it on PATH, as the container does. */
function interpreterOf(text: string | undefined): readonly string[] | undefined {
  const line = /^#!\s*(.*?)\s*$/m.exec(text?.split('\n', 1)[0] ?? '')?.[1];
  const words = line?.split(/\s+/) ?? [];
  const own = /^(?:\/usr)?\/bin\/env$/.test(words[0] ?? '') ? words.slice(words[1] === '-S' ? 2 : 1) : words;
  return isPython(own[0] ?? '') && own.slice(1).every(word => /^-[a-zA-Z]+$/.test(word)) ? own : undefined;
}

function byProgram(app: Application, word: string, run: Run, ledger: Ledger): PythonStart | undefined {
  const { launch } = run;
  const name = baseName(word);
  const args = launch.argv.slice(1).map(({ value }) => value);
  const why = needsMore(name, 'program', args, app);
  if (why !== undefined)
    return decline(ledger, `The container starts \`${name}\`, which ${why}.`, launch.span);
  return { ...run, form: { kind: 'program', name } };
}

function byInterpreter(app: Application, run: Run, ledger: Ledger): PythonStart | undefined {
  const { launch } = run;
  const [word = '', ...rest] = launch.argv.map(({ value }) => value);
  const interpreter =
    run.environment === undefined || word.includes('/') ? interpreterBehind(word, app.effects) : run;
  if (typeof interpreter === 'string') return decline(ledger, interpreter, launch.span);
  const form = readForm(rest, app, interpreter);
  if (typeof form === 'string') return decline(ledger, form, launch.span, 'missing-executable');
  const why = form.kind === 'module' ? needsMore(form.name, 'module', rest, app) : undefined;
  if (why !== undefined)
    return decline(
      ledger,
      `The container starts the module \`${form.kind === 'module' ? form.name : ''}\`, which ${why}.`,
      launch.span,
    );
  return { ...run, form, environment: interpreter.environment };
}

/** What the interpreter runs, by its own command line (docs.python.org, "Command line and environment"). */
function readForm(
  words: readonly string[],
  app: Application,
  { environment }: Interpreter,
): StartForm | string {
  let index = 0;
  for (let word = words[index]; word?.startsWith('-') === true; word = words[++index]) {
    const next = words[index + 1];
    const joined = /^-[bBdEiIOPqRsSuvx]*([mc])(.*)$/s.exec(word);
    if (joined?.[1] === 'c') return { kind: 'code' };
    if (joined?.[1] === 'm') {
      const name = joined[2] === '' ? next : joined[2];
      return name === undefined ? 'Python is started with `-m` and no module.' : { kind: 'module', name };
    }
    if (word === '-W' || word === '-X' || word === '--check-hash-based-pycs') index++;
    else if (!/^-(?:[bBdEiIOPqRsSuvx]+|[WX].+)$/.test(word))
      return `Python is started with \`${word}\`, which is not known to Distill.`;
  }
  const script = words[index];
  if (script === undefined) return 'Python is started without a script: it would read what somebody types.';
  const path = joinPath(app.effects.stage.end.workdir, script);
  const presence = path === undefined ? 'maybe' : lookup(app.effects.contents, path).presence;
  if (presence === 'no') return `The script \`${script}\` is not in the image.`;
  const carried = [app.workdir, '/usr/local', ...(environment === undefined ? [] : [environment])];
  const sure = path !== undefined && carried.some(folder => folder !== '/' && isWithin(path, folder));
  if (path === undefined || (presence === 'maybe' && !sure))
    return `Where the script \`${script}\` comes from cannot be told.`;
  return { kind: 'script', path };
}
