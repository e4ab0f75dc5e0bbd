/** Small helpers for messages and for edits that keep the file's own style. */
import type { Edit } from '../../edits/change';
import type { Dockerfile, Instruction } from '../../syntax/instruction';
import type { Span } from '../../syntax/span';

/** The candidate nearest to a word, if it is near enough to be a slip of the finger and no other is as near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = word.length <= 3 ? 1 : word.length <= 6 ? 2 : 3;
  let best: { name: string; distance: number; tied: boolean } | undefined;
  for (const name of new Set(candidates)) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance > limit || distance >= name.length) continue;
    if (best === undefined || distance < best.distance) best = { name, distance, tied: false };
    else if (distance === best.distance) best.tied = true;
  }
  return best === undefined || best.tied ? undefined : best.name;
}

/** Insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3 || a.length > 64 || b.length > 64) return 99;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 99;
}

/** `a`, `b` and `c`. */
export function list(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

export function replace(span: Span, text: string): Edit {
  return { span, text };
}

/** A line of its own above an instruction and the comments that belong to it, indented as the instruction is. */
export function insertAbove(dockerfile: Dockerfile, instruction: Instruction, text: string): Edit {
  const at = startOfLine(dockerfile.source, instruction.span.start);
  const indentation = dockerfile.source.slice(at, instruction.span.start);
  return { span: { start: at, end: at }, text: `${indentation}${text}${dockerfile.newline}` };
}

/** Lines of their own right below an instruction, indented as it is. */
export function insertBelow(
  dockerfile: Dockerfile,
  instruction: Instruction,
  lines: readonly string[],
): Edit {
  const at = instruction.span.end;
  const start = startOfLine(dockerfile.source, instruction.span.start);
  const indentation = dockerfile.source.slice(start, instruction.span.start);
  const text = lines.map(line => `${dockerfile.newline}${indentation}${line}`).join('');
  return { span: { start: at, end: at }, text };
}

export function startOfLine(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/** The place of a word inside a span, as a whole word; the span itself where it is not found. */
export function wordIn(source: string, span: Span, word: string): Span {
  let at = source.indexOf(word, span.start);
  while (at >= 0 && at + word.length <= span.end) {
    const before = source[at - 1] ?? ' ';
    const after = source[at + word.length] ?? ' ';
    if (/[\s"'=]/.test(before) && /[\s"'=:~<>;&|)\\]/.test(after))
      return { start: at, end: at + word.length };
    at = source.indexOf(word, at + 1);
  }
  return span;
}
