/** A Python source, read lexically: what it imports, and which imported names it uses and how. */
import { type PythonToken, pythonTokens } from './python-tokens';

export interface PythonFile {
  readonly imports: readonly ModuleImport[];
  readonly uses: readonly PythonUse[];
  /** What names are set to, in any scope of the file; none of a name that gets other values, too (a parameter). */
  readonly values: ReadonlyMap<string, readonly (readonly PythonToken[])[]>;
  /** Every text literal. */
  readonly texts: readonly PythonToken[];
  /** The source, line by line. */
  readonly lines: readonly string[];
}

export interface ModuleImport {
  /** `a.b` of `import a.b` and `from .a.b import c`; empty for `from . import c`. */
  readonly module: string;
  /** How many dots stand before it; 0 for an absolute import. */
  readonly dots: number;
  /** What `from` takes out of it, `*` included; empty for `import`. */
  readonly names: readonly string[];
  readonly line: number;
}

export interface PythonUse {
  /** The dotted name with imports resolved: `subprocess.run` for `sp.run` and for `run`. */
  readonly name: string;
  readonly line: number;
  /** It begins with what an import of this file brought. */
  readonly imported: boolean;
  /** Of a call; undefined where the name is only mentioned. */
  readonly given: readonly PythonArgument[] | undefined;
  /** The call on whose result this is a method: `Path(…)` of `Path(…).mkdir()`; the name is `pathlib.Path().mkdir` then. */
  readonly on?: PythonUse;
}

export interface PythonArgument {
  /** `name=` before it. */
  readonly keyword: string | undefined;
  readonly tokens: readonly PythonToken[];
}

/** Sources larger than this are generated or data. */
const longest = 400_000;

/** Reads a source; linear, and total for any text. */
export function readPythonFile(source: string): PythonFile {
  const text = source.slice(0, longest);
  const tokens = pythonTokens(text);
  const aliases = new Map<string, string>();
  const imports: ModuleImport[] = [];
  const lines = logicalLines(tokens);
  for (const line of lines) imports.push(...importsOf(line, aliases));
  return {
    imports,
    uses: usesOf(tokens, aliases),
    values: valuesOf(lines),
    texts: tokens.filter(({ kind }) => kind === 'text'),
    lines: text.split(/\r\n?|\n/),
  };
}

function logicalLines(tokens: readonly PythonToken[]): PythonToken[][] {
  const lines: PythonToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'end') lines.push([]);
    else lines.at(-1)?.push(token);
  }
  return lines;
}

function valuesOf(lines: readonly (readonly PythonToken[])[]): Map<string, (readonly PythonToken[])[]> {
  const values = new Map<string, (readonly PythonToken[])[]>();
  const others = new Set<string>();
  const add = (name: string, value: readonly PythonToken[]): void => {
    const list = values.get(name);
    if (list === undefined) values.set(name, [value]);
    else list.push(value);
  };
  for (const line of lines) {
    for (const name of otherwiseBound(line)) others.add(name);
    const setting = subscript(line);
    if (setting !== undefined) add(setting.name, setting.value);
    const [target, sign] = line;
    if (target?.kind !== 'name' || sign?.kind !== 'sign') continue;
    // `NAME: str = "x"`
    const at = sign.text === ':' ? line.findIndex(({ kind, text }) => kind === 'sign' && text === '=') : 1;
    if (line[at]?.text !== '=' || line[at + 1]?.text === '=') continue;
    add(target.text, line.slice(at + 1));
  }
  for (const name of others) values.delete(name);
  return values;
}

