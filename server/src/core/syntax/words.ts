import type { Flag, Word } from './instruction';
import { type LogicalText, sliceLogical, spanIn } from './logical-text';

/** Splits at white space outside quotes, as BuildKit's `parseWords` does; quotes stay in the words. */
export function splitWords(body: LogicalText, escape: string): Word[] {
  const words: Word[] = [];
  for (const [from, to] of wordRanges(body.text, escape, Number.POSITIVE_INFINITY)) {
    words.push({ text: body.text.slice(from, to), span: spanIn(body, from, to) });
  }
  return words;
}

/**
 * Takes the leading `--flag=value` words off, as BuildKit's `extractBuilderFlags` does; a lone `--` ends
 * them and is taken, too.
 */
export function takeFlags(body: LogicalText, escape: string): { flags: Flag[]; rest: LogicalText } {
  const flags: Flag[] = [];
  let position = 0;
  for (const [from, to] of wordRanges(body.text, escape, Number.POSITIVE_INFINITY)) {
    const text = body.text.slice(from, to);
    if (!text.startsWith('--')) break;
    position = to;
    if (text === '--') break;
    const equals = text.indexOf('=');
    const nameEnd = equals < 0 ? text.length : equals;
    const valueFrom = equals < 0 ? to : from + equals + 1;
    flags.push({
      name: text.slice(2, nameEnd),
      value: equals < 0 ? undefined : unquote(text.slice(equals + 1)),
      span: spanIn(body, from, to),
      valueSpan: spanIn(body, valueFrom, to),
    });
  }
  return { flags, rest: trimLogical(sliceLogical(body, position)) };
}

export function trimLogical(logical: LogicalText): LogicalText {
  const from = logical.text.length - logical.text.trimStart().length;
  const to = logical.text.trimEnd().length;
  return to <= from ? sliceLogical(logical, from, from) : sliceLogical(logical, from, to);
}

function unquote(text: string): string {
  const match = /^(["'])(.*)\1$/s.exec(text);
  return match?.[2] ?? text;
}

function* wordRanges(text: string, escape: string, limit: number): Generator<[number, number]> {
  let index = 0;
  let count = 0;
  while (index < text.length && count < limit) {
    while (index < text.length && isSpace(text[index])) index++;
    if (index >= text.length) return;
    const from = index;
    let quote = '';
    while (index < text.length) {
      const character = text[index] ?? '';
      if (quote === '' && isSpace(character)) break;
      if (character === escape && quote !== "'") index++;
      else if (quote !== '' && character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      index++;
    }
    index = Math.min(index, text.length);
    count++;
    yield [from, index];
  }
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
