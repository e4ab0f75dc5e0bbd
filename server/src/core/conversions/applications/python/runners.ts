/** `poetry run`, `pipenv run`, `uv run`: programs that look for the project's environment and start another one in it. */
import type { Edit } from '../../../edits/change';
import type { DependencyInstall } from '../../../effects/built';
import { lookup } from '../../../effects/contents';
import { isRoot } from '../../../effects/stage-effects';
import { readPyproject } from '../../../manifests/pyproject';
import { baseName, isWithin, joinPath } from '../../../model/paths';
import { decline, type Ledger, note } from '../../decision';
import { type LaunchPlan, withLeading } from '../../launch-plan';
import { keywordStyle, withComments } from '../../text';
import type { Application } from '../application';
import { hiddenBy } from './hidden-environment';
import { interpreterFolder, isEnvironment, searchedFolders } from './interpreter';

export interface Run {
  readonly launch: LaunchPlan;
  /** The environment whose programs come first now. */
  readonly environment: string | undefined;
  /** `NAME=value` that the runner would set. */
  readonly added: readonly string[];
  /** Puts the environment where it can be carried from. */
  readonly builderEdits: readonly Edit[];
  readonly leftBehind: readonly string[];
}

/** The launch without the runner, and the PATH that it sets; undefined with a reason where it does more than that. */
export function dropRunner(app: Application, launch: LaunchPlan, ledger: Ledger): Run | undefined {
  const words = launch.argv.map(({ value }) => value);
  const manager = baseName(words[0] ?? '');
  const table = Object.hasOwn(runners, manager) ? runners[manager] : undefined;
  const at = words.indexOf('run');
  if (table === undefined || at < 1 || readSwitches(words, 1, table, app) !== at)
    return { launch, environment: undefined, added: [], builderEdits: [], leftBehind: [] };
  const refuse = (why: string) =>
    decline(
      ledger,
      `The container starts with \`${manager} run\`, which is not there without ${manager}, and ${why}.`,
      launch.span,
      'missing-executable',
    );
  let count = readSwitches(words, at + 1, table, app);
  const own: string[] = [];
  const option = words[count] ?? '';
  if (option === '--') count++;
  else if (manager === 'uv' && (option === '-m' || option === '--module')) {
    own.push('python', '-m');
    count++;
  } else if (table.folders.includes(option.replace(/=.*$/, '')))
    return refuse(`it works in another folder than \`${app.workdir}\``);
  else if (option.startsWith('-')) return refuse(`what \`${option}\` does cannot be told`);
  const program = words[count];
  if (program === undefined) return refuse('starts nothing');
  if (own.length === 0 && manager === 'uv' && program.endsWith('.py')) own.push('python');
  if (own.length === 0 && ownScripts(app, manager).includes(program))
    return refuse(`\`${program}\` is a script of the project that only ${manager} knows`);
  const place = placeOf(app, manager, ledger);
  const pinned = place === undefined && manager === 'uv' ? otherVersion(app) : undefined;
  if (pinned !== undefined) return refuse(pinned);
  if (place === undefined)
    return refuse(
      `where its virtual environment is cannot be told: ${table.advice} would put it in a known place`,
    );
  const late = manager === 'uv' ? missingAtStart(app) : undefined;
  if (late !== undefined) return refuse(late);
  // Pipenv alone reads the file by itself (pipenv.pypa.io, "Automatic Loading of .env").
  const settings = joinPath(app.workdir, '.env') ?? '/.env';
  if (manager === 'pipenv' && lookup(app.effects.contents, settings).presence === 'yes')
    return refuse('it reads the variables of `.env`, which nothing else does');
  const { folder, builderEdits } = place;
  // uv makes the environment anew in the mounted folder, and Poetry's and Pipenv's lay elsewhere.
  const remade = manager === 'uv' && !words.includes('--no-sync');
  const hidden =
    folder !== undefined && (remade || builderEdits.length > 0) ? hiddenBy(app, folder) : undefined;
  if (hidden !== undefined)
    return refuse(
      `${hidden.where} mounts a folder of the host over \`${hidden.path}\`, which would hide \`${folder ?? ''}\``,
    );
  note(
    ledger,
    `\`${manager} run\` is gone: what it starts is ${folder === undefined ? 'on PATH' : `in \`${folder}\``}, and nothing is installed when the container starts.`,
    launch.span,
  );
  const first = folder === undefined || searchedFolders(app.effects)?.[0] === `${folder}/bin`;
  return {
    launch: withLeading(launch, count, own),
    environment: folder,
    added: first ? [] : [`PATH=${folder}/bin:$PATH`],
    builderEdits,
    leftBehind: builderEdits.length === 0 ? [] : hiddenPlaces,
  };
}

/** Behind the options that change nothing: those of the table, and folders that are the working directory. */
function readSwitches(words: readonly string[], from: number, table: Runner, app: Application): number {
  const isHere = (folder: string | undefined): boolean =>
    folder !== undefined && joinPath(app.workdir, folder) === app.workdir;
  for (let at = from; ; at++) {
    const word = words[at] ?? '';
    const [name = '', value] = word.split(/=(.*)/s);
    if (table.switches.includes(word)) continue;
    if (!table.folders.includes(name) || !isHere(value ?? words[at + 1])) return at;
    if (value === undefined) at++;
  }
}

/** Where environments lie that are not in the project. */
const hiddenPlaces: readonly string[] = ['/root/.cache/pypoetry', '/root/.local/share/virtualenvs'];

interface Runner {
  /** Options that change nothing about what is started. */
  readonly switches: readonly string[];
  /** Options that name a folder to work in, or that of the project. */
  readonly folders: readonly string[];
  readonly advice: string;
  /** A variable that has the environment made in the project, in `.venv`, where it would lie in a hidden place. */
  readonly inProject?: readonly [name: string, value: string];
}

const runners: Readonly<Record<string, Runner>> = {
  poetry: {
    switches: ['-q', '--quiet', '-n', '--no-interaction', '--no-ansi', '--no-plugins'],
    folders: ['-C', '--directory', '-P', '--project'],
    advice: '`ENV POETRY_VIRTUALENVS_IN_PROJECT=true` before `poetry install`',
    inProject: ['POETRY_VIRTUALENVS_IN_PROJECT', 'true'],
  },
  pipenv: {
    switches: ['-q', '--quiet'],
    folders: [],
    advice: '`ENV PIPENV_VENV_IN_PROJECT=1` before `pipenv install`',
    inProject: ['PIPENV_VENV_IN_PROJECT', '1'],
  },
  pdm: {
    switches: ['-q', '--quiet'],
    folders: ['-p', '--project'],
    advice: '`pdm venv create` in the project',
  },
  uv: {
    switches: [
      ...['-q', '--quiet', '-n', '--no-cache', '--frozen', '--locked', '--no-sync', '--offline'],
      ...['--no-dev', '--no-progress', '--no-default-groups', '--no-python-downloads', '--native-tls'],
    ],
    folders: ['--directory', '--project'],
    advice: '`uv sync` in the build',
  },
};

interface Place {
  /** Folder of the environment; undefined where packages went beside the image's interpreter. */
  readonly folder: string | undefined;
  readonly builderEdits: readonly Edit[];
}

function placeOf(app: Application, manager: string, ledger: Ledger): Place | undefined {
  const installs = installsBy(app, manager);
  const [first, ...others] = installs.map(install => environmentOf(install));
  if (installs.length === 0 || others.some(place => place !== first)) return undefined;
  if (first === undefined) return movedIn(app, manager, installs, ledger);
  if (first === 'system') return manager === 'uv' ? undefined : { folder: undefined, builderEdits: [] };
  return isEnvironment(first, app.effects) ? { folder: first, builderEdits: [] } : undefined;
}

/** The environment made in the project by a variable of the build, where nothing else says where it should be. */
function movedIn(
  app: Application,
  manager: string,
  installs: readonly DependencyInstall[],
  ledger: Ledger,
): Place | undefined {
  const { subject, effects, workdir } = app;
  const { dockerfile, tree } = subject;
  const [install] = installs;
  const variable = Object.hasOwn(runners, manager) ? runners[manager]?.inProject : undefined;
  const step = effects.stage.steps.find(({ instruction }) => instruction === install?.by);
  const folder = install?.directory;
  if (variable === undefined || step === undefined || folder === undefined || !isRoot(step.state.user))
    return undefined;
  if (workdir === '/' || installs.some(({ directory }) => directory !== folder) || !isWithin(folder, workdir))
    return undefined;
  if (tree.files('').some(file => /(?:^|\/)(?:\.venv|poetry\.toml)(?:\/|$)/.test(file))) return undefined;
  if (
    /virtualenvs\.|VIRTUALENVS_|WORKON_HOME|PIPENV_\w*VENV|PIPENV_PYTHON|--python|VIRTUAL_ENV/.test(
      dockerfile.source,
    )
  )
    return undefined;
  const at = withComments(dockerfile, step.instruction).start;
  const text = `${keywordStyle(dockerfile)('ENV')} ${variable.join('=')}${dockerfile.newline}`;
  note(
    ledger,
    `\`${variable.join('=')}\` has ${manager} make the virtual environment in the project, from where it is carried.`,
    step.instruction.span,
  );
  return { folder: `${folder}/.venv`, builderEdits: [{ span: { start: at, end: at }, text }] };
}

