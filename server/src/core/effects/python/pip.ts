/** pip: which packages it installs, and where they land (pip documentation, "pip install"). */
import { readRequirement } from '../../manifests/requirements';
import { joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { DependencyInstall } from '../built';
import { unknown } from '../commands';
import { type Origin, put } from '../contents';
import { makeOpaque, writeFile } from '../run';
import { type CommandContext, isRoot } from '../stage-effects';
import type { Python } from './interpreter';
import { hasOption, type Options, optionValue, readOptions } from './options';
import { isListed, putScripts, readManifests } from './packages';

/** Applies a pip command line; `python` is the interpreter it belongs to, as far as that is known. */
export function applyPip(
  context: CommandContext,
  words: readonly ShellWord[],
  python: Python | undefined,
  manager = 'pip',
): void {
  const options = readOptions(words, valued);
  const [verb, ...rest] = options.rest;
  if (verb === 'install') pipInstall(context, options, rest, python, manager);
  else if (verb === 'wheel' || verb === 'download') {
    const into = optionValue(options, '-w', '--wheel-dir', '-d', '--dest') ?? undefined;
    openUp(context, joinPath(context.command.cwd, into ?? '.'));
    if (rest.some(isLocal)) openUp(context, context.command.cwd);
  } else if (verb === 'compile' || verb === 'sync') {
    const output = optionValue(options, '-o', '--output-file');
    const path = typeof output === 'string' ? joinPath(context.command.cwd, output) : undefined;
    if (path !== undefined) writeFile(context, path, context.command.conditional);
    else openUp(context, context.command.cwd);
  } else if (verb === undefined && words.some(word => word.value === undefined)) unknown(context, manager);
}

function pipInstall(
  context: CommandContext,
  options: Options,
  rest: readonly (string | undefined)[],
  python: Python | undefined,
  manager: string,
): void {
  const { command } = context;
  const editable = options.values.get('-e') ?? options.values.get('--editable') ?? [];
  const local = [...rest, ...editable].filter(isLocal).map(path => joinPath(command.cwd, path ?? '.'));
  // Building a project leaves `build` and `*.egg-info` in it; repositories are checked out below `src`.
  for (const path of local) openUp(context, path?.replace(/\[[^\]]*\]$/, ''));
  if (editable.length > 0) openUp(context, command.cwd);
  const requirements = [...(options.values.get('-r') ?? []), ...(options.values.get('--requirement') ?? [])];
  const files = requirements.flatMap(file => (file === undefined ? [] : (joinPath(command.cwd, file) ?? [])));
  const place = placeOf(context, options, python);
  if (place === undefined) {
    unknown(context, manager);
    return;
  }
  const projects = local.flatMap(path => path?.replace(/\[[^\]]*\]$/, '') ?? []);
  recordInstall(context, place, {
    manager,
    development: files.some(file => /(?:^|[/._-])(?:dev|test|tests|development)(?=[._-])/.test(file))
      ? true
      : undefined,
    packages: rest.flatMap(word => (word === undefined ? [] : (readRequirement(word)?.name ?? []))),
    manifests: [...files, ...projects.flatMap(path => [`${path}/pyproject.toml`, `${path}/setup.cfg`])],
    lists: files,
    projects,
    unlisted:
      files.length < requirements.length ||
      [...rest, ...editable].some(
        word =>
          word === undefined || /\]$/.test(word) || (!isLocal(word) && readRequirement(word) === undefined),
      ),
  });
}

export interface Place {
  readonly into: string | undefined;
  readonly bin: string | undefined;
  /** May hold anything afterwards. */
  readonly below: string | undefined;
  readonly interpreter: string | undefined;
  readonly minor: string | undefined;
}

interface Installed {
  readonly manager: string;
  readonly development: boolean | undefined;
  readonly packages: readonly string[];
  readonly manifests: readonly string[];
  /** Folders of projects that are installed themselves. */
  readonly projects: readonly string[];
  /** Those of the manifests that must be there; all of them if not given. */
  readonly lists?: readonly string[];
  /** Packages are asked for that nothing names. */
  readonly unlisted?: boolean;
}

/** Where an interpreter keeps what is installed for it; all unknown where the interpreter is. */
export function placeFor(python: Python | undefined): Place {
  return {
    into: python?.site,
    bin: python?.bin,
    below: python?.prefix,
    interpreter: python?.executable,
    minor: python?.minor,
  };
}

/** Tells the stage of an install: where it may have written, what is there for sure. */
export function recordInstall(context: CommandContext, place: Place, what: Installed): void {
  const { command, step, effects } = context;
  const { lists = what.manifests, projects } = what;
  const read = (paths: readonly string[]) =>
    readManifests(paths, effects.contents, context.tree, what.development === true);
  const named = lists.length === what.manifests.length && lists.length > 0 ? [] : projects;
  const install: DependencyInstall = {
    ecosystem: 'python',
    manager: what.manager,
    directory: command.cwd,
    into: place.into,
    development: what.development,
    packages: what.packages,
    manifests: what.manifests,
    listed: read(what.manifests).listed,
    unlisted:
      what.unlisted === true ||
      !read(lists).complete ||
      named.some(path => !isListed(path, effects.contents, context.tree)),
    interpreter: place.interpreter,
    runtime: place.minor,
    by: step.instruction,
    span: command.span,
  };
  effects.dependencies.push(install);
  // Of the system's own folders nothing is known anyway, and the rest of them stays as it was.
  if (place.below !== undefined && !/^\/usr(?:\/local)?$/.test(place.below)) {
    openUp(context, place.below);
    putFolder(context, place.below, { kind: 'dependencies', install });
  }
  if (place.into !== undefined) {
    makeOpaque(context, place.into);
    putFolder(context, place.into, { kind: 'dependencies', install });
  }
  if (place.bin !== undefined) putScripts(context, install, place.bin, what.projects);
}

