/** Where a JavaScript or TypeScript file starts other programs, read lexically: by Node.js itself, or by packages for that. */
import { type ScriptToken, scriptTokens } from '../manifests/script-tokens';

export interface ProgramCall {
  readonly line: number;
  /** The command as written, where it is a string; undefined for anything computed. */
  readonly command: string | undefined;
  /** It goes through `/bin/sh`. */
  readonly shell: boolean;
  /** Where the template begins that the command is. */
  readonly template?: number;
  /** What is given to the command, where all of it is written as a list of strings. */
  readonly args?: readonly string[];
}

/** Every use of a function that starts a program; `fork` and `process.execPath` are Node.js itself and left out. */
export function programCalls(text: string): ProgramCall[] {
  if (!/child_process|execa|cross-spawn|shelljs|\bzx\b/.test(text)) return [];
  const tokens = scriptTokens(text);
  const calls: ProgramCall[] = [];
  const functions = new Map<string, StartFunction>();
  const spaces = new Map<string, Module>();
  const declared = new Set<number>();
  const add = (index: number, kind: StartFunction): void => {
    const call = callAt(tokens, index, kind);
    if (call !== undefined) calls.push({ ...call, line: lineOf(text, tokens[index]?.at ?? 0) });
  };
  for (const [index, token] of tokens.entries()) {
    const module = token.kind === 'string' ? moduleNamed(token.text) : undefined;
    if (module === undefined) continue;
    const bound = bindingsOf(tokens, index);
    if (bound === undefined) {
      const direct = memberAfter(tokens, index);
      const kind = direct === undefined ? undefined : module.members[direct.name];
      if (direct !== undefined) {
        const name = tokens[index - 4];
        const named = tokens[index - 3]?.text === '=' && tokens[direct.at + 1]?.text !== '(';
        if (kind !== undefined && named && name?.kind === 'name') {
          declared.add(index - 4);
          functions.set(name.text, kind);
        } else if (kind !== undefined) add(direct.at, kind);
      } else if (isImported(tokens, index)) {
        calls.push({ line: lineOf(text, token.at), command: undefined, shell: false });
      }
      continue;
    }
    for (const { name, member, at } of bound) {
      declared.add(at);
      if (member === undefined) {
        spaces.set(name, module);
        continue;
      }
      const kind = module.members[member];
      if (kind !== undefined) functions.set(name, kind);
    }
  }
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'name' || declared.has(index) || isMember(tokens, index)) continue;
    const kind = functions.get(token.text);
    // A key of an object, or a parameter's name with its type.
    if (kind !== undefined && tokens[index + 1]?.text !== ':') add(index, kind);
    const space = spaces.get(token.text);
    if (space === undefined) continue;
    const member = tokens[index + 1]?.text === '.' ? tokens[index + 2]?.text : undefined;
    if (member !== undefined) {
      const own = member === 'default' ? space.self : space.members[member];
      if (own !== undefined) add(index + 2, own);
    } else if (space.self !== undefined) add(index, space.self);
    // The module is handed on or taken apart.
    else if (space === modules.child_process && tokens[index + 1]?.text !== ':') add(index, 'shell');
  }
  return calls.sort((a, b) => a.line - b.line);
}

type StartFunction = 'shell' | 'program';

interface Module {
  readonly members: Readonly<Record<string, StartFunction>>;
  /** Set where the module itself, or its default export, is such a function. */
  readonly self?: StartFunction;
}

const modules: Readonly<Record<string, Module>> = {
  child_process: {
    members: {
      ...{ exec: 'shell', execSync: 'shell', execFile: 'program', execFileSync: 'program' },
      ...{ spawn: 'program', spawnSync: 'program' },
    },
  },
  execa: {
    members: {
      ...{ execa: 'program', execaSync: 'program', execaCommand: 'program', execaCommandSync: 'program' },
      ...{ $: 'program', sync: 'program', command: 'program', commandSync: 'program', shell: 'shell' },
    },
    self: 'program',
  },
  'cross-spawn': { members: { spawn: 'program', sync: 'program' }, self: 'program' },
  shelljs: { members: { exec: 'shell' } },
  zx: { members: { $: 'shell' } },
};

function moduleNamed(specifier: string): Module | undefined {
  const name = specifier.replace(/^node:/, '');
  return Object.hasOwn(modules, name) ? modules[name] : undefined;
}

interface Binding {
  readonly name: string;
  /** The member that it stands for; undefined for the whole module. */
  readonly member: string | undefined;
  readonly at: number;
}