function environmentOf({ into, interpreter }: DependencyInstall): string | undefined {
  if (interpreter === undefined || into === undefined) return undefined;
  if (interpreter.startsWith(`${interpreterFolder}/`)) return 'system';
  const found = /^(\/.+)\/bin\/python[\d.]*$/.exec(interpreter)?.[1];
  return found !== undefined && into.startsWith(`${found}/`) ? found : undefined;
}

/** Names that `run` takes for the project's own instead of programs that lie in the environment. */
function ownScripts(app: Application, manager: string): readonly string[] {
  const { tree, dockerfile } = app.subject;
  const texts = (name: string) =>
    tree.files('').flatMap(file => (baseName(file) === name ? (tree.text(file) ?? '') : []));
  if (manager === 'pipenv') return texts('Pipfile').flatMap(text => keysOf(text, 'scripts'));
  if (manager === 'pdm') return texts('pyproject.toml').flatMap(text => keysOf(text, 'tool.pdm.scripts'));
  if (manager !== 'poetry') return [];
  const last = installsBy(app, manager).at(-1);
  const command = last === undefined ? '' : dockerfile.source.slice(last.span.start, last.span.end);
  // Without the project itself there are no programs of it: Poetry calls its functions.
  if (!/--(?:no-root|no-directory)/.test(command)) return [];
  return texts('pyproject.toml').flatMap(text => readPyproject(text)?.scripts ?? []);
}

