/**
 * Variable substitution as BuildKit's `shell/lex.go` does it in instructions: quotes are removed, escapes
 * resolved, `$NAME`, `${NAME}`, `${NAME:-default}` and the pattern forms replaced.
 */

/** What a variable stands for: a text, nothing because it is not set, or something that cannot be known. */
export type Lookup = (name: string) => VariableValue;

export type VariableValue =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown' };

export interface Expansion {
  /** Undefined when a variable in it cannot be known, or the text is not well formed. */
  readonly value: string | undefined;
  readonly variables: readonly string[];
}

/** Expands one word of an instruction. Total: a malformed `${` makes the value unknown. */
export function expand(text: string, lookup: Lookup, escape: string): Expansion {
  if (!/[$'"\\`]/.test(text)) return { value: text, variables: [] };
  const cursor: Cursor = { text, position: 0, escape, lookup, variables: [], known: true };
  const value = readUntil(cursor, '');
  return { value: cursor.known ? value : undefined, variables: cursor.variables };
}

interface Cursor {
  readonly text: string;
  position: number;
  readonly escape: string;
  readonly lookup: Lookup;
  readonly variables: string[];
  known: boolean;
}

function readUntil(cursor: Cursor, stop: string): string {
  let result = '';
  while (cursor.position < cursor.text.length) {
    const character = cursor.text[cursor.position] ?? '';
    if (stop !== '' && character === stop) return result;
    cursor.position++;
    if (character === "'") {
      result += takeTo(cursor, "'");
    } else if (character === '"') {
      result += readQuoted(cursor);
    } else if (character === '$') {
      result += readVariable(cursor);
    } else if (character === cursor.escape) {
      result += cursor.text[cursor.position++] ?? '';
    } else {
      result += character;
    }
  }
  return result;
}

function readQuoted(cursor: Cursor): string {
  let result = '';
  while (cursor.position < cursor.text.length) {
    const character = cursor.text[cursor.position++] ?? '';
    if (character === '"') return result;
    if (character === '$') {
      result += readVariable(cursor);
    } else if (character === cursor.escape) {
      const next = cursor.text[cursor.position++] ?? '';
      result += next === '"' || next === '$' || next === cursor.escape ? next : character + next;
    } else {
      result += character;
    }
  }
  cursor.known = false;
  return result;
}

function takeTo(cursor: Cursor, quote: string): string {
  const end = cursor.text.indexOf(quote, cursor.position);
  if (end < 0) {
    cursor.known = false;
    return '';
  }
  const result = cursor.text.slice(cursor.position, end);
  cursor.position = end + 1;
  return result;
}

function readVariable(cursor: Cursor): string {
  if (cursor.text[cursor.position] !== '{') {
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#])/.exec(
      cursor.text.slice(cursor.position, cursor.position + 256),
    )?.[0];
    if (name === undefined) return '$';
    cursor.position += name.length;
    return valueOf(cursor, name) ?? '';
  }
  const match = /^\{([A-Za-z_]\w*|[0-9@*#])(:?[-+?]|##?|%%?|\/\/?|\})/.exec(
    cursor.text.slice(cursor.position),
  );
  const name = match?.[1];
  const operator = match?.[2];
  if (match === null || name === undefined || operator === undefined) {
    cursor.known = false;
    return '';
  }
  cursor.position += match[0].length;
  if (operator === '}') return valueOf(cursor, name) ?? '';
  const operand = readUntil(cursor, '}');
  cursor.position++;
  return applyOperator(cursor, name, operator, operand);
}

function applyOperator(cursor: Cursor, name: string, operator: string, operand: string): string {
  const value = valueOf(cursor, name);
  const empty = value === undefined || (operator.startsWith(':') && value === '');
  if (operator.endsWith('-')) return empty ? operand : value;
  if (operator.endsWith('+')) return empty ? '' : operand;
  if (operator.endsWith('?')) {
    // The build stops here when the variable is missing.
    if (empty) cursor.known = false;
    return value ?? '';
  }
  if (value === undefined) return '';
  if (operator.startsWith('/')) return replaceLiteral(cursor, value, operator, operand);
  return removeAffix(cursor, value, operator, operand);
}

/** Patterns are globs; only those without wildcards are followed, the rest is unknown. */
function replaceLiteral(cursor: Cursor, value: string, operator: string, operand: string): string {
  const [pattern = '', replacement = ''] = operand.split('/', 2);
  if (/[*?[\]]/.test(pattern) || pattern === '') cursor.known = false;
  return operator === '//'
    ? value.split(pattern).join(replacement)
    : value.replace(pattern, () => replacement);
}

function removeAffix(cursor: Cursor, value: string, operator: string, pattern: string): string {
  const literal = pattern.replace(/^\*|\*$/g, '');
  if (/[*?[\]]/.test(literal)) cursor.known = false;
  if (operator.startsWith('#')) {
    if (!pattern.includes('*')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
    if (!pattern.startsWith('*') || pattern.length === 1) cursor.known = false;
    const at = operator === '##' ? value.lastIndexOf(literal) : value.indexOf(literal);
    return at < 0 ? value : value.slice(at + literal.length);
  }
  if (!pattern.includes('*'))
    return value.endsWith(pattern) ? value.slice(0, -pattern.length || undefined) : value;
  if (!pattern.endsWith('*') || pattern.length === 1) cursor.known = false;
  const at = operator === '%%' ? value.indexOf(literal) : value.lastIndexOf(literal);
  return at < 0 ? value : value.slice(0, at);
}

function valueOf(cursor: Cursor, name: string): string | undefined {
  cursor.variables.push(name);
  const found = cursor.lookup(name);
  if (found.kind === 'unknown') cursor.known = false;
  return found.kind === 'value' ? found.value : undefined;
}