/** What an import or a `const … = require()` of the string at `index` binds; undefined where it binds nothing. */
function bindingsOf(tokens: readonly ScriptToken[], index: number): Binding[] | undefined {
  let end: number;
  if (tokens[index - 1]?.text === 'from') end = index - 2;
  else {
    const callee = tokens[index - 2]?.text;
    if (tokens[index - 1]?.text !== '(' || (callee !== 'require' && callee !== 'import')) return undefined;
    // `require('child_process').exec` is no binding of the module.
    if (tokens[index + 2]?.text === '.') return undefined;
    end = index - 3;
    if (tokens[end]?.text === 'await') end--;
    if (tokens[end]?.text !== '=') return undefined;
    end--;
  }
  if (tokens[end]?.text === '}') return listed(tokens, end);
  const name = tokens[end];
  if (name?.kind !== 'name') return undefined;
  const more = tokens[end - 1]?.text === ',' ? listed(tokens, end - 2) : [];
  return [{ name: name.text, member: undefined, at: end }, ...more];
}

/** `{ a, b as c, d: e }`, read backwards from its closing brace; and a default import before it. */
function listed(tokens: readonly ScriptToken[], close: number): Binding[] {
  const found: Binding[] = [];
  let at = close - 1;
  for (; at > 0 && tokens[at]?.text !== '{'; at--) {
    const token = tokens[at];
    if (token?.kind !== 'name') continue;
    const before = tokens[at - 1]?.text;
    if (before === 'as' || before === ':') {
      found.push({ name: token.text, member: tokens[at - 2]?.text, at });
      found.push({ name: '', member: undefined, at: at - 2 });
      at -= 2;
    } else if (token.text !== 'type') found.push({ name: token.text, member: token.text, at });
  }
  const first = tokens[at - 2];
  if (tokens[at - 1]?.text === ',' && first?.kind === 'name')
    found.push({ name: first.text, member: undefined, at: at - 2 });
  return found;
}

/** `require('child_process').exec`: the member behind the closing parenthesis. */
function memberAfter(
  tokens: readonly ScriptToken[],
  index: number,
): { readonly name: string; readonly at: number } | undefined {
  const name = tokens[index + 3];
  if (tokens[index + 1]?.text !== ')' || tokens[index + 2]?.text !== '.' || name === undefined)
    return undefined;
  return { name: name.text, at: index + 3 };
}

function isImported(tokens: readonly ScriptToken[], index: number): boolean {
  const callee = tokens[index - 2]?.text;
  return tokens[index - 1]?.text === '(' && (callee === 'require' || callee === 'import');
}

function isMember(tokens: readonly ScriptToken[], index: number): boolean {
  return tokens[index - 1]?.kind === 'mark' && tokens[index - 1]?.text === '.';
}

/** The use of a start function; undefined where it starts Node.js itself. */
function callAt(
  tokens: readonly ScriptToken[],
  index: number,
  kind: StartFunction,
): Omit<ProgramCall, 'line'> | undefined {
  const open = tokens[index + 1];
  if (open?.text !== '(') return { command: undefined, shell: kind === 'shell', ...templateAt(open) };
  const rest: ScriptToken[] = [];
  for (let at = index + 2; at < tokens.length && at < index + 400; at++) {
    const token = tokens[at];
    if (token === undefined || (token.text === ')' && token.depth === open.depth)) break;
    rest.push(token);
  }
  const inShell = rest.some((token, at) => token.text === 'shell' && rest[at + 1]?.text === ':');
  const shell = kind === 'shell' || inShell;
  const [first, second, third] = rest;
  const itself =
    first?.text === 'process' && second?.text === '.' && /^(?:execPath|argv0)$/.test(third?.text ?? '');
  if (itself && !shell) return undefined;
  const whole = second === undefined || second.text === ',';
  return {
    command: first?.kind === 'string' && whole ? first.text : undefined,
    shell,
    ...(whole ? templateAt(first) : {}),
    ...(second?.text === ',' ? argumentsAt(rest, 2) : {}),
  };
}

/** `['a', 'b']` at an index, and nothing computed in it. */
function argumentsAt(tokens: readonly ScriptToken[], from: number): { args?: readonly string[] } {
  if (tokens[from]?.text !== '[') return {};
  const args: string[] = [];
  for (let at = from + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.text === ']' && token.kind === 'mark') return { args };
    const separator = tokens[at + 1];
    if (token?.kind !== 'string' || separator?.kind !== 'mark' || !/^[\],]$/.test(separator.text)) return {};
    args.push(token.text);
    if (separator.text === ',') at++;
  }
  return {};
}

function templateAt(token: ScriptToken | undefined): { template?: number } {
  return token?.kind === 'opaque' && token.text === '`' ? { template: token.at } : {};
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