function keysOf(toml: string, table: string): readonly string[] {
  const at = toml.indexOf(`[${table}]`);
  const body = at < 0 ? '' : (toml.slice(at + table.length + 2).split(/^\[/m, 1)[0] ?? '');
  return [...body.matchAll(/^\s*["']?([\w.-]+)["']?\s*=/gm)].map(entry => entry[1] ?? '');
}

function installsBy({ subject }: Application, manager: string): readonly DependencyInstall[] {
  return subject.effects
    .flatMap(({ dependencies }) => dependencies)
    .filter(install => install.ecosystem === 'python' && install.manager === manager);
}

/** Why the environment has another interpreter than the image's: the project names its version. */
function otherVersion({ subject: { tree }, image }: Application): string | undefined {
  for (const file of tree.files('').filter(path => baseName(path) === '.python-version')) {
    const wanted = /^3\.\d+/.exec(tree.text(file)?.trim() ?? '')?.[0];
    if (wanted !== undefined && image.version !== undefined && !`${image.version}.`.startsWith(`${wanted}.`))
      return `\`${file}\` asks for Python ${wanted}, which the image does not have: uv downloads it, into a folder of whoever builds`;
  }
  return undefined;
}

/** What `uv run` would install when the container starts; undefined where everything is there already. */
function missingAtStart(app: Application): string | undefined {
  const last = installsBy(app, 'uv').at(-1);
  const { tree, dockerfile } = app.subject;
  if (last === undefined) return 'no `uv sync` is in the build';
  const command = dockerfile.source.slice(last.span.start, last.span.end);
  if (!/--no-install-(?:project|workspace|local)/.test(command)) return undefined;
  const packaged = tree
    .files('')
    .some(file => baseName(file) === 'pyproject.toml' && /^\[build-system\]/m.test(tree.text(file) ?? ''));
  return packaged
    ? 'it would install the project itself when the container starts: `uv sync` without `--no-install-project` in the build would do that'
    : undefined;
}
