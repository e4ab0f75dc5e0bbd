/** Paths that Python expressions stand for, as far as text literals, constants and the environment tell. */
import type { PythonFile } from './python-file';
import type { PythonToken } from './python-tokens';

export interface PathValue {
  /** As far as it is known; `~` is the home of the user. */
  readonly text: string;
  /** Nothing unknown comes behind it. */
  readonly exact: boolean;
}

export interface PathScope {
  readonly file: PythonFile;
  /** Where the source lies: `__file__`. Undefined where places beside it are of no interest. */
  readonly path?: string;
  /** What a constant of any source is set to: settings are imported from one another. */
  readonly constants: ReadonlyMap<string, readonly (readonly PythonToken[])[]>;
  /** A variable of the container's environment. */
  readonly variable: (name: string) => string | undefined;
}

/** The values that an expression may have; empty where nothing is known of how it begins. */
export function pathValues(
  tokens: readonly PythonToken[],
  scope: PathScope,
  depth = 0,
): readonly PathValue[] {
  if (depth > 6 || tokens.length === 0 || tokens.length > 80) return [];
  const operands = split(tokens, ['/', '+']);
  const [first = [], ...rest] = operands;
  const heads = operand(first, scope, depth);
  const separator = tokens.some(({ kind, text }) => kind === 'sign' && text === '/') ? '/' : '';
  return heads.map(head => rest.reduce((value, next) => append(value, next, separator, scope, depth), head));
}

function append(
  value: PathValue,
  tokens: readonly PythonToken[],
  separator: string,
  scope: PathScope,
  depth: number,
): PathValue {
  if (!value.exact) return value;
  const [next, ...others] = operand(tokens, scope, depth);
  if (next === undefined || others.length > 0) return { text: `${value.text}${separator}`, exact: false };
  if (separator === '/' && /^[/~]/.test(next.text)) return next;
  return { text: `${value.text}${separator}${next.text}`, exact: next.exact };
}

function operand(tokens: readonly PythonToken[], scope: PathScope, depth: number): readonly PathValue[] {
  const [first] = tokens;
  if (first === undefined) return [];
  if (first.kind === 'text') return textValue(first, scope, depth);
  if (first.kind !== 'name') {
    if (first.text !== '(') return [];
    const inner = inBrackets(tokens);
    return afterwards(pathValues(inner, scope, depth + 1), tokens.slice(inner.length + 2), scope, depth);
  }
  let name = first.text;
  let at = 1;
  while (tokens[at]?.text === '.' && tokens[at + 1]?.kind === 'name') {
    if (!/^(?:os\.)?path$/.test(name) && Object.hasOwn(methods, tokens[at + 1]?.text ?? '')) break;
    name += `.${tokens[at + 1]?.text ?? ''}`;
    at += 2;
  }
  const open = tokens[at]?.text;
  if (open !== '(' && open !== '[')
    return afterwards(constant(name, scope, depth), tokens.slice(at), scope, depth);
  const inner = inBrackets(tokens.slice(at));
  return afterwards(
    called(name, split(inner, [',']), scope, depth),
    tokens.slice(at + inner.length + 2),
    scope,
    depth,
  );
}

/** A call of a function, or a look-up in the environment. */
function called(
  name: string,
  given: readonly (readonly PythonToken[])[],
  scope: PathScope,
  depth: number,
): readonly PathValue[] {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (/^(?:os\.)?environ$/.test(name) || /^(?:getenv|config|env|str|path|get)$/.test(last)) {
    const found = fromEnvironment(given, scope, depth);
    if (found.length > 0) return found;
  }
  if (last === 'dirname') return pathValues(given[0] ?? [], scope, depth + 1).map(parentOf);
  return /^(?:Path|PurePath|PosixPath|join|abspath|realpath|expanduser|normpath|str|fspath)$/.test(last)
    ? joined(given, scope, depth)
    : [];
}

function joined(
  given: readonly (readonly PythonToken[])[],
  scope: PathScope,
  depth: number,
): readonly PathValue[] {
  const [head = [], ...rest] = given.map(argument => pathValues(argument, scope, depth + 1));
  return head.map(value => rest.reduce(joinOne, value));
}

function joinOne(sum: PathValue, next: readonly PathValue[]): PathValue {
  const [item] = next;
  if (!sum.exact) return sum;
  if (item === undefined || next.length > 1) return { text: `${sum.text}/`, exact: false };
  return /^[/~]/.test(item.text) ? item : { text: `${sum.text}/${item.text}`, exact: item.exact };
}

