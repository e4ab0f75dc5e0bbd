/** Shell scripts of the project that a build runs: those that keep to the project leave the rest of the image alone. */
import { baseName, isWithin, joinPath, parentPath } from '../model/paths';
import { readScript } from '../shell/read-script';
import type { ShellCommand, ShellWord } from '../shell/script';
import { plainText } from '../syntax/logical-text';
import { applyCommand, unknown } from './commands';
import { lookup, originOf } from './contents';
import { harmless } from './harmless-commands';
import { placeAt } from './make';
import { applyRedirects } from './run';
import type { CommandContext } from './stage-effects';

/**
 * `./scripts/fetch.sh`, `bash scripts/fetch.sh`: true where the script is one of the build context and all that it
 * runs writes below the working directory or to folders for passing files; that folder may hold anything then.
 */
export function applyShellScript(context: CommandContext, offset: number): boolean {
  const { command, tree, effects } = context;
  const { cwd } = command;
  const [first, ...rest] = command.words.slice(offset);
  const shell = /^(?:\/bin\/)?(?:ba|da|a)?sh$/.test(first?.value ?? '');
  const [script, ...args] = shell ? rest.slice(rest.findIndex(isNoOption)) : [first, ...rest];
  if (cwd === undefined || cwd === '/' || !script?.value?.includes(shell ? '' : '/')) return false;
  const path = joinPath(cwd, script.value);
  const origin = path === undefined ? undefined : originOf(lookup(effects.contents, path));
  const text = origin?.kind === 'context' ? tree.text(origin.path) : undefined;
  if (path === undefined || text === undefined || !isWithin(path, cwd)) return false;
  const read = readScript(plainText(text, { start: 0, end: text.length }), { cwd, lookup: command.lookup });
  if (args.length === 0 && read.understood && runsAsWritten(text, read.commands)) {
    for (const item of read.commands) {
      const placed = placeAt(item, command, offset);
      applyCommand({ ...context, command: placed });
      applyRedirects(context, placed);
    }
    return true;
  }
  if (!(shell || /^#!.*\b(?:ba|da|a)?sh\b/.test(text)) || !args.every(staysInside)) return false;
  const depth = parentPath(path).slice(cwd.length).split('/').length - 1;
  if (!read.understood || !read.commands.every(item => isContained(item, cwd, depth, text))) return false;
  unknown(context, baseName(path), cwd);
  return true;
}

/** A list of commands that build and nothing else, as it could stand in the Dockerfile; a shell runs it without a first line, too. */
function runsAsWritten(text: string, commands: readonly ShellCommand[]): boolean {
  const first = /^#!(.*)/.exec(text)?.[1];
  if (first !== undefined && !/\b(?:ba|da|a)?sh\b/.test(first)) return false;
  return (
    commands.length > 0 &&
    commands.every(({ words, conditional }) => !conditional && builds.test(baseName(words[0]?.value ?? '?')))
  );
}

const builds =
  /^(?:set|cd|echo|mkdir|rm|cp|mv|chmod|export|cmake|make|ninja|gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|strip|ar|ld|cargo)$/;

function isNoOption(word: ShellWord | undefined): boolean {
  return word?.value?.startsWith('-') === false;
}

/** No argument that the script could take for a folder elsewhere. */
function staysInside(word: ShellWord | undefined): boolean {
  if (word?.value !== undefined) return !/^(?:[/~]|\.\.)/.test(word.value);
  return /^["']?(?:`|\$\()\s*(?:cat|date|echo|uname|git (?:describe|rev-parse HEAD|log))\b/.test(
    word?.text ?? '',
  );
}

/** Programs that write to what their arguments name, or below the folder that they run in. */
const writers: ReadonlySet<string> = new Set(
  'cp mv rm mkdir rmdir touch tee ln sed tar unzip gunzip gzip xz curl wget chmod find mktemp git'.split(' '),
);

function isContained(command: ShellCommand, cwd: string, depth: number, text: string): boolean {
  const [program, ...args] = command.words;
  if (command.cwd !== undefined && !isWithin(command.cwd, cwd) && !isPassing(command.cwd)) return false;
  if (!command.redirects.every(({ target }) => target === undefined || isInside(target, command, cwd, text)))
    return false;
  if (program === undefined) return true;
  const name = program.value;
  if (name === 'cd' || name === 'pushd') return args.every(word => isFolder(word, cwd, depth, text));
  if (name === undefined) return false;
  if (harmless.has(name)) return true;
  if (!writers.has(name)) return false;
  if (name === 'git' && args[0]?.value !== 'clone') return false;
  if (name === 'find' && args.some(({ value }) => /^-(?:exec|ok)/.test(value ?? ''))) return false;
  return args.every(word => isInside(word, command, cwd, text));
}

/** `cd "$(dirname "$0")/.."` leads to the script's own folder, and not above the project. */
function isFolder(word: ShellWord, cwd: string, depth: number, text: string): boolean {
  if (word.value !== undefined)
    return isWithin(joinPath(cwd, word.value) ?? '/', cwd) || isPassing(word.value);
  if ((word.text.match(/\.\./g) ?? []).length > depth) return false;
  return /\bdirname\b|BASH_SOURCE/.test(word.text) || isMade(word.text, text);
}

function isInside(word: ShellWord, { cwd: at }: ShellCommand, cwd: string, text: string): boolean {
  const { value } = word;
  if (/^["']?https?:/.test(word.text)) return true;
  if (value === undefined) return isMade(word.text, text);
  if (/^(?:-|\w+:\/\/)/.test(value)) return !/=\s*[/~]/.test(value);
  if (value.startsWith('~')) return false;
  if (value.startsWith('/')) return isWithin(joinPath('/', value) ?? '/', cwd) || isPassing(value);
  return at === undefined
    ? !value.startsWith('..')
    : isWithin(joinPath(at, value) ?? '/', cwd) || isPassing(at);
}

function isPassing(path: string): boolean {
  return /^\/(?:tmp|var\/tmp|dev)(?:\/|$)/.test(path);
}

/** What the script itself has put together, from no folder that stands elsewhere; arguments have been looked at. */
function isMade(word: string, text: string, seen: readonly string[] = []): boolean {
  if (/^["']?(?:\$\{\w+:?-)?["']?[/~]/.test(word) || asksElsewhere.test(word)) return false;
  return [...word.matchAll(/\$\{?([A-Za-z_]\w*)/g)].every(([, name = '']) => {
    if (seen.includes(name) || name === 'BASH_SOURCE') return true;
    const values = [...text.matchAll(new RegExp(`^\\s*(?:export |local |readonly )?${name}=(.*)$`, 'gm'))];
    return (
      values.length > 0 &&
      seen.length < 20 &&
      values.every(([, value = '']) => isMade(value, text, [...seen, name]))
    );
  });
}

/** Commands in `$(…)` that print where something of the system lies. */
const asksElsewhere =
  /\$\(.*\b(?:npm|yarn|pnpm|node|python[\d.]*|pip[\d.]*|go|gem|which|command|type|getent|pkg-config|find|brew)\b|\$\{?HOME\b/;
