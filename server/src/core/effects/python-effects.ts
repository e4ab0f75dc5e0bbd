/** What the tools of Python leave behind: package managers, environments, and the interpreter itself. */
import { baseName, joinPath, parentPath } from '../model/paths';
import type { ShellWord } from '../shell/script';
import type { CommandHandler } from './commands';
import { unknown } from './commands';
import { putArtifact } from './put-artifact';
import { applyDjango } from './python/django';
import { applyVenv } from './python/environments';
import { pythonBehind } from './python/interpreter';
import { optionValue, readOptions } from './python/options';
import { applyCode, applyScript, putDownloads } from './python/own-scripts';
import { applyPip, placeFor, recordInstall } from './python/pip';
import { homeFolder } from './python/project-files';
import { applyPdm, applyPipenv, applyPoetry, applyUv } from './python/projects';
import { makeOpaque } from './run';
import type { CommandContext } from './stage-effects';

const versions = ['', '2', '2.7', '3', ...Array.from({ length: 12 }, (_, index) => `3.${index + 5}`)];

const named = (name: string, handler: CommandHandler): Record<string, CommandHandler> =>
  Object.fromEntries(versions.map(version => [`${name}${version}`, handler]));

export const pythonCommands: Readonly<Record<string, CommandHandler>> = {
  ...named('pip', (context, args, offset) =>
    applyPip(context, args, pythonBehind(context, programOf(context, offset))),
  ),
  ...named('python', runPython),
  ...named('easy_install', (context, _args, offset) => {
    const python = pythonBehind(context, programOf(context, offset));
    recordSystem(context, 'easy_install', python);
  }),
  'manage.py': (context, args, offset) =>
    applyDjango(context, context.command.words.slice(offset, offset + 1).concat(args)),
  'django-admin': (context, args, offset) =>
    applyDjango(context, context.command.words.slice(offset, offset + 1).concat(args)),
  virtualenv: (context, args) => applyVenv(context, args, pythonBehind(context, 'python3')),
  'pip-compile': (context, args, offset) =>
    applyPip(context, [wordAt(context, offset, 'compile'), ...args], undefined, 'pip-compile'),
  poetry: applyPoetry,
  pipenv: applyPipenv,
  pdm: applyPdm,
  uv: applyUv,
  conda: applyConda,
  mamba: applyConda,
  micromamba: applyConda,
  pyinstaller: applyPyinstaller,
  pybabel: applyBabel,
};

/** `python -m pip`, `python -m venv`, `python setup.py install`; any other script may do anything. */
function runPython(context: CommandContext, args: readonly ShellWord[], offset: number): void {
  const program = programOf(context, offset);
  const first = args.findIndex(word => !/^-[uOBsSEIPbdq]+$/.test(word.value ?? ''));
  const word = args[first]?.value;
  if (first < 0 || word === '--version' || word === '-V' || word === '-VV') return;
  const python = pythonBehind(context, program);
  if (word === '-m') runModule(context, args.slice(first), offset);
  else if (word !== undefined && baseName(word) === 'setup.py') {
    const folder = joinPath(
      context.command.cwd,
      parentPath(word.startsWith('/') ? word : `./${word}`).replace(/^\.$/, '') || '.',
    );
    openFolder(context, folder);
    openFolder(context, context.command.cwd);
    if (args.some(item => item.value === 'install' || item.value === 'develop'))
      recordSystem(context, 'setup.py', python);
  } else if (word === '-c') {
    const code = args[first + 1]?.value;
    if (code === undefined) unknown(context, baseName(program));
    else if (!harmlessCode.test(code) || fetches.test(code)) applyCode(context, code, baseName(program));
  } else if (word !== undefined && /^(?:manage|django-admin)\.py$/.test(baseName(word)))
    applyDjango(context, args.slice(first));
  else applyScript(context, valuesOf('python', args.slice(first)), scriptName(baseName(program), word));
}

function valuesOf(program: string, args: readonly ShellWord[]): string[] {
  return [program, ...args.map(({ value }) => value ?? '')];
}

function scriptName(program: string, script: string | undefined): string {
  return script === undefined ? program : `${program} ${script}`;
}

function runModule(context: CommandContext, args: readonly ShellWord[], offset: number): void {
  const module = args[1]?.value;
  const rest = args.slice(2);
  const program = programOf(context, offset);
  if (module === 'pip') applyPip(context, rest, pythonBehind(context, program));
  else if (module === 'venv' || module === 'virtualenv')
    applyVenv(context, rest, pythonBehind(context, program));
  else if (module === 'poetry') applyPoetry(context, rest);
  else if (module === 'pipenv') applyPipenv(context, rest);
  else if (module === 'uv') applyUv(context, rest);
  else if (module === 'PyInstaller') applyPyinstaller(context, rest);
  else if (module === 'build' || module === 'unittest' || module === 'pytest' || module === 'compileall')
    openFolder(context, context.command.cwd);
  else if (module === 'django') applyDjango(context, args.slice(1));
  else if (module === 'spacy' && rest[0]?.value === 'download')
    recordSystem(context, 'spacy', pythonBehind(context, program));
  else if (module === 'nltk.downloader') applyNltk(context, rest);
  else if (module !== 'ensurepip')
    applyScript(context, valuesOf('python', args), scriptName(`${baseName(program)} -m`, module));
}

