/** Other programs that a Python source starts, and libraries that it loads by their names. */

import type { PythonSource } from './own-sources';
import { argumentOf, literalOf, type PythonArgument, type PythonFile, type PythonUse } from './python-file';
import type { PythonToken } from './python-tokens';

export interface StartedProgram {
  readonly kind: 'program' | 'library' | 'compiler';
  /** As it is written, without a folder; undefined where it is computed. */
  readonly name: string | undefined;
  /** A shell starts it. */
  readonly shell: boolean;
  readonly line: number;
}

/**
 * Calls that start programs (docs.python.org: subprocess, os, asyncio, pty; and well-known packages for it), without
 * those that start the interpreter itself, and those that stand under a condition that no container fulfils.
 */
export function startedPrograms({ file, started }: PythonSource): StartedProgram[] {
  return file.uses.flatMap(use => {
    const found = readUse(use, file);
    return found === undefined || isUnreached(use.line, started, file) ? [] : [found];
  });
}

function readUse(use: PythonUse, file: PythonFile): StartedProgram | undefined {
  const { name, line, given, imported } = use;
  if (!imported && !/\.(?:subprocess_(?:exec|shell)|dlopen)$/.test(name)) return undefined;
  if (libraryCalls.test(name)) return loadedLibrary(use);
  if (compilers.has(name)) return { kind: 'compiler', name: 'gcc', shell: false, line };
  const byName = /^(?:sh|plumbum\.cmd)\.(\w+)/.exec(name)?.[1];
  if (byName !== undefined && !/^(?:ErrorReturnCode|CommandNotFound|Command|contrib)/.test(byName))
    return { kind: 'program', name: byName.replaceAll('_', '-'), shell: false, line };
  const shell = shellCalls.test(name);
  if (!shell && !programCalls.test(name)) return undefined;
  if (given === undefined) return { kind: 'program', name: undefined, shell, line };
  const skipped = /^os\.(?:spawn|posix_spawn)/.test(name) && !/^os\.posix/.test(name) ? 1 : 0;
  const first = argumentOf(given, skipped, 'args', 'command', 'cmd', 'program', 'path', 'file');
  if (first === undefined) return { kind: 'program', name: undefined, shell, line };
  const texts = given.flatMap(({ tokens }) => tokens).filter(({ kind }) => kind === 'text');
  // Without a shell this returns a number that nobody looks at, and the screen of a container is nobody's.
  if (name === 'os.system' && texts.length > 0 && texts.every(({ text }) => clearing.test(text)))
    return undefined;
  const inShell = shell || isTrue(argumentOf(given, 99, 'shell'));
  const words = firstWord(first.tokens, file, inShell, 0);
  // Packages that are installed when the program runs go where only root may write.
  const installs =
    words === self && ['pip', 'install'].every(word => texts.some(({ text }) => text === word));
  if (installs) return { kind: 'program', name: 'pip', shell: false, line };
  if (words === self && !inShell) return undefined;
  const several = inShell && texts.some(({ text }) => /[;&|`$(]/.test(text));
  return {
    ...{ kind: 'program', shell: inShell, line },
    name: typeof words === 'string' && !several ? words : undefined,
  };
}

/** `sys.executable`: the interpreter is there wherever the program runs. */
const self = Symbol('sys.executable');

function firstWord(
  tokens: readonly PythonToken[],
  file: PythonFile,
  shell: boolean,
  depth: number,
): string | typeof self | undefined {
  const [first, second] = tokens;
  if (first === undefined || depth > 4) return undefined;
  if (first.kind === 'sign' && (first.text === '[' || first.text === '('))
    return firstWord(firstItem(tokens.slice(1)), file, false, depth + 1);
  if (first.kind === 'text') {
    const [word = '', ...rest] = first.text.trim().split(/\s+/);
    const alone = second === undefined && first.partial !== true;
    // The rest may be part of the word, unless a space stands before it.
    const whole = alone || rest.length > 0 || /\s$/.test(first.text);
    if (word === '' || !whole || (shell && /[^\w./+-]/.test(word))) return undefined;
    return word.slice(word.lastIndexOf('/') + 1);
  }
  if (first.kind !== 'name') return undefined;
  const name = chainOf(tokens);
  if (name === 'sys.executable') return self;
  if (name === 'shlex.split' || name === 'str')
    return firstWord(tokens.slice(name === 'str' ? 2 : 4), file, shell, depth + 1);
  const values = name === first.text && second === undefined ? (file.values.get(name) ?? []) : [];
  const found = new Set(values.map(value => firstWord(value, file, shell, depth + 1)));
  return found.size === 1 ? [...found][0] : undefined;
}

/** Up to the comma or bracket that ends the first item of a list. */
function firstItem(tokens: readonly PythonToken[]): readonly PythonToken[] {
  let depth = 0;
  const end = tokens.findIndex(({ kind, text }) => {
    if (kind !== 'sign') return false;
    if (depth === 0 && (text === ',' || text === ']' || text === ')')) return true;
    if ('([{'.includes(text)) depth++;
    if (')]}'.includes(text)) depth--;
    return false;
  });
  return end < 0 ? tokens : tokens.slice(0, end);
}

function chainOf(tokens: readonly PythonToken[]): string {
  let name = tokens[0]?.text ?? '';
  for (let at = 1; tokens[at]?.text === '.' && tokens[at + 1]?.kind === 'name'; at += 2)
    name += `.${tokens[at + 1]?.text ?? ''}`;
  return name;
}

/** `shell=True`, and `shell=` anything that is not surely false. */
function isTrue(argument: PythonArgument | undefined): boolean {
  return argument !== undefined && argument.tokens[0]?.text !== 'False';
}

function loadedLibrary({ name, line, given }: PythonUse): StartedProgram | undefined {
  const first = given === undefined ? undefined : argumentOf(given, 0, 'name');
  if (given !== undefined && (first === undefined || first.tokens[0]?.text === 'None')) return undefined;
  const library = first === undefined ? undefined : literalOf(first.tokens);
  const found = name.endsWith('find_library');
  if (library !== undefined && (found ? false : inEveryBase.test(library))) return undefined;
  return { kind: 'library', name: library, shell: false, line };
}

const clearing = /^(?:clear|cls|nt|posix|)$/;

/** Libraries of glibc and of GCC, which `cc` has. */
const inEveryBase = /^(?:lib(?:c|m|dl|rt|pthread|util|resolv|gcc_s|stdc\+\+|gomp)\.so\.\d+)$/;

const libraryCalls =
  /^(?:ctypes\.util\.find_library|ctypes\.(?:CDLL|PyDLL|cdll\.LoadLibrary|cdll\.\w+)|(?:cffi\.FFI\(\)|\w*ffi)\.dlopen)$/;

const shellCalls =
  /^(?:os\.(?:system|popen)|subprocess\.get(?:status)?output|asyncio\.create_subprocess_shell|commands\.get(?:status)?output|\w+\.subprocess_shell|invoke\.run|delegator\.run|envoy\.run|fabric\.api\.local)$/;

const programCalls =
  /^(?:subprocess\.(?:run|call|check_call|check_output|Popen)|os\.(?:exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?)|asyncio\.(?:create_subprocess_exec|subprocess\.create_subprocess_exec)|\w+\.subprocess_exec|(?:anyio|trio)\.(?:run_process|open_process)|pty\.spawn|pexpect\.(?:spawn|run|spawnu|popen_spawn\.PopenSpawn)|ptyprocess\.\w+\.spawn|plumbum\.local|psutil\.Popen)$/;

/** They call a compiler when the program runs. */
const compilers: ReadonlySet<string> = new Set([
  ...['torch.compile', 'torch.utils.cpp_extension.load', 'torch.utils.cpp_extension.load_inline'],
  ...['pyximport.install', 'cffi.FFI().verify', 'cython.inline', 'scipy.weave.inline'],
]);

/** Whether a line around it asks for another system, or for the program to be started where it is only imported. */
function isUnreached(line: number, started: boolean, { lines }: PythonFile): boolean {
  let indent = indentOf(lines[line - 1] ?? '');
  for (let index = line - 2; index >= 0 && indent > 0; index--) {
    const text = lines[index] ?? '';
    if (text.trim() === '' || /^\s*#/.test(text) || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    if (elsewhere.test(text) || (!started && /^if\s+__name__\s*==\s*['"]__main__['"]\s*:/.test(text)))
      return true;
  }
  return false;
}

function indentOf(text: string): number {
  return /^\s*/.exec(text)?.[0].length ?? 0;
}

/** `if os.name == "nt":`, `elif sys.platform.startswith("win"):` */
const elsewhere =
  /^\s*(?:el)?if\s+(?:os\.name|sys\.platform|platform\.system\(\)(?:\.lower\(\))?|\w*(?:platform|system|os_name)\w*)\s*(?:==\s*["'](?:nt|win32|cygwin|windows|darwin|macos)["']|\.startswith\(\s*["'](?:win|darwin)\w*["']\s*\))\s*:/i;
