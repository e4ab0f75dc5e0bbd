/** What known commands do to the file system; a command that is not known makes what it names opaque. */

import type { Lookup, VariableValue } from '../model/expand';
import { joinPath } from '../model/paths';
import type { ShellCommand, ShellWord } from '../shell/script';
import { downloadFile } from './downloads';
import { ecosystemCommand } from './ecosystems';
import { fields } from './fields';
import { copyFiles, linkFile, makeDirectories, moveFiles } from './file-commands';
import { applyGit } from './git';
import { applyGo } from './go-effects';
import { codeGenerators, harmless } from './harmless-commands';
import { makeCommands } from './make';
import { applyInConfigured } from './native/cmake';
import { applyShellScript } from './own-shell-scripts';
import { readInstall } from './packages';
import { findAndDelete, remove, removeDirectories, removeFiles } from './removals';
import { applyRedirects, makeOpaque, writeFile } from './run';
import type { CommandContext, SystemChange } from './stage-effects';
import { applyTar, applyUnzip } from './unpack';
import { readUserCommand } from './users';

export function applyCommand(given: CommandContext): void {
  const unwrapped = unwrap(given.command);
  if (unwrapped === undefined) return;
  const { offset, assigned, resets } = unwrapped;
  const inherited: Lookup = resets ? () => ({ kind: 'unknown' }) : given.command.lookup;
  const command = { ...given.command, lookup: (name: string) => assigned.get(name) ?? inherited(name) };
  const context = assigned.size === 0 && !resets ? given : { ...given, command };
  const word = context.command.words[offset];
  const program = word?.value?.slice(word.value.lastIndexOf('/') + 1);
  if (program === undefined) {
    if (word !== undefined) unknown(context, word.text);
    return;
  }
  const args = context.command.words.slice(offset + 1);
  noteTimeZone(program, args, context);
  const install = readInstall(program, args, context);
  if (install !== undefined) {
    const root = otherRoot(args);
    if (root !== undefined) makeOpaque(context, joinPath(context.command.cwd, root) ?? '/');
    if (install.packages.length > 0) context.effects.installs.push(install);
    return;
  }
  if (program === 'make') applyMake(context, offset);
  else if (program === 'go') applyGo(context, offset);
  else if (Object.hasOwn(handlers, program)) handlers[program]?.(context, fields(args));
  else if (ecosystemCommand(program) !== undefined) ecosystemCommand(program)?.(context, args, offset);
  else if (readUserCommand(program, args, context)) return;
  else if (program === 'update-alternatives' && choosesCompilers(args.map(({ value }) => value))) return;
  else if (
    codeGenerators.has(program) &&
    !args.some(word => word.value === 'build' || word.value === 'install')
  )
    context.effects.generators.push(program);
  else if (!harmless.has(program) && !applyShellScript(context, offset)) unknown(context, program);
}

/** Which of several compilers a name stands for: links that only builds follow (`--install LINK NAME PATH PRIORITY`). */
function choosesCompilers(words: readonly (string | undefined)[]): boolean {
  const named = words.flatMap((word, at) => {
    const place = /^--(?:install|slave)$/.test(word ?? '')
      ? 2
      : /^--(?:set|config|auto)$/.test(word ?? '')
        ? 1
        : 0;
    return place === 0 ? [] : [words[at + place] ?? ''];
  });
  return named.length > 0 && named.every(name => compilerName.test(name));
}

const compilerName =
  /^(?:(?:gcc|g\+\+|cc|c\+\+|c89|c99|cpp|clang|clang\+\+|gfortran|gcov|gcc-ar|gcc-nm|gcc-ranlib|ar|nm|ranlib|ld|lld|ld\.lld|llvm-\w+|clang-\w+)(?:-\d+)?|cmake|ninja)$/;

/** The folder of `apk --root` (or `-p`), `dnf --installroot`, `zypper --root`: a system of its own is put there. */
function otherRoot(args: readonly ShellWord[]): string | undefined {
  const at = args.findIndex(word => /^(?:--root|--installroot|-p)(?:=|$)/.test(word.value ?? ''));
  const value = args[at]?.value;
  return value?.includes('=')
    ? value.slice(value.indexOf('=') + 1)
    : at < 0
      ? undefined
      : args[at + 1]?.value;
}