/** `.resolve().parent.parent`, `.parents[1]`, `.joinpath("x")` behind a path; empty for what is not known. */
function afterwards(
  values: readonly PathValue[],
  tokens: readonly PythonToken[],
  scope: PathScope,
  depth: number,
): readonly PathValue[] {
  let found = values;
  for (let at = 0; at < tokens.length && found.length > 0; ) {
    const method = tokens[at]?.text === '.' ? tokens[at + 1]?.text : undefined;
    if (method === undefined || !Object.hasOwn(methods, method)) return [];
    const open = tokens[at + 2]?.text;
    const inner = open === '(' || open === '[' ? inBrackets(tokens.slice(at + 2)) : undefined;
    at += 2 + (inner === undefined ? 0 : inner.length + 2);
    if (method === 'parent') found = found.map(parentOf);
    else if (method === 'parents') {
      // Numbers are not told apart by their tokens.
      return [];
    } else if (method === 'joinpath')
      found = found.map(value =>
        split(inner ?? [], [',']).reduce(
          (sum, next) => joinOne(sum, pathValues(next, scope, depth + 1)),
          value,
        ),
      );
  }
  return found;
}

/** Methods and properties of `pathlib.Path`, most of which lead to the same place. */
const methods: Readonly<Record<string, true>> = {
  ...{ parent: true, parents: true, joinpath: true },
  ...{ resolve: true, absolute: true, expanduser: true, as_posix: true },
};

function parentOf({ text, exact }: PathValue): PathValue {
  return exact ? { text: text.replace(/\/[^/]*$/, '') || '/', exact } : { text, exact };
}

function textValue(token: PythonToken, scope: PathScope, depth: number): readonly PathValue[] {
  if (token.text === '' && token.replaced !== undefined) {
    const { name, rest, partial } = token.replaced;
    return constant(name, scope, depth).map(({ text, exact }) =>
      exact ? { text: text + rest, exact: !partial } : { text, exact },
    );
  }
  return token.text === '' ? [] : [{ text: token.text, exact: token.partial !== true }];
}

/** The value of a name, of this source first; `settings.DATA_DIR` is looked for by its last part. */
function constant(name: string, scope: PathScope, depth: number): readonly PathValue[] {
  if (name === '__file__') return scope.path === undefined ? [] : [{ text: scope.path, exact: true }];
  const last = name.slice(name.lastIndexOf('.') + 1);
  const own = scope.file.values.get(name) ?? scope.file.values.get(last);
  const { path: _, ...elsewhere } = scope;
  const values = own ?? scope.constants.get(last) ?? [];
  return values
    .slice(0, 4)
    .flatMap(tokens => pathValues(tokens, own === undefined ? elsewhere : scope, depth + 1));
}

/** `os.getenv("NAME", default)`, `environ["NAME"]`, `config("NAME", default="…")`. */
function fromEnvironment(
  given: readonly (readonly PythonToken[])[],
  scope: PathScope,
  depth: number,
): readonly PathValue[] {
  const [name, ...others] = given;
  if (name?.length !== 1 || name[0]?.kind !== 'text') return [];
  const value = scope.variable(name[0].text);
  if (value !== undefined) return [{ text: value, exact: true }];
  return others.flatMap(tokens => {
    const named = tokens[0]?.kind === 'name' && tokens[1]?.text === '=';
    if (named && tokens[0]?.text !== 'default') return [];
    return pathValues(named ? tokens.slice(2) : tokens, scope, depth + 1);
  });
}

/** What stands between the first bracket and the one that closes it. */
function inBrackets(tokens: readonly PythonToken[]): readonly PythonToken[] {
  let depth = 0;
  const end = tokens.findIndex(({ kind, text }) => {
    if (kind === 'sign' && '([{'.includes(text)) depth++;
    if (kind === 'sign' && ')]}'.includes(text)) depth--;
    return depth === 0;
  });
  return tokens.slice(1, end < 0 ? undefined : end);
}

function split(tokens: readonly PythonToken[], signs: readonly string[]): PythonToken[][] {
  const parts: PythonToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'sign' && '([{'.includes(token.text)) depth++;
    if (token.kind === 'sign' && ')]}'.includes(token.text)) depth--;
    if (token.kind === 'sign' && depth === 0 && signs.includes(token.text)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter(part => part.length > 0);
}