const fetches = /from_pretrained|download|pipeline|\bhub\b|SentenceTransformer|Whisper|Reader|load_model/;

/** Prints something about the interpreter or a package: reads no other file than what it imports. */
const harmlessCode =
  /^(?:import [\w., ]+;?\s*)?(?:from [\w.]+ import [\w, ]+;?\s*)?(?:print\([^()]*(?:\([^()]*\))?[^()]*\))?$/;

/** Without a folder given NLTK writes to one in the home of the user (nltk.org/data.html). */
function applyNltk(context: CommandContext, args: readonly ShellWord[]): void {
  const at = args.findIndex(({ value }) => value === '-d');
  const folder =
    at < 0 ? homeFolder(context, 'nltk_data') : joinPath(context.command.cwd, args[at + 1]?.value ?? '');
  const elsewhere = at < 0 && context.command.lookup('NLTK_DATA').kind !== 'unset';
  if (folder === undefined || folder === '/' || elsewhere || context.command.conditional)
    unknown(context, 'nltk.downloader');
  else {
    openFolder(context, folder);
    putDownloads(context, folder);
  }
}

function recordSystem(
  context: CommandContext,
  manager: string,
  python: ReturnType<typeof pythonBehind>,
): void {
  const { cwd } = context.command;
  recordInstall(context, placeFor(python), {
    manager,
    development: undefined,
    packages: [],
    manifests: [],
    projects: cwd === undefined ? [] : [cwd],
  });
}

/** conda keeps everything below one folder: the one that is named, or that its own program lies in. */
function applyConda(context: CommandContext, args: readonly ShellWord[], offset: number): void {
  const options = readOptions(
    args,
    new Set(['-p', '--prefix', '-n', '--name', '-c', '--channel', '-f', '--file']),
  );
  const [verb] = options.rest;
  if (verb === 'clean' || verb === 'config' || verb === 'info' || verb === 'list') return;
  const program = programOf(context, offset);
  const path = context.command.lookup('PATH');
  const folders = path.kind === 'value' ? path.value.split(':') : [];
  const prefixes = [
    optionValue(options, '-p', '--prefix'),
    program.startsWith('/') ? program : undefined,
    ...folders.filter(folder => /conda|mamba|forge/.test(folder)).map(folder => `${folder}/conda`),
    context.command.lookup('MAMBA_ROOT_PREFIX').kind === 'value' ? '/opt/conda/bin/conda' : undefined,
  ].flatMap(text => (typeof text === 'string' ? (joinPath(context.command.cwd, text) ?? []) : []));
  const known = prefixes
    .filter(text => text !== '/')
    .map(text => text.replace(/\/(?:condabin|bin)\/[^/]*$/, ''));
  if (known.length === 0 || verb === undefined || verb === 'run' || verb === 'init') {
    unknown(context, baseName(program));
    return;
  }
  for (const prefix of known) openFolder(context, prefix);
}

/** PyInstaller writes `dist/NAME`, a program that needs the C library of where it was made, or a folder of that name. */
function applyPyinstaller(context: CommandContext, args: readonly ShellWord[]): void {
  const options = readOptions(
    args,
    new Set(
      '-n --name --distpath --workpath --specpath --add-data --add-binary -p --paths --hidden-import --icon -i --runtime-hook --additional-hooks-dir --collect-all --collect-data --collect-submodules --copy-metadata --exclude-module'.split(
        ' ',
      ),
    ),
  );
  const { command, effects, step } = context;
  const folder = joinPath(command.cwd, optionValue(options, '--distpath') ?? 'dist');
  openFolder(context, folder);
  openFolder(context, joinPath(command.cwd, optionValue(options, '--workpath') ?? 'build'));
  const [script] = options.rest;
  const name =
    optionValue(options, '-n', '--name') ??
    (script?.endsWith('.py') === true ? baseName(script).slice(0, -3) : undefined);
  if (
    typeof name !== 'string' ||
    folder === undefined ||
    (!options.values.has('--onefile') && !options.values.has('-F'))
  )
    return;
  const artifact = {
    ecosystem: 'python' as const,
    kind: 'program' as const,
    path: `${folder}/${name}`,
    tool: 'pyinstaller',
    dynamic: true,
    by: step.instruction,
    span: command.span,
  };
  putArtifact(effects, artifact, command.conditional);
}

/** Babel keeps catalogues of messages in the folder of `-d`, templates in the file of `-o`: babel.pocoo.org. */
function applyBabel(context: CommandContext, args: readonly ShellWord[]): void {
  const options = readOptions(args, new Set(['-d', '--directory', '-o', '--output', '-i', '-l', '-F', '-k']));
  const { cwd } = context.command;
  const folder = optionValue(options, '-d', '--directory');
  openFolder(context, typeof folder === 'string' ? joinPath(cwd, folder) : cwd);
}

function openFolder(context: CommandContext, path: string | undefined): void {
  if (path === undefined || path === '/') context.effects.contents.unknownSince ??= context.step.instruction;
  else makeOpaque(context, path);
}

function programOf(context: CommandContext, offset: number): string {
  return context.command.words[offset]?.value ?? '';
}

function wordAt(context: CommandContext, offset: number, value: string): ShellWord {
  const span = context.command.words[offset]?.span ?? context.command.span;
  return { text: value, value, glob: false, variables: [], span };
}
