/** Moves and removes instructions as text: with the comments that stand on them, byte for byte. */
import type { Edit } from '../edits/change';
import type { Dockerfile, Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';

/** From the first of the comment lines that stand directly above the instruction to its end. */
export function withComments(dockerfile: Dockerfile, instruction: Instruction): Span {
  const { source } = dockerfile;
  let start = lineStart(source, instruction.span.start);
  while (start > 0) {
    const above = lineStart(source, start - 1);
    const line = source.slice(above, start);
    if (!/^\s*#/.test(line) || dockerfile.directives.some(directive => directive.span.start === above)) break;
    start = above;
  }
  return { start, end: instruction.span.end };
}

export function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the newline that ends the line of `offset`, or the text's end. */
export function endOfLine(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  if (newline < 0) return source.length;
  return source[newline - 1] === '\r' ? newline - 1 : newline;
}

/** The offset after the newline that ends the line of `offset`. */
export function nextLine(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  return newline < 0 ? source.length : newline + 1;
}

/** Removes instructions with their comments; neighbours go as one, and no two blank lines are left to meet. */
export function removalEdits(dockerfile: Dockerfile, instructions: readonly Instruction[]): Edit[] {
  const { source } = dockerfile;
  const spans = instructions
    .map(instruction => withComments(dockerfile, instruction))
    .sort((a, b) => a.start - b.start);
  const groups: { start: number; end: number }[] = [];
  for (const span of spans) {
    const last = groups.at(-1);
    if (last !== undefined && source.slice(last.end, span.start).trim() === '') last.end = span.end;
    else groups.push({ ...span });
  }
  return groups.map(({ start, end }) => {
    let to = nextLine(source, end);
    const blankBefore = start === 0 || /\n[ \t]*\r?\n$/.test(source.slice(Math.max(0, start - 80), start));
    const blankAfter = /^[ \t]*\r?\n/.exec(source.slice(to, to + 80));
    if (blankBefore && blankAfter !== null) to += blankAfter[0].length;
    return { span: { start, end: to }, text: '' };
  });
}

/** Keywords as the file writes them: in capitals, unless its FROM is in lower case. */
export function keywordStyle(dockerfile: Dockerfile): (keyword: string) => string {
  const from = dockerfile.instructions.find(instruction => instruction.keyword === 'FROM');
  const written =
    from === undefined ? 'FROM' : dockerfile.source.slice(from.keywordSpan.start, from.keywordSpan.end);
  const lower = written === written.toLowerCase();
  return keyword => (lower ? keyword.toLowerCase() : keyword);
}

/** A path or argument as a word of an instruction: quoted only where it has to be. */
export function quoteWord(text: string): string {
  return /[\s"'$\\#`]/.test(text) || text === '' ? JSON.stringify(text).replace(/\$/g, '\\$') : text;
}

/** The exec form. */
export function execForm(values: readonly string[]): string {
  return `[${values.map(value => JSON.stringify(value)).join(', ')}]`;
}