/** `config["NAME"] = value` and `self.name = value` */
function subscript(
  line: readonly PythonToken[],
): { readonly name: string; readonly value: readonly PythonToken[] } | undefined {
  const at = line.findIndex(({ kind, text }) => kind === 'sign' && text === '=');
  if (at < 3 || line[at + 1]?.text === '=' || line[0]?.kind !== 'name') return undefined;
  const [before, name, after] = line.slice(at - 3, at);
  const value = line.slice(at + 1);
  if (before?.text === '[' && name?.kind === 'text' && after?.text === ']') return { name: name.text, value };
  const dot = name?.kind === 'sign' && name.text === '.' && after?.kind === 'name';
  return dot && line.length > at + 1 ? { name: after.text, value } : undefined;
}

/** Names of a line with `def`, `lambda`, `for` or `as`, up to the colon: some of them get a value there. */
function otherwiseBound(line: readonly PythonToken[]): string[] {
  const first = line.find(({ kind }) => kind === 'name')?.text;
  const whole = first === 'def' || first === 'async';
  const found: string[] = [];
  let binding = whole;
  for (const { kind, text } of line) {
    if (kind === 'name' && /^(?:lambda|for|as)$/.test(text)) binding = true;
    else if (kind === 'name' && binding) {
      if (text === 'in') binding = whole;
      else found.push(text);
    } else if (kind === 'sign' && text === ':' && !whole) binding = false;
    // `a = b = value`, `a, b = value`: the first name is not the only one.
  }
  const equals = line.findIndex(({ kind, text }) => kind === 'sign' && text === '=');
  const plain = line.slice(0, Math.max(0, equals));
  if (plain.some(({ text }) => text === ',') && plain.every(({ text }) => text !== '('))
    found.push(...plain.flatMap(({ kind, text }) => (kind === 'name' ? [text] : [])));
  return found;
}

/** Imports of a logical line, behind `try:` and the like as well; local names go to `aliases`. */
function importsOf(line: readonly PythonToken[], aliases: Map<string, string>): ModuleImport[] {
  const start = line.findIndex(
    ({ kind, text }, index) =>
      kind === 'name' &&
      (text === 'import' || text === 'from') &&
      (index === 0 || line[index - 1]?.text === ':'),
  );
  const first = line[start];
  if (first === undefined) return [];
  const rest = line.slice(start + 1);
  if (first.text === 'import') return plainImports(rest, aliases, first.line);
  const at = rest.findIndex(({ kind, text }) => kind === 'name' && text === 'import');
  if (at < 0) return [];
  const source = rest
    .slice(0, at)
    .map(({ text }) => text)
    .join('');
  const dots = /^\.*/.exec(source)?.[0].length ?? 0;
  const module = source.slice(dots);
  const names: string[] = [];
  for (const { name, as } of parts(rest.slice(at + 1).filter(({ text }) => text !== '(' && text !== ')'))) {
    names.push(name);
    if (dots > 0) continue;
    if (name === '*') for (const each of starred[module] ?? []) aliases.set(each, `${module}.${each}`);
    else aliases.set(as ?? name, `${module}.${name}`);
  }
  return [{ module, dots, names, line: first.line }];
}

/** What `import *` brings of the modules that matter most. */
const starred: Readonly<Record<string, readonly string[]>> = {
  os: 'system popen execv execve execvp execvpe execl execle execlp execlpe spawnl spawnv spawnvp makedirs mkdir path environ getenv rename replace'.split(
    ' ',
  ),
  subprocess: ['run', 'call', 'check_call', 'check_output', 'Popen', 'getoutput', 'getstatusoutput'],
};

function plainImports(
  tokens: readonly PythonToken[],
  aliases: Map<string, string>,
  line: number,
): ModuleImport[] {
  return parts(tokens).map(({ name: module, as }) => {
    const top = module.split('.')[0] ?? module;
    aliases.set(as ?? top, as === undefined ? top : module);
    return { module, dots: 0, names: [], line };
  });
}

interface Imported {
  readonly name: string;
  readonly as: string | undefined;
}

