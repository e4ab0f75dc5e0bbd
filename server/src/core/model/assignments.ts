/** The `NAME=value` pairs of ENV and LABEL, in both of their forms. */
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';

export interface NamedValue {
  readonly name: string;
  /** As written, unexpanded. */
  readonly text: string;
  readonly span: Span;
}

/** The pairs of an ENV or LABEL: `A=1 B=2`, or the old `A the whole rest of the line`. */
export function assignments(instruction: Instruction): NamedValue[] {
  const [first] = instruction.words;
  if (first === undefined) return [];
  if (!first.text.includes('=')) {
    const text = instruction.body.text.slice(first.text.length).trim();
    const last = instruction.words.at(-1) ?? first;
    return [{ name: first.text, text, span: { start: first.span.start, end: last.span.end } }];
  }
  const pairs: NamedValue[] = [];
  for (const word of instruction.words) {
    const equals = word.text.indexOf('=');
    if (equals <= 0) continue;
    pairs.push({ name: word.text.slice(0, equals), text: word.text.slice(equals + 1), span: word.span });
  }
  return pairs;
}
