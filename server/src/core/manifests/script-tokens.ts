/**
 * JavaScript and TypeScript as a list of tokens, as far as finding imports needs them: comments are gone,
 * strings are whole, templates and regular expressions are one opaque token each. Linear in the text.
 */

export interface ScriptToken {
  readonly kind: 'name' | 'string' | 'opaque' | 'mark';
  /** A name, the contents of a string, or one character of punctuation. */
  readonly text: string;
  /** How many braces, brackets and parentheses are open before it. */
  readonly depth: number;
  /** Where it begins in the text. */
  readonly at: number;
}

/** Splits a source text into tokens; what cannot be read is skipped a character at a time. */
export function scriptTokens(text: string): ScriptToken[] {
  const nameRest = /[\p{L}\p{N}_$]*/uy;
  const tokens: ScriptToken[] = [];
  let depth = 0;
  let at = text.startsWith('#!') ? endOfLine(text, 0) : 0;
  const push = (kind: ScriptToken['kind'], value: string, from: number): void => {
    tokens.push({ kind, text: value, depth, at: from });
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    const next = text[at + 1];
    if (character === ' ' || character === '\n' || blank.test(character)) at++;
    else if (character === '/' && next === '/') at = endOfLine(text, at);
    else if (character === '/' && next === '*') {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 2;
    } else if (character === '"' || character === "'") {
      const end = endOfString(text, at);
      push('string', text.slice(at + 1, end - 1), at);
      at = end;
    } else if (character === '`') {
      push('opaque', '`', at);
      at = endOfTemplate(text, at);
    } else if (character === '/' && mayBeRegex(tokens.at(-1))) {
      const end = endOfRegex(text, at);
      push(end === undefined ? 'mark' : 'opaque', '/', at);
      at = end ?? at + 1;
    } else if (nameStart.test(character)) {
      nameRest.lastIndex = at + 1;
      const rest = nameRest.exec(text)?.[0] ?? '';
      push('name', character + rest, at);
      at += 1 + rest.length;
    } else {
      if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
      push('mark', character, at);
      if ('([{'.includes(character)) depth++;
      at++;
    }
  }
  return tokens;
}

const blank = /\s/;
const nameStart = /[\p{L}_$#\d]/u;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Behind the closing quote; a string that is not closed ends with its line. */
function endOfString(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1;
    else if (text[at] === '\n') return at;
  }
  return text.length;
}

/** Behind the closing backtick, the templates inside `${…}` included. */
function endOfTemplate(text: string, from: number): number {
  // A number stands for the open braces of a `${…}`, -1 for the text of a template.
  const open: number[] = [-1];
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    const inner = open.at(-1) ?? -1;
    if (character === '\\') at++;
    else if (inner < 0) {
      if (character === '`') {
        open.pop();
        if (open.length === 0) return at + 1;
      } else if (character === '$' && text[at + 1] === '{') {
        open.push(0);
        at++;
      }
    } else if (character === '`') open.push(-1);
    else if (character === '{') open[open.length - 1] = inner + 1;
    else if (character === '}') {
      if (inner === 0) open.pop();
      else open[open.length - 1] = inner - 1;
    } else if (character === '"' || character === "'") at = endOfString(text, at) - 1;
  }
  return text.length;
}

/** Behind a value a slash divides; anywhere else it begins a regular expression. */
function mayBeRegex(before: ScriptToken | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'name')
    return /^(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield)$/.test(before.text);
  return before.kind === 'mark' && !/[)\]}]/.test(before.text);
}

function endOfRegex(text: string, from: number): number | undefined {
  let inClass = false;
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\n') return undefined;
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  return undefined;
}
