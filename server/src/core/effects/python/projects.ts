/** Managers of whole Python projects: Poetry, Pipenv, PDM, uv. What `install` and `sync` bring, and where. */
import { readPyproject } from '../../manifests/pyproject';
import { lineage } from '../../model/build';
import { joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import { applyCommand, unknown } from '../commands';
import { lookup, type Presence } from '../contents';
import type { CommandContext } from '../stage-effects';
import { applyVenv, makeEnvironment } from './environments';
import { environmentAt, type Python, pythonBehind } from './interpreter';
import { hasOption, type Options, optionValue, readOptions } from './options';
import { textAt } from './packages';
import { applyPip, placeFor, recordInstall } from './pip';
import { homeFolder, openCaches, openFolder, writeHere, writeOutput } from './project-files';

export function applyPoetry(context: CommandContext, words: readonly ShellWord[]): void {
  const options = readOptions(words, valued);
  const [verb] = options.rest;
  if (verb === 'install' || verb === 'sync' || verb === 'update' || verb === 'add') {
    const only = optionValue(options, '--only', '--without') ?? '';
    const without = hasOption(options, '--no-dev') || /\b(?:main|dev)\b/.test(only);
    const shared = setting(context, 'POETRY_VIRTUALENVS_CREATE', 'virtualenvs.create') === 'false';
    const inside = setting(context, 'POETRY_VIRTUALENVS_IN_PROJECT', 'virtualenvs.in-project') === 'true';
    const python = shared ? pythonBehind(context, 'python') : environmentInForce(context);
    const made =
      python ??
      (inside && !shared ? projectEnvironment(context, pythonBehind(context, 'python')) : undefined);
    if (made === undefined && !shared) openCaches(context, ['.cache/pypoetry']);
    // A folder `.venv` that is there is taken for the environment, unless a setting says otherwise.
    if (made === undefined && ownFolder(context) !== 'no') openFolder(context, '.venv');
    record(context, 'poetry', made, without ? false : hasDevelopment(context));
  } else if (verb === 'build') openFolder(context, 'dist');
  else if (verb === 'export') writeOutput(context, options);
  else if (verb === 'lock') writeHere(context, 'poetry.lock');
  else if (verb === 'run') runInside(context, words, 'poetry');
  else if (verb === 'init' || verb === 'new' || verb === 'shell') unknown(context, `poetry ${verb}`);
}

export function applyPipenv(context: CommandContext, words: readonly ShellWord[]): void {
  const options = readOptions(words, valued);
  const [verb] = options.rest;
  if (verb === 'install' || verb === 'sync' || verb === 'update') {
    const system = hasOption(options, '--system', '--deploy-system');
    // Said by a variable, or by a folder that is there (pipenv.pypa.io, "Virtual Environments").
    const said = setting(context, 'PIPENV_VENV_IN_PROJECT');
    const folder = said === undefined ? ownFolder(context) : 'no';
    const inside = folder === 'yes' || !/^(?:false|no|off|)$/i.test(said ?? '');
    const python = pythonBehind(context, 'python');
    const made = system
      ? python
      : (environmentInForce(context) ?? (inside ? projectEnvironment(context, python) : undefined));
    if (made === undefined) openCaches(context, ['.local/share/virtualenvs']);
    if (made === undefined && folder !== 'no') openFolder(context, '.venv');
    writeHere(context, 'Pipfile.lock');
    record(context, 'pipenv', made, hasOption(options, '-d', '--dev'), 'Pipfile');
  } else if (verb === 'lock') writeHere(context, 'Pipfile.lock');
  else if (verb === 'run') runInside(context, words, 'pipenv');
  else if (verb === 'shell') unknown(context, `pipenv ${verb}`);
}

export function applyPdm(context: CommandContext, words: readonly ShellWord[]): void {
  const options = readOptions(words, valued);
  const [verb] = options.rest;
  if (verb === 'install' || verb === 'sync' || verb === 'add' || verb === 'update') {
    openFolder(context, '__pypackages__');
    const made = environmentInForce(context) ?? projectEnvironment(context, pythonBehind(context, 'python'));
    const without = hasOption(options, '--prod', '--production', '--no-default', '-G');
    record(context, 'pdm', made, without ? false : hasDevelopment(context));
  } else if (verb === 'build') openFolder(context, 'dist');
  else if (verb === 'export') writeOutput(context, options);
  else if (verb === 'run') runInside(context, words, 'pdm');
  else if (verb === 'init') unknown(context, `pdm ${verb}`);
}

export function applyUv(context: CommandContext, words: readonly ShellWord[]): void {
  const options = readOptions(words, valued);
  const [verb, second] = options.rest;
  const after = words.slice(words.findIndex(word => word.value === verb) + 1);
  if (verb === 'pip') applyPip(context, after, uvPython(context, options), 'uv');
  else if (verb === 'venv') applyVenv(context, after, ownPython(context, options), '.venv');
  else if (verb === 'sync') {
    const folder = setting(context, 'UV_PROJECT_ENVIRONMENT') ?? '.venv';
    const without = hasOption(options, '--no-dev', '--no-default-groups');
    const made = projectEnvironment(context, ownPython(context, options), folder);
    record(context, 'uv', made, without ? false : hasDevelopment(context));
    writeHere(context, 'uv.lock');
  } else if (verb === 'build') openFolder(context, 'dist');
  else if (verb === 'lock' || verb === 'add' || verb === 'remove') {
    writeHere(context, 'uv.lock');
    openFolder(context, '.venv');
  } else if (verb === 'export') writeOutput(context, options);
  else if (verb === 'python' && (second === 'install' || second === 'upgrade'))
    openCaches(context, ['.local'], setting(context, 'UV_PYTHON_INSTALL_DIR'));
  else if (verb === 'tool' && second === 'install')
    openCaches(context, ['.local'], setting(context, 'UV_TOOL_DIR'), setting(context, 'UV_TOOL_BIN_DIR'));
  else if (verb === 'run') {
    // It brings the environment up to date before.
    openFolder(context, setting(context, 'UV_PROJECT_ENVIRONMENT') ?? '.venv');
    runInside(context, words, 'uv');
  } else if (verb === 'tool' || verb === 'init') unknown(context, `uv ${verb}`);
}

/** `poetry run COMMAND`: the command itself, with the environment's programs; other options may change what it is. */
function runInside(context: CommandContext, words: readonly ShellWord[], manager: string): void {
  let at = words.findIndex(({ value }) => value === 'run') + 1;
  while (/^(?:--no-sync|--frozen|--locked|--no-dev|--offline|--quiet|-q|--)$/.test(words[at]?.value ?? ''))
    at++;
  const rest = words.slice(at);
  const [program] = rest;
  if (program?.value === undefined || program.value.startsWith('-') || /\.py$/.test(program.value))
    unknown(context, `${manager} run`);
  else applyCommand({ ...context, command: { ...context.command, words: rest } });
}

/** uv takes the active environment, else the one of the project, and the system's only where it is told to. */
function uvPython(context: CommandContext, options: Options): Python | undefined {
  const named = optionValue(options, '--python', '-p');
  if (typeof named === 'string' && named.startsWith('/')) {
    return environmentAt(context, named.replace(/\/bin\/[^/]*$/, '')) ?? pythonBehind(context, named);
  }
  const system =
    hasOption(options, '--system') || /^(?:1|true)$/.test(setting(context, 'UV_SYSTEM_PYTHON') ?? '');
  if (system) return pythonBehind(context, 'python');
  return environmentInForce(context);
}

/**
 * The interpreter of the image, where nothing asks uv for another one. One that uv brings itself lies below a folder
 * of its own (docs.astral.sh, "Python versions"): of its path the folder is known.
 */
function ownPython(
  context: CommandContext,
  options: Options,
): Pick<Python, 'executable' | 'minor' | 'layout'> | undefined {
  const python = pythonBehind(context, 'python');
  const preference = setting(context, 'UV_PYTHON_PREFERENCE');
  const managed =
    hasOption(options, '--managed-python') ||
    preference === 'only-managed' ||
    setting(context, 'UV_MANAGED_PYTHON') === 'true' ||
    (preference === undefined &&
      !hasOption(options, '--no-managed-python') &&
      ranBefore(context, /\buv\s+python\s+install\b/));
  const named = optionValue(options, '--python', '-p') ?? setting(context, 'UV_PYTHON');
  if (managed && !(named ?? '').startsWith('/')) {
    const folder = setting(context, 'UV_PYTHON_INSTALL_DIR') ?? homeFolder(context, '.local/share/uv/python');
    const minor = typeof named === 'string' ? /^3\.\d+$/.exec(named)?.[0] : undefined;
    return { executable: folder, minor, layout: 'upstream' };
  }
  const project = joinPath(context.command.cwd, 'pyproject.toml');
  const text = project === undefined ? undefined : textAt(project, context.effects.contents, context.tree);
  const wanted = text === undefined ? undefined : readPyproject(text)?.requiresPython;
  const fits = wanted === undefined || admits(wanted, python?.minor);
  if (named?.startsWith('/') === true) return pythonBehind(context, named);
  const asked = typeof named === 'string' ? isSameMinor(named, python?.minor) : named === undefined;
  const managers = preference === undefined || /^(?:system|only-system)$/.test(preference);
  return asked && managers && fits && !pinsAnother(context, python?.minor) ? python : undefined;
}

/** A file `.python-version` in the project or above it names another version than the image has. */
function pinsAnother({ tree }: CommandContext, minor: string | undefined): boolean {
  return tree
    .files('')
    .filter(file => /(?:^|\/)\.python-versions?$/.test(file))
    .some(file => {
      const [line = ''] = (tree.text(file) ?? '?').trim().split(/\s+/);
      return !isSameMinor(line, minor);
    });
}

/** `3.12`, `3`, `cpython-3.12`, `python3`: what the image has. A patch release may be another one. */
function isSameMinor(wanted: string, minor: string | undefined): boolean {
  const version = /^(?:(?:c?python|cpython-|python)@?)?(\d+(?:\.\d+)?)?$/.exec(wanted.trim());
  if (version === null || minor === undefined) return false;
  return version[1] === undefined || version[1] === minor || minor.startsWith(`${version[1]}.`);
}

/** Whether an earlier instruction of the stage, or of those below it, has the words in it. */
function ranBefore(context: CommandContext, pattern: RegExp): boolean {
  return lineage(context.effects.stage).some(({ steps }) =>
    steps.some(
      ({ instruction }) =>
        instruction.keyword === 'RUN' &&
        instruction.span.start <= context.step.instruction.span.start &&
        pattern.test(instruction.body.text),
    ),
  );
}

/** Whether `>=3.11,<3.14` admits a minor version; false for what is not understood. */
function admits(specifier: string, minor: string | undefined): boolean {
  const own = Number(minor?.split('.')[1]);
  return specifier.split(',').every(part => {
    const [, operator, version] = /^\s*(>=|<|~=|\^|>)\s*3\.(\d+)(?:\.\d+)*\s*$/.exec(part) ?? [];
    const bound = Number(version);
    if (operator === '<') return own < bound || Number.isNaN(own);
    return operator !== undefined && !(own < bound);
  });
}

/** `VIRTUAL_ENV`, or the environment whose folder is first on PATH, or `.venv` in the project. */
function environmentInForce(context: CommandContext): Python | undefined {
  const active = setting(context, 'VIRTUAL_ENV');
  const path = active === undefined ? undefined : joinPath('/', active);
  if (path !== undefined)
    return environmentAt(context, path) ?? { ...nowhere, prefix: path, bin: `${path}/bin` };
  const first = pythonBehind(context, 'python');
  if (first?.layout === 'environment') return first;
  const own = joinPath(context.command.cwd, '.venv');
  return own === undefined ? undefined : environmentAt(context, own);
}

/** Whether there is a folder for the environment, even an empty one. */
function ownFolder(context: CommandContext): Presence {
  const path = joinPath(context.command.cwd, '.venv');
  return path === undefined ? 'maybe' : lookup(context.effects.contents, path).presence;
}

const nowhere: Python = {
  executable: undefined,
  minor: undefined,
  bin: undefined,
  site: undefined,
  prefix: undefined,
  layout: 'environment',
};

function projectEnvironment(
  context: CommandContext,
  python: Pick<Python, 'executable' | 'minor' | 'layout'> | undefined,
  folder = '.venv',
): Python | undefined {
  const path = joinPath(context.command.cwd, folder);
  if (path === undefined) return undefined;
  const link = python?.layout === 'environment' ? undefined : python?.executable;
  return (
    environmentAt(context, path) ?? makeEnvironment(context, path, { executable: link, minor: python?.minor })
  );
}

function record(
  context: CommandContext,
  manager: string,
  python: Python | undefined,
  development: boolean | undefined,
  manifest = 'pyproject.toml',
): void {
  const { cwd } = context.command;
  recordInstall(context, placeFor(python), {
    manager,
    development,
    packages: [],
    manifests: cwd === undefined ? [] : [joinPath(cwd, manifest) ?? manifest],
    projects: cwd === undefined ? [] : [cwd],
  });
}

function hasDevelopment(context: CommandContext): boolean | undefined {
  const path = joinPath(context.command.cwd, 'pyproject.toml');
  const text = path === undefined ? undefined : textAt(path, context.effects.contents, context.tree);
  const project = text === undefined ? undefined : readPyproject(text);
  return project === undefined ? undefined : project.development.length > 0;
}

/** A variable, or what `poetry config` was told earlier in this stage or below it. */
function setting(context: CommandContext, name: string, key?: string): string | undefined {
  const found = context.command.lookup(name);
  if (found.kind === 'value')
    return /^(?:1|true|yes)$/i.test(found.value) ? 'true' : found.value.replace(/^0$/, 'false');
  if (key === undefined) return undefined;
  const pattern = new RegExp(
    `poetry\\s+config\\s+(?:--\\S+\\s+)*${key.replace('.', '\\.')}\\s+["']?(\\w+)`,
    'i',
  );
  for (const stage of lineage(context.effects.stage))
    for (const { instruction } of stage.steps.toReversed()) {
      if (instruction.keyword !== 'RUN' || instruction.span.start > context.step.instruction.span.start)
        continue;
      const value = pattern.exec(instruction.body.text)?.[1];
      if (value !== undefined) return value.toLowerCase();
    }
  return undefined;
}

const valued: ReadonlySet<string> = new Set(
  '--only --without --with -E --extras -f --format -o --output --output-file --directory -C --project -P --python -p --group --extra --index-url --no-group -G --lockfile -L --link-mode --package --cache-dir --config-file --index -i --pypi-mirror --categories -r --requirements'.split(
    ' ',
  ),
);