/** `cp` or `ln` to `/etc/localtime`: the zone is the source's name, whatever is known of the files. */
function noteTimeZone(program: string, args: readonly ShellWord[], context: CommandContext): void {
  if (!/^(?:cp|ln|mv|install)$/.test(program) || !args.some(word => word.value === '/etc/localtime')) return;
  const source =
    args.find(word => word.value?.includes('/zoneinfo/') === true) ??
    args.find(word => word.text.includes('/zoneinfo/'));
  const zone = source?.value?.slice(source.value.indexOf('/zoneinfo/') + '/zoneinfo/'.length) ?? '';
  context.effects.system.push({
    kind: 'local-time',
    what: zone,
    by: context.step.instruction,
    span: context.command.span,
  });
}

/** A recipe that can be read runs as if it stood here; one make that calls another stays unknown. */
function applyMake(context: CommandContext, offset: number): void {
  if (applyInConfigured(context, context.command.words.slice(offset + 1))) return;
  const commands = makeCommands(context.command, offset, context.effects.contents, context.tree);
  if (commands === undefined || commands.some(command => command.words[0]?.value === 'make')) {
    unknown(context, 'make');
    return;
  }
  for (const command of commands) {
    applyCommand({ ...context, command });
    applyRedirects(context, command);
  }
}

export interface Unwrapped {
  /** Index of the word that names the program. */
  readonly offset: number;
  readonly assigned: ReadonlyMap<string, VariableValue>;
  /** `sudo` and `env -i` start the program without the variables in force. */
  readonly resets: boolean;
}

/** Skips `env A=1`, `sudo`, `time`, `nice` and the like; undefined for a bare assignment. */
export function unwrap(command: ShellCommand): Unwrapped | undefined {
  const assigned = new Map<string, VariableValue>();
  let offset = 0;
  let resets = false;
  for (;;) {
    const name = command.words[offset]?.value;
    if (name === undefined) return command.words.length > offset ? { offset, assigned, resets } : undefined;
    if (!wrappers.has(name)) return { offset, assigned, resets };
    resets ||= name === 'sudo';
    offset++;
    for (let word = command.words[offset]; word !== undefined; word = command.words[++offset]) {
      const variable = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
      if (variable !== undefined) assigned.set(variable, valueAfterEquals(word.value));
      else if (!/^-(?:-?\w[\w-]*)?$/.test(word.value ?? '')) break;
      else if (/^-(?:u|-unset)$/.test(word.value ?? ''))
        assigned.set(command.words[++offset]?.value ?? '', { kind: 'unset' });
      else resets ||= name === 'env';
    }
    if (offset >= command.words.length) return undefined;
  }
}

function valueAfterEquals(text: string | undefined): VariableValue {
  return text === undefined
    ? { kind: 'unknown' }
    : { kind: 'value', value: text.slice(text.indexOf('=') + 1) };
}

const wrappers: ReadonlySet<string> = new Set([
  'env',
  'sudo',
  'time',
  'nice',
  'exec',
  'command',
  'nohup',
  'builtin',
]);

/** Applies one command; `args` are the words behind the program, and `offset` is the index of the program's word. */
export type CommandHandler = (context: CommandContext, args: readonly ShellWord[], offset: number) => void;

type Handler = (context: CommandContext, args: readonly ShellWord[]) => void;

