/** Python sources cut into tokens, just as far as names, calls and text literals need it (reference, "Lexical analysis"). */

export interface PythonToken {
  readonly kind: 'name' | 'text' | 'sign' | 'end';
  /** The name or sign; of a text literal what it holds, up to the first replacement of an f-string. */
  readonly text: string;
  readonly line: number;
  /** An f-string with replacements, or bytes: `text` is not all of it. */
  readonly partial?: boolean;
  /** The first replacement, where it is nothing but a name, and what comes behind it up to the next one. */
  readonly replaced?: { readonly name: string; readonly rest: string; readonly partial: boolean };
}

/**
 * The tokens of a file; numbers and comments are left out, `end` closes a logical line. Linear, and total for any text.
 * What stands in the replacements of f-strings comes behind everything else, as lines of their own.
 */
export function pythonTokens(source: string): PythonToken[] {
  const tokens: PythonToken[] = [];
  const later: PythonToken[] = [];
  scan(source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'), 1, tokens, later);
  return [...tokens, { kind: 'end', text: '', line: 0 }, ...later];
}

const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const number = /\d[\w.]*/y;

function scan(source: string, firstLine: number, tokens: PythonToken[], later: PythonToken[]): void {
  let line = firstLine;
  let depth = 0;
  for (let at = 0; at < source.length; ) {
    const character = source[at] ?? '';
    if (character === '\n') {
      if (depth === 0 && tokens.at(-1)?.kind !== 'end') tokens.push({ kind: 'end', text: '', line });
      line++;
      at++;
    } else if (character === ' ' || character === '\t' || character === '\f') at++;
    else if (character === '\\' && source[at + 1] === '\n') {
      line++;
      at += 2;
    } else if (character === '#') {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
    } else if (character === '"' || character === "'") {
      const next = readText(source, at, '', line, tokens, later);
      line += countLines(source, at, next);
      at = next;
    } else {
      word.lastIndex = at;
      const name = word.exec(source)?.[0];
      if (name !== undefined) {
        at += name.length;
        const quote = source[at];
        if ((quote === '"' || quote === "'") && /^(?:[rbuft]|[rR][bft]|[bft][rR])$/i.test(name)) {
          const next = readText(source, at, name.toLowerCase(), line, tokens, later);
          line += countLines(source, at, next);
          at = next;
        } else tokens.push({ kind: 'name', text: name, line });
        continue;
      }
      number.lastIndex = at;
      const digits = number.exec(source)?.[0];
      if (digits !== undefined) {
        tokens.push({ kind: 'sign', text: '0', line });
        at += digits.length;
        continue;
      }
      if ('([{'.includes(character)) depth++;
      else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
      const end = character === ';' && depth === 0;
      tokens.push(end ? { kind: 'end', text: '', line } : { kind: 'sign', text: character, line });
      at++;
    }
  }
}

function countLines(source: string, from: number, to: number): number {
  let count = 0;
  for (let at = source.indexOf('\n', from); at >= 0 && at < to; at = source.indexOf('\n', at + 1)) count++;
  return count;
}

/** Reads one text literal and returns where it ends; one in single quotes that is not closed ends with its line. */
function readText(
  source: string,
  start: number,
  prefix: string,
  line: number,
  tokens: PythonToken[],
  later: PythonToken[],
): number {
  const quote = source[start] ?? '';
  const triple = source.startsWith(quote.repeat(3), start);
  const from = start + (triple ? 3 : 1);
  let at = from;
  let closed = source.length;
  while (at < source.length) {
    if (source[at] === '\\') at += 2;
    else if (triple ? source.startsWith(quote.repeat(3), at) : source[at] === quote) {
      closed = at;
      at += triple ? 3 : 1;
      break;
    } else if (!triple && source[at] === '\n') {
      closed = at;
      break;
    } else at++;
  }
  const inner = source.slice(from, Math.min(closed, source.length));
  const formatted = prefix.includes('f') || prefix.includes('t');
  const open = formatted ? replacementStart(inner) : -1;
  const raw = prefix.includes('r');
  const text = unescaped(open < 0 ? inner : inner.slice(0, open), raw, formatted);
  const partial = open >= 0 || prefix.includes('b');
  const replaced = open < 0 ? undefined : replacement(inner.slice(open));
  tokens.push({
    ...{ kind: 'text', text, line },
    ...(partial ? { partial } : {}),
    ...(replaced === undefined ? {} : { replaced }),
  });
  if (open >= 0) {
    // The replacement may hold text in other quotes: reading it from the brace on is close enough.
    scan(inner.slice(open).replaceAll('\n', ' '), line, later, []);
    later.push({ kind: 'end', text: '', line });
  }
  return Math.min(at, source.length);
}

function replacementStart(text: string): number {
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 2))
    if (text[at + 1] !== '{') return at;
  return -1;
}

function replacement(text: string): PythonToken['replaced'] {
  const [all, name] = /^\{\s*([\w.]+)\s*\}/.exec(text.slice(0, 100)) ?? [];
  if (all === undefined || name === undefined) return undefined;
  const rest = text.slice(all.length);
  const next = replacementStart(rest);
  return { name, rest: next < 0 ? rest : rest.slice(0, next), partial: next >= 0 };
}

function unescaped(text: string, raw: boolean, formatted: boolean): string {
  const braces = formatted ? text.replaceAll('{{', '{').replaceAll('}}', '}') : text;
  return raw
    ? braces
    : braces.replace(/\\(\n|.)/gs, (_, next: string) => escapes[next] ?? (next === '\n' ? '' : next));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
