/** npm, yarn, pnpm and bun: which of their commands installs, which runs a script, which does neither. */
import { cleanPath, parentPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import { type CommandHandler, unknown } from '../commands';
import { lookup } from '../contents';
import { makeOpaque, writeFile } from '../run';
import type { CommandContext } from '../stage-effects';
import { directoryOption, type NodeArguments, nodeArguments, onlyAsks } from './arguments';
import { applyGlobal, applyInstall, type Manager, workingDirectory } from './install';
import { packageJsonIn } from './project';
import { replaceCommand, runScriptChain } from './scripts';

/** Applies a command of one of the package managers. */
export function managerCommand(manager: Manager): CommandHandler {
  return (context, args, offset) => {
    const given = nodeArguments(args, manager === 'npm' ? ['-p', '-c'] : ['-p', '-w', '-c']);
    const option = directoryOption(given);
    const directory =
      manager === 'npm' && option === undefined
        ? npmPrefix(context, context.command.cwd)
        : workingDirectory(context, option);
    if (onlyAsks(args)) return;
    const [first] = given.words;
    const verb = first ?? (given.words.length > 0 ? undefined : manager === 'yarn' ? 'install' : 'help');
    if (verb === undefined || directory === undefined) {
      unknown(context, manager);
      return;
    }
    const rest = given.words.slice(1);
    if (applyVerb(context, manager, verb, rest, given, directory)) return;
    const script = scriptOf(manager, verb, rest, given);
    if (
      script !== undefined &&
      packageJsonIn(context.effects.contents, context.tree, directory)?.scripts[script] !== undefined
    ) {
      runScriptChain({ ...context, command: { ...context.command, cwd: directory } }, directory, script);
      return;
    }
    if (/^(?:exec|x|dlx)$/.test(verb)) runPackage(context, offset + 1 + (given.places[0] ?? 0) + 1);
    else if (manager !== 'npm' && script === verb && isPackaged(context, directory))
      runPackage(context, offset + 1 + (given.places[0] ?? 0));
    else {
      // Scripts of this project, or of a workspace of it, which cannot be read.
      const runs = manager !== 'npm' || /^(?:run|run-script|rum|urn|start|test)$/.test(verb);
      unknown(context, manager, runs ? directory : undefined);
      makeOpaque(context, directory);
    }
  };
}

/** npm works in the nearest folder upwards that surely has a package.json (docs.npmjs.com, "folders"). */
function npmPrefix({ effects }: CommandContext, cwd: string | undefined): string | undefined {
  for (let folder = cwd; folder !== undefined; folder = folder === '/' ? undefined : parentPath(folder)) {
    const { presence } = lookup(effects.contents, cleanPath(`${folder}/package.json`));
    if (presence === 'yes') return folder;
    if (presence === 'maybe') return cwd;
  }
  return cwd;
}

/** `npx tsc`, `bunx tsc`, `pnpm dlx tsc`: the package's command, options of npx left out. */
export const applyNpx: CommandHandler = (context, _args, offset) => runPackage(context, offset + 1);

function runPackage(context: CommandContext, from: number): void {
  const { words } = context.command;
  let at = from;
  for (; at < words.length; at++) {
    const value = words[at]?.value ?? '';
    if (/^(?:-p|--package|-c|--call)$/.test(value)) at++;
    else if (!value.startsWith('-')) break;
  }
  const word: ShellWord | undefined = words[at];
  if (word?.value === undefined) {
    if (words.length > at || words.slice(from).some(option => !/^-{1,2}v/.test(option.value ?? '')))
      unknown(context, 'npx');
    return;
  }
  const name = word.value.replace(/(.)@.*$/, '$1');
  const renamed = [...words.slice(0, at), { ...word, value: binaryOf(name) }, ...words.slice(at + 1)];
  replaceCommand({ ...context, command: { ...context.command, words: renamed } }, at);
}

/** Commands that are called otherwise than their package. */
function binaryOf(name: string): string {
  const known: Readonly<Record<string, string>> = {
    '@vercel/ncc': 'ncc',
    '@angular/cli': 'ng',
    '@nestjs/cli': 'nest',
    typescript: 'tsc',
  };
  return Object.hasOwn(known, name) ? (known[name] ?? name) : name;
}

/** The manifest is known and has no script of that name: then it is a command of a package. */
function isPackaged(context: CommandContext, directory: string): boolean {
  return packageJsonIn(context.effects.contents, context.tree, directory) !== undefined;
}

/** The name of the script that a command runs, if it runs one of this project. */
function scriptOf(
  manager: Manager,
  verb: string,
  rest: readonly (string | undefined)[],
  { options }: NodeArguments,
): string | undefined {
  const others = ['--workspace', '-w', '--workspaces', '-ws', '--filter', '-F', '-r', '--recursive'];
  if (others.some(name => options.has(name))) return undefined;
  if (/^(?:run|run-script|rum|urn)$/.test(verb)) return rest[0];
  if (/^(?:start|test|stop|restart)$/.test(verb)) return verb;
  if (/^(?:t|tst)$/.test(verb) && manager === 'npm') return 'test';
  return manager === 'npm' ? undefined : verb;
}

function applyVerb(
  context: CommandContext,
  manager: Manager,
  verb: string,
  rest: readonly (string | undefined)[],
  given: NodeArguments,
  directory: string,
): boolean {
  const named = rest.flatMap(word => word ?? []);
  const modules = cleanPath(`${directory}/node_modules`);
  const isGlobal =
    [...given.options.keys()].some(option => /^-[a-z]*g[a-z]*$/.test(option)) ||
    given.options.has('--global') ||
    given.options.get('--location')?.includes('global') === true;
  if (verb === 'global' && manager === 'yarn') applyGlobal(context, manager, named.slice(1));
  else if (isGlobal && installs.test(verb)) applyGlobal(context, manager, named);
  else if (isGlobal) makeOpaque(context, '/usr/local/lib/node_modules');
  else if (installs.test(verb)) applyInstall(context, manager, given, directory, verb === 'ci' ? [] : named);
  else if (/^(?:prune|update|up|upgrade)$/.test(verb))
    applyInstall(context, manager, withoutScripts(given), directory, []);
  else if (verb === 'workspaces' && named[0] === 'focus')
    applyInstall(context, manager, withoutScripts(given), directory, []);
  else if (verb === 'deploy' && manager === 'pnpm') deploy(context, given, named);
  else if (changesModules.test(verb)) makeOpaque(context, modules);
  else if (verb === 'pack' || (verb === 'set' && manager === 'yarn') || verb === 'plugin')
    makeOpaque(context, directory);
  else if (/^(?:init|create|pkg|version|shrinkwrap)$/.test(verb)) {
    makeOpaque(context, directory);
    writeFile(context, cleanPath(`${directory}/package.json`), context.command.conditional);
  } else return quiet.test(verb);
  return true;
}

const installs =
  /^(?:ci|clean-install|ic|install-clean|install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add|install-test|it|cit)$/;
const changesModules =
  /^(?:rebuild|rb|uninstall|remove|rm|r|un|unlink|link|ln|dedupe|ddp|audit|fetch|autoclean|approve-builds)$/;
const quiet =
  /^(?:cache|config|c|get|set|view|info|show|ls|list|ll|la|why|whoami|login|logout|adduser|ping|fund|outdated|doctor|help|bin|root|prefix|token|team|owner|search|store|licenses|pm|completion|check|versions|policies|explain)$/;

/** `pnpm deploy --prod DIR`: a project with its dependencies, in a folder of its own. */
function deploy(context: CommandContext, given: NodeArguments, named: readonly string[]): void {
  const target = workingDirectory(context, named.at(-1));
  if (target === undefined || named.length === 0) unknown(context, 'pnpm');
  else {
    makeOpaque(context, target);
    applyInstall(context, 'pnpm', withoutScripts(given), target, []);
  }
}

function withoutScripts(given: NodeArguments): NodeArguments {
  return { ...given, options: new Map([...given.options, ['--ignore-scripts', ['true']]]) };
}