function putFolder({ effects, step, command }: CommandContext, path: string, origin: Origin): void {
  const { span, conditional } = command;
  put(effects.contents, path, { kind: 'directory', origin, by: step.instruction, span, conditional });
}

/** Where an install goes; undefined where nobody knows. */
function placeOf(context: CommandContext, options: Options, python: Python | undefined): Place | undefined {
  const setting = (name: string): string | undefined => {
    const found = context.command.lookup(name);
    return found.kind === 'value' ? found.value : undefined;
  };
  // What pip hands on to `setup.py install`, in versions before 23.1.
  const handed = readOptions(
    (options.values.get('--install-option') ?? []).map(value => plainWord(context, value)),
    valued,
  );
  const target = optionValue(options, '-t', '--target') ?? setting('PIP_TARGET');
  const prefix = optionValue(options, '--prefix') ?? optionValue(handed, '--prefix') ?? setting('PIP_PREFIX');
  const root = optionValue(options, '--root') ?? optionValue(handed, '--root');
  if ([...handed.values.keys()].some(name => name !== '--prefix' && name !== '--root')) return undefined;
  if (target === null || prefix === null || root === null) return undefined;
  const { executable: interpreter, minor } = python ?? { executable: undefined, minor: undefined };
  const folder = target ?? prefix ?? root;
  if (folder !== undefined) {
    const path = joinPath(context.command.cwd, folder);
    if (path === undefined) return undefined;
    const bin = root === undefined ? `${path}/bin` : undefined;
    const upstream = python?.layout !== 'debian' && minor !== undefined && root === undefined;
    const library = upstream ? `${path}/lib/python${minor}/site-packages` : undefined;
    return { into: target === undefined ? library : path, bin, below: path, interpreter, minor };
  }
  const user = context.step.state.user;
  const other = user !== undefined && user !== '' && !isRoot(user);
  if (
    (hasOption(options, '--user') || setting('PIP_USER') !== undefined || other) &&
    python?.layout !== 'environment'
  ) {
    const base = setting('PYTHONUSERBASE') ?? userBase(context, user, other);
    if (base === undefined) return undefined;
    const sure = minor !== undefined && !other;
    const into = sure ? `${base}/lib/python${minor}/site-packages` : undefined;
    return { into, bin: sure ? `${base}/bin` : undefined, below: base, interpreter, minor };
  }
  if (python !== undefined)
    return { into: python.site, bin: python.bin, below: python.prefix, interpreter, minor };
  // Whatever image this is: packages of a system's own Python go below /usr, of which not all is known.
  return { into: undefined, bin: undefined, below: setting('VIRTUAL_ENV'), interpreter, minor };
}

function plainWord(context: CommandContext, value: string | undefined): ShellWord {
  return { text: value ?? '', value, glob: false, variables: [], span: context.command.span };
}

function userBase(context: CommandContext, user: string | undefined, other: boolean): string | undefined {
  const home = context.command.lookup('HOME');
  if (home.kind === 'value') return `${home.value}/.local`;
  if (!other) return home.kind === 'unset' ? '/root/.local' : undefined;
  const name = user?.split(':')[0] ?? '';
  const made = context.effects.users.find(candidate => candidate.name === name && !candidate.group);
  if (made?.home !== undefined) return `${made.home}/.local`;
  return /^[a-z_][\w-]*$/.test(name) ? `/home/${name}/.local` : undefined;
}

function openUp(context: CommandContext, path: string | undefined): void {
  if (path === undefined || path === '/') context.effects.contents.unknownSince ??= context.step.instruction;
  else makeOpaque(context, path);
}

/** A folder or archive rather than the name of a package. */
function isLocal(word: string | undefined): boolean {
  return word !== undefined && /^(?:\.{1,2}(?:[/[]|$)|\/)/.test(word);
}

const valued: ReadonlySet<string> = new Set(
  '-r --requirement -c --constraint -e --editable -t --target --prefix --root -d --dest -w --wheel-dir -i --index-url --extra-index-url -f --find-links --trusted-host --timeout --retries --cache-dir --progress-bar --only-binary --no-binary --platform --python-version --implementation --abi --upgrade-strategy --proxy --cert --client-cert --src --config-settings -C --global-option --install-option --build-option --report --log --exists-action --use-feature --use-deprecated --root-user-action --keyring-provider --python -p --index-strategy --link-mode --index --default-index --group --exclude-newer --override --build-constraint -o --output-file'.split(
    ' ',
  ),
);
