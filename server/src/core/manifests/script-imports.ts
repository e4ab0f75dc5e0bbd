/** Which modules a JavaScript or TypeScript file imports, found lexically. */
import { type ScriptToken, scriptTokens } from './script-tokens';

export interface ScriptImport {
  /** As written: `express`, `./routes`, `@scope/name/file`. */
  readonly specifier: string;
  /**
   * It is loaded whenever the file is: a static import whose value is used (the compiler drops imports of types),
   * or a `require` outside of all functions and blocks.
   */
  readonly sure: boolean;
}

/** Lists imports, re-exports, `require` and `import()` of literals, builtin modules included. */
export function readImports(text: string, typescript: boolean): ScriptImport[] {
  const tokens = scriptTokens(text);
  const found: ScriptImport[] = [];
  const used = typescript ? usedNames(tokens) : undefined;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'name' || isMember(tokens, index)) continue;
    if (token.text === 'require' || token.text === 'import') {
      const call = literalCall(tokens, index);
      if (call !== undefined) {
        found.push({ specifier: call, sure: token.text === 'require' && token.depth === 0 });
        continue;
      }
    }
    if (token.depth > 0) continue;
    if (token.text === 'import') found.push(...staticImport(tokens, index, used));
    else if (token.text === 'export') found.push(...reExport(tokens, index, typescript));
  }
  return found;
}

/** The package of a specifier: `@scope/name/file` is `@scope/name`; undefined for files, builtins and aliases. */
export function packageOf(specifier: string): string | undefined {
  const name = /^(?:@[a-z\d~][\w.~-]*\/)?[a-z\d][\w.~-]*/i.exec(specifier)?.[0];
  if (name === undefined || specifier.slice(name.length, name.length + 1).match(/[^/]/) !== null)
    return undefined;
  return builtins.has(name) ? undefined : name;
}

function isMember(tokens: readonly ScriptToken[], index: number): boolean {
  return tokens[index - 1]?.kind === 'mark' && tokens[index - 1]?.text === '.';
}

function literalCall(tokens: readonly ScriptToken[], index: number): string | undefined {
  const [open, literal, close] = tokens.slice(index + 1, index + 4);
  if (open?.text !== '(' || literal?.kind !== 'string' || (close?.text !== ')' && close?.text !== ','))
    return undefined;
  return literal.text;
}

/** Default, named and namespace imports, imports for effect alone, and `import a = require()`. */
function staticImport(
  tokens: readonly ScriptToken[],
  index: number,
  used: ReadonlySet<string> | undefined,
): ScriptImport[] {
  const first = tokens[index + 1];
  if (first?.kind === 'string') return [{ specifier: first.text, sure: true }];
  const bindings: string[] = [];
  const typeOnly = first?.text === 'type' && !/^(?:from|=|,)$/.test(tokens[index + 2]?.text ?? '');
  for (let at = index + 1; at < tokens.length && at < index + 400; at++) {
    const token = tokens[at];
    if (token === undefined || token.text === ';') return [];
    if (token.kind === 'string') return [];
    // `import a = require()`: the require that follows is found by itself.
    if (token.text === '=') return [];
    if (token.kind !== 'name') continue;
    const behind = tokens[at + 1];
    if (token.text === 'from' && behind?.kind === 'string') {
      const sure = !typeOnly && (used === undefined || bindings.some(name => used.has(name)));
      return [{ specifier: behind.text, sure }];
    }
    // Of `a as b` the second is the binding; `type a` inside braces is dropped.
    if (behind?.text === 'as' || token.text === 'as') continue;
    if (tokens[at - 1]?.text === 'type' && tokens[at - 2]?.kind === 'mark') continue;
    bindings.push(token.text);
  }
  return [];
}

function reExport(tokens: readonly ScriptToken[], index: number, typescript: boolean): ScriptImport[] {
  const first = tokens[index + 1]?.text;
  if (first !== '*' && first !== '{') return [];
  for (let at = index + 1; at < tokens.length && at < index + 400; at++) {
    const token = tokens[at];
    if (token === undefined || token.text === ';') return [];
    if (token.depth <= (tokens[index]?.depth ?? 0) && token.text === '}' && tokens[at + 1]?.text !== 'from')
      return [];
    const behind = tokens[at + 1];
    if (token.text === 'from' && behind?.kind === 'string')
      // In TypeScript `export { Type } from` may name types alone.
      return [{ specifier: behind.text, sure: !typescript || first === '*' }];
  }
  return [];
}

/** Names that are surely used as values: called, constructed, extended, or their members called. */
function usedNames(tokens: readonly ScriptToken[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'name' || isMember(tokens, index)) continue;
    const before = tokens[index - 1]?.text;
    if (before === 'new' || before === '@') used.add(token.text);
    // `class A extends B`, but not `interface A extends B`.
    if (before === 'extends' && tokens[index - 3]?.text === 'class') used.add(token.text);
    let end = index + 1;
    while (tokens[end]?.text === '.' && tokens[end + 1]?.kind === 'name') end += 2;
    const call = tokens[end]?.text === '(' || (tokens[end]?.kind === 'opaque' && tokens[end]?.text === '`');
    // A declaration `name(…) {` or `name(…): void;` has the same look, but not at the beginning of a value.
    if (call && /^(?:=|\(|,|return|await|\[|:|\?|=>|>|&|\||!|;|\}|\))$/.test(before ?? ';')) {
      const follows = tokens[end]?.text === '(' && declares(tokens, end);
      if (!follows) used.add(token.text);
    }
  }
  return used;
}

/** Whether a parameter list with a body or a type follows: then it is a method, not a call. */
function declares(tokens: readonly ScriptToken[], open: number): boolean {
  const depth = tokens[open]?.depth ?? 0;
  for (let at = open + 1; at < tokens.length && at < open + 200; at++) {
    const token = tokens[at];
    if (token?.text === ')' && token.depth === depth) {
      const behind = tokens[at + 1];
      return behind?.text === '{' || behind?.text === ':';
    }
  }
  return true;
}

/** Modules of Node.js itself, by the names that also go without `node:`. */
const builtins: ReadonlySet<string> = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain ' +
    'events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl ' +
    'stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' '),
);