/** `a.b as c, d` */
function parts(tokens: readonly PythonToken[]): Imported[] {
  const found: Imported[] = [];
  let name = '';
  let as: string | undefined;
  let renames = false;
  for (const { kind, text } of [...tokens, { kind: 'sign', text: ',' }]) {
    if (text === ',') {
      if (name !== '') found.push({ name, as });
      name = '';
      as = undefined;
      renames = false;
    } else if (kind === 'name' && text === 'as') renames = true;
    else if (renames) as = text;
    else name += text;
  }
  return found;
}

function usesOf(tokens: readonly PythonToken[], aliases: ReadonlyMap<string, string>): PythonUse[] {
  const uses: PythonUse[] = [];
  /** Calls by the index of their closing bracket. */
  const closed = new Map<number, PythonUse>();
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.kind !== 'name') continue;
    const before = tokens[index - 1];
    const method = before?.text === '.' && before.kind === 'sign';
    const on = method ? closed.get(index - 2) : undefined;
    let name = method ? `${on?.name ?? ''}${on === undefined ? '' : '()'}.${token.text}` : token.text;
    let end = index;
    while (tokens[end + 1]?.text === '.' && tokens[end + 2]?.kind === 'name') {
      end += 2;
      name += `.${tokens[end]?.text ?? ''}`;
    }
    index = end;
    const declared = before?.kind === 'name' && /^(?:def|class|import|from|as)$/.test(before.text);
    const known = method ? undefined : aliases.get(token.text);
    const open = tokens[end + 1];
    const called = open?.kind === 'sign' && open.text === '(';
    if (declared || (!called && known === undefined)) continue;
    const full = known === undefined ? name : known + name.slice(token.text.length);
    const call = called ? readArguments(tokens, end + 1) : undefined;
    const imported = known !== undefined || on?.imported === true;
    const use = {
      name: full,
      line: token.line,
      imported,
      given: call?.given,
      ...(on === undefined ? {} : { on }),
    };
    uses.push(use);
    if (call?.close !== undefined) closed.set(call.close, use);
  }
  return uses;
}

/** What is longer is data, and no call that is looked at. */
const mostTokens = 600;

function readArguments(
  tokens: readonly PythonToken[],
  open: number,
): { readonly given: PythonArgument[]; readonly close: number | undefined } {
  const given: PythonArgument[] = [];
  let own: PythonToken[] = [];
  let depth = 0;
  const push = (): void => {
    if (own.length === 0) return;
    const keyword = own[0]?.kind === 'name' && own[1]?.text === '=' && own[2]?.text !== '=';
    given.push({ keyword: keyword ? own[0]?.text : undefined, tokens: keyword ? own.slice(2) : own });
    own = [];
  };
  for (let index = open + 1; index < Math.min(tokens.length, open + mostTokens); index++) {
    const token = tokens[index];
    if (token === undefined) break;
    const sign = token.kind === 'sign' ? token.text : '';
    if (sign === ')' && depth === 0) {
      push();
      return { given, close: index };
    }
    if (sign === ',' && depth === 0) {
      push();
      continue;
    }
    if (sign !== '' && '([{'.includes(sign)) depth++;
    if (sign !== '' && ')]}'.includes(sign)) depth--;
    own.push(token);
  }
  push();
  return { given, close: undefined };
}

/** The argument with that keyword, else the one at that position among those without one. */
export function argumentOf(
  given: readonly PythonArgument[],
  position: number,
  ...keywords: readonly string[]
): PythonArgument | undefined {
  return (
    given.find(({ keyword }) => keyword !== undefined && keywords.includes(keyword)) ??
    given.filter(({ keyword }) => keyword === undefined)[position]
  );
}

/** The text of a literal, neighbours joined; undefined for anything that is computed. */
export function literalOf(tokens: readonly PythonToken[]): string | undefined {
  if (tokens.length === 0 || tokens.some(({ kind, partial }) => kind !== 'text' || partial === true))
    return undefined;
  return tokens.map(({ text }) => text).join('');
}
