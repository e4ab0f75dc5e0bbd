/** `npm ci`, `yarn`, `pnpm install`, `bun install`, `npm prune`: which packages they leave, and where. */

import { lockNames } from '../../manifests/locks/lock-file';
import { cleanPath, joinPath, parentPath } from '../../model/paths';
import type { DependencyInstall } from '../built';
import { lookup, originOf, put } from '../contents';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import type { NodeArguments } from './arguments';
import { packageJsonIn, stageText } from './project';
import { runScript } from './scripts';

export type Manager = 'npm' | 'yarn' | 'pnpm' | 'bun';

/**
 * Records an install or a prune in `directory` and puts its node_modules; then the project's own lifecycle scripts
 * run, if they are known, and if not the project's folder may hold anything.
 */
export function applyInstall(
  context: CommandContext,
  manager: Manager,
  given: NodeArguments,
  directory: string,
  packages: readonly string[],
): void {
  const { effects, tree, command } = context;
  const manifest = packageJsonIn(effects.contents, tree, directory);
  const known = development(context, manager, given, directory);
  // Without a manifest only what is named is installed.
  const included = manifest === undefined && packages.length > 0 ? undefined : known;
  const lock = lockOf(context, manager, directory);
  const lockless = manager === 'npm' && manifest !== undefined && isLockless(context, given, directory);
  keepCaches(context);
  if (manifest === undefined) makeOpaque(context, directory);
  const plugAndPlay = manager === 'yarn' && berry(context, directory) !== false;
  const linker = plugAndPlay ? stageText(effects.contents, tree, `${directory}/.yarnrc.yml`) : undefined;
  const certain = !plugAndPlay || /^nodeLinker:\s*["']?(?:node-modules|pnpm)/m.test(linker ?? '');
  if (plugAndPlay)
    for (const name of ['.pnp.cjs', '.pnp.loader.mjs', '.yarn'])
      makeOpaque(context, cleanPath(`${directory}/${name}`));
  const into = certain ? cleanPath(`${directory}/node_modules`) : undefined;
  for (const name of ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'])
    makeOpaque(context, cleanPath(`${directory}/${name}`));
  const install = record(context, manager, directory, into, packages, {
    development: included,
    project: manifest,
    lock,
    lockless,
  });
  if (into === undefined) makeOpaque(context, cleanPath(`${directory}/node_modules`));
  else {
    makeOpaque(context, into);
    put(effects.contents, into, {
      kind: 'directory',
      origin: { kind: 'dependencies', install },
      by: context.step.instruction,
      span: command.span,
      conditional: command.conditional,
    });
  }
  // Packages of a workspace have folders of their own beside their manifests.
  const settings = manager === 'pnpm' ? cleanPath(`${directory}/pnpm-workspace.yaml`) : undefined;
  const listed = settings !== undefined && lookup(effects.contents, settings).presence !== 'no';
  if (manifest?.workspaces !== undefined || listed) makeOpaque(context, directory);
  if (manifest === undefined || packages.length > 0 || given.options.has('--ignore-scripts')) return;
  for (const name of [
    'preinstall',
    'install',
    'postinstall',
    'prepublish',
    'preprepare',
    'prepare',
    'postprepare',
  ])
    if (Object.hasOwn(manifest.scripts, name)) runScript(context, directory, name);
}

/** `npm install -g`: into the prefix of the image. */
export function applyGlobal(context: CommandContext, manager: Manager, packages: readonly string[]): void {
  keepCaches(context);
  for (const path of [
    '/usr/local/lib/node_modules',
    '/usr/local/bin',
    '/usr/local/share',
    '/usr/lib/node_modules',
  ])
    makeOpaque(context, path);
  for (const path of ['/usr/bin', '/opt']) makeOpaque(context, path);
  record(context, manager, '/usr/local/lib', undefined, packages, { development: false });
}

function record(
  context: CommandContext,
  manager: Manager,
  directory: string,
  into: string | undefined,
  packages: readonly string[],
  facts: Pick<DependencyInstall, 'development' | 'project' | 'lock' | 'lockless'>,
): DependencyInstall {
  const install: DependencyInstall = {
    ecosystem: 'node',
    manager,
    directory,
    into,
    ...facts,
    packages: packages.map(bareName),
    manifests: [...manifests, ...locks[manager]]
      .map(name => cleanPath(`${directory}/${name}`))
      .filter(path => lookup(context.effects.contents, path).presence === 'yes'),
    by: context.step.instruction,
    span: context.command.span,
  };
  context.effects.dependencies.push(install);
  return install;
}

/** The lock file that the manager goes by, where it is a file of the build context. */
function lockOf({ effects }: CommandContext, manager: Manager, directory: string): string | undefined {
  for (const name of lockNames[manager]) {
    const found = lookup(effects.contents, cleanPath(`${directory}/${name}`));
    const origin = originOf(found);
    if (found.presence === 'yes') return origin?.kind === 'context' ? origin.path : undefined;
  }
  return undefined;
}

/** A plain `npm ci` in a project of its own: a package.json above may make it a part of a workspace. */
function isLockless(
  { effects: { contents }, command }: CommandContext,
  { words, options, uncertain }: NodeArguments,
  directory: string,
): boolean {
  if (uncertain || !/^(?:ci|clean-install|ic|install-clean|cit)$/.test(words[0] ?? '')) return false;
  if (command.conditional || command.role !== 'plain') return false;
  if (['--prefix', '-C', '-w', '--workspace', '--workspaces'].some(name => options.has(name))) return false;
  const absent = (path: string): boolean => lookup(contents, cleanPath(path)).presence === 'no';
  if (!locks.npm.every(name => absent(`${directory}/${name}`))) return false;
  for (let folder = directory; folder !== '/'; ) {
    folder = parentPath(folder);
    if (!absent(`${folder}/package.json`)) return false;
  }
  return true;
}

const manifests = ['package.json'];
const locks: Readonly<Record<Manager, readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  bun: ['bun.lock', 'bun.lockb'],
};

/** `@scope/name@1.2` is `@scope/name`. */
function bareName(text: string): string {
  return text.replace(/(.)@.*$/, '$1');
}

/** What package managers and what they run keep for themselves. */
function keepCaches(context: CommandContext): void {
  const home = context.command.lookup('HOME');
  const folder = home.kind === 'value' ? home.value : '/root';
  for (const name of ['.npm', '.cache', '.yarn', '.local', '.config', '.bun', '.npmrc'])
    makeOpaque(context, cleanPath(`${folder}/${name}`));
  makeOpaque(context, '/tmp');
}

/**
 * Whether development dependencies are installed: by the flags, then NODE_ENV, then the default. False where the
 * manifest is known and has none; undefined where a setting elsewhere may decide.
 */
function development(
  context: CommandContext,
  manager: Manager,
  given: NodeArguments,
  directory: string,
): boolean | undefined {
  const { effects, tree, command } = context;
  const path = cleanPath(`${directory}/package.json`);
  const manifest = packageJsonIn(effects.contents, tree, directory);
  if (lookup(effects.contents, path).presence === 'no') return false;
  if (manifest !== undefined && Object.keys(manifest.devDependencies).length === 0 && !manifest.workspaces)
    return false;
  const flags = byFlags(given, manager);
  if (flags !== undefined) return flags;
  if (given.uncertain || configured(context)) return undefined;
  const settings = ['npm_config_omit', 'npm_config_production', 'npm_config_only', 'npm_config_include'];
  for (const name of settings.flatMap(setting => [setting, setting.toUpperCase()]))
    if (command.lookup(name).kind !== 'unset') return undefined;
  const npmrc = lookup(effects.contents, cleanPath(`${directory}/.npmrc`));
  if (npmrc.presence === 'yes') {
    const text = stageText(effects.contents, tree, npmrc.path);
    if (text === undefined || /^\s*(?:omit|production|only|include|also|dev)\b/m.test(text)) return undefined;
  }
  const environment = command.lookup('NODE_ENV');
  if (environment.kind === 'unknown') return undefined;
  const production = environment.kind === 'value' && environment.value === 'production';
  if (!production) return true;
  if (manager === 'bun') return undefined;
  if (manager !== 'yarn') return false;
  const modern = berry(context, directory);
  return modern === undefined ? undefined : modern;
}

function byFlags({ options }: NodeArguments, manager: Manager): boolean | undefined {
  const values = (name: string): readonly string[] => options.get(name) ?? [];
  if (values('--include').includes('dev') || values('--also').some(value => /^dev/.test(value))) return true;
  if (values('--omit').includes('dev') || values('--only').some(value => /^prod/.test(value))) return false;
  for (const name of [
    '--production',
    '--prod',
    ...(manager === 'pnpm' ? ['-P'] : []),
    ...(manager === 'bun' ? ['-p'] : []),
  ]) {
    const value = values(name).at(-1);
    if (value !== undefined) return value === 'false';
  }
  return values('--no-production').length > 0 ? true : undefined;
}

/** `npm config set omit dev` and the like somewhere in the stage. */
function configured(context: CommandContext): boolean {
  return context.effects.stage.steps.some(({ instruction }) =>
    /\b(?:npm|yarn|pnpm)\s+(?:config\s+)?set\s+(?:\S+\s+)*(?:omit|production|only|include)\b/.test(
      instruction.body.text,
    ),
  );
}

/** Whether Yarn is version 2 or later, which ignores NODE_ENV; undefined where nothing tells. */
function berry(context: CommandContext, directory: string): boolean | undefined {
  const { effects, tree } = context;
  const manager = packageJsonIn(effects.contents, tree, directory)?.packageManager;
  const version = /^yarn@(\d+)/.exec(manager ?? '')?.[1];
  if (version !== undefined) return Number(version) > 1;
  const lock = stageText(effects.contents, tree, cleanPath(`${directory}/yarn.lock`));
  if (lock !== undefined && /^__metadata:/m.test(lock)) return true;
  if (
    context.effects.stage.steps.some(({ instruction }) =>
      /\byarn\s+set\s+version\b|yarn@(?:berry|stable|[2-9])/.test(instruction.body.text),
    )
  )
    return true;
  if (lock !== undefined && /^# yarn lockfile v1/m.test(lock)) return false;
  const settings = lookup(effects.contents, cleanPath(`${directory}/.yarnrc.yml`)).presence;
  if (settings !== 'maybe') return settings === 'yes';
  // Folders of a project whose files are not known: the flags of the first Yarn are of no use to the second.
  return undefined;
}

/** The folder a command works in; undefined where it cannot be known. */
export function workingDirectory(context: CommandContext, option: string | undefined): string | undefined {
  const { cwd } = context.command;
  return option === undefined ? cwd : joinPath(cwd, option);
}