const handlers: Readonly<Record<string, Handler>> = {
  mkdir: makeDirectories,
  install: (context, args) =>
    args.some(word => /^(?:-[bcCDpsvT]*d|--directory$)/.test(word.value ?? ''))
      ? makeDirectories(context, args)
      : copyFiles(context, args),
  cp: copyFiles,
  mv: moveFiles,
  ln: linkFile,
  rm: removeFiles,
  rmdir: removeDirectories,
  unlink: removeFiles,
  wget: downloadFile,
  curl: downloadFile,
  touch: (context, args) => {
    for (const path of plainPaths(context, args))
      writeFile(context, path, context.command.conditional, 'touch');
  },
  tee: (context, args) => {
    for (const path of plainPaths(context, args)) writeFile(context, path, context.command.conditional);
  },
  git: applyGit,
  tar: applyTar,
  unzip: applyUnzip,
  gunzip: unpackInPlace,
  unxz: unpackInPlace,
  bunzip2: unpackInPlace,
  gzip: unpackInPlace,
  xz: unpackInPlace,
  upx: (context, args) => {
    const at = args.findIndex(word => word.value === '-o');
    const path = at < 0 ? undefined : pathOf(context, args[at + 1]);
    if (path !== undefined) writeFile(context, path, context.command.conditional);
    else if (at >= 0 || args.some(word => word.value?.startsWith('-o') === true)) unknown(context, 'upx');
  },
  sed: inPlace,
  find: (context, args) => {
    const at = args.findIndex(word => word.value === '-exec' || word.value === '-execdir');
    const program = args[at + 1]?.value ?? '';
    if (at < 0 || /^(?:\/bin\/)?rm$/.test(program)) findAndDelete(context, args);
    else if (/^(?:chmod|chown|chgrp)$/.test(program)) handlers[program]?.(context, args.slice(at + 2));
    else unknown(context, 'find -exec');
  },
  chown: restrict,
  chgrp: restrict,
  chmod: (context, args) => {
    if (!args.some(word => word.value !== undefined && closesToOthers(word.value))) return;
    restrict(context);
    context.effects.closed.push(context.step.instruction);
  },
  setcap: change('capability'),
  'locale-gen': change('locale'),
  localedef: change('locale'),
  'update-locale': change('locale'),
  'dpkg-reconfigure': change('time-zone'),
  'update-ca-certificates': change('certificates'),
  'update-ca-trust': change('certificates'),
  ldconfig: change('setting'),
  sysctl: change('setting'),
};

function change(kind: SystemChange['kind']): Handler {
  return context => {
    const what = context.command.words.map(word => word.text).join(' ');
    context.effects.system.push({ kind, what, by: context.step.instruction, span: context.command.span });
  };
}

/** Files belong to somebody now: a copy of them has to belong to the container's user. */
function restrict(context: CommandContext): void {
  context.effects.contents.ownersUnknown = true;
  context.effects.restricted.push(context.step.instruction);
}

/** A mode that leaves others nothing: `700`, `0640`, `o-rwx`, `u=rwx,go=`. */
function closesToOthers(mode: string): boolean {
  return /^[0-7]?[0-7][0-7]0$/.test(mode) || /(?:^|,)[ug]*(?:o|a)[go]*(?:-\w*[rx]|=(?:,|$))/.test(mode);
}

/** A command that rewrites files where they stand: what is there stays there. */
function inPlace(_context: CommandContext, _args: readonly ShellWord[]): void {}

/** `gunzip x.gz` leaves `x`, `gzip x` leaves `x.gz`. */
function unpackInPlace(context: CommandContext, args: readonly ShellWord[]): void {
  for (const path of plainPaths(context, args)) {
    const bare = path.replace(/\.(?:gz|xz|bz2)$/, '');
    remove(context, path, true);
    for (const name of [bare, `${bare}.gz`, `${bare}.xz`]) if (name !== path) writeFile(context, name, true);
  }
}

/** Arguments that are no options, as absolute paths. */
export function plainPaths(context: CommandContext, args: readonly ShellWord[]): string[] {
  const paths: string[] = [];
  for (const word of args) {
    if (word.value?.startsWith('-') === true) continue;
    const path = pathOf(context, word);
    if (path !== undefined) paths.push(path);
    else context.effects.contents.unknownSince ??= context.step.instruction;
  }
  return paths;
}

export function pathOf(context: CommandContext, word: ShellWord | undefined): string | undefined {
  return word?.value === undefined ? undefined : joinPath(context.command.cwd, word.value);
}

/**
 * Nobody knows what this did: its folder and what it names may hold anything, and nothing is surely absent. What the
 * scripts of a package.json start, and what is given as `project`, is taken to write in that folder.
 */
export function unknown(context: CommandContext, what: string, ofProject?: string): void {
  const { effects, command, step } = context;
  if (command.role === 'substitution') return;
  const project = ofProject ?? (context.scripts === undefined ? undefined : command.cwd);
  effects.unknown.push({
    ...{ what, by: step.instruction, span: command.span },
    ...(project === undefined ? {} : { project }),
  });
  effects.contents.unknownSince ??= step.instruction;
  if (command.cwd !== undefined && command.cwd !== '/') makeOpaque(context, command.cwd);
  for (const word of command.words.slice(1)) {
    const value = word.value?.replace(/^-{1,2}[\w-]+=/, '');
    if (value?.startsWith('/') === true && value !== '/') makeOpaque(context, value.replace(/\/+$/, ''));
  }
}
