import type { Span } from './span';

/**
 * Text as Docker reads it, with continuation lines joined and interleaved comments gone, that still knows
 * where each of its characters stands in the file.
 */
export interface LogicalText {
  readonly text: string;
  /** Runs of unbroken characters: `at` in the logical text is `source` in the file. Sorted by `at`. */
  readonly pieces: readonly Piece[];
  /** Offset in the file just after the last character. */
  readonly end: number;
}

interface Piece {
  readonly at: number;
  readonly source: number;
}

/** The span in the file of the logical characters `from` (included) to `to` (not included). */
export function spanIn(logical: LogicalText, from: number, to: number): Span {
  const start = sourceOffset(logical, from);
  return { start, end: to > from ? sourceOffset(logical, to - 1) + 1 : start };
}

/** The offset in the file of a logical index; the end for an index past the text. */
export function sourceOffset(logical: LogicalText, index: number): number {
  if (index >= logical.text.length) return logical.end;
  let low = 0;
  let high = logical.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((logical.pieces[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const piece = logical.pieces[low];
  return piece === undefined ? logical.end : piece.source + (index - piece.at);
}

/** The part of a logical text from index `from` to `to`, still mapped. */
export function sliceLogical(logical: LogicalText, from: number, to = logical.text.length): LogicalText {
  const pieces: Piece[] = [];
  for (const [index, piece] of logical.pieces.entries()) {
    const next = logical.pieces[index + 1]?.at ?? logical.text.length;
    if (next <= from || piece.at >= to) continue;
    const start = Math.max(piece.at, from);
    pieces.push({ at: start - from, source: piece.source + (start - piece.at) });
  }
  return { text: logical.text.slice(from, to), pieces, end: sourceOffset(logical, to) };
}

/** A stretch of the file taken as it stands. */
export function plainText(source: string, span: Span): LogicalText {
  return {
    text: source.slice(span.start, span.end),
    pieces: [{ at: 0, source: span.start }],
    end: span.end,
  };
}

export interface JoinedLines {
  readonly logical: LogicalText;
  /** Offset of the line after the last joined one: where heredoc bodies begin. */
  readonly next: number;
  readonly comments: readonly Span[];
}

/**
 * Joins the physical lines from `start` as BuildKit's parser does: an escape character before a line's end
 * continues the instruction; while it continues, comment lines and empty lines are skipped.
 */
export function joinLines(source: string, start: number, end: number, escape: string): JoinedLines {
  const pieces: Piece[] = [];
  const comments: Span[] = [];
  const parts: string[] = [];
  let length = 0;
  let lineStart = start;
  let first = true;
  let last = start;
  while (lineStart < end) {
    const newline = source.indexOf('\n', lineStart);
    const lineEnd = newline < 0 || newline >= end ? end : newline;
    const next = newline < 0 || newline >= end ? end : newline + 1;
    const line = source.slice(lineStart, lineEnd).replace(/\r$/, '');
    const trimmed = line.trimStart();
    if (!first && (trimmed === '' || trimmed.startsWith('#'))) {
      if (trimmed !== '') comments.push(trimSpan(source, lineStart, lineStart + line.length));
      lineStart = next;
      continue;
    }
    const content = line.trimEnd();
    // A doubled escape character stands for itself and continues nothing (`lineContinuationRegex`).
    const continues = content.endsWith(escape) && content.at(-2) !== escape;
    const kept = continues ? content.slice(0, -escape.length) : line;
    if (kept.length > 0) {
      pieces.push({ at: length, source: lineStart });
      parts.push(kept);
      length += kept.length;
    }
    last = lineStart + kept.length;
    lineStart = next;
    first = false;
    if (!continues) break;
  }
  return { logical: { text: parts.join(''), pieces, end: last }, next: lineStart, comments };
}

function trimSpan(source: string, start: number, end: number): Span {
  let from = start;
  while (from < end && /\s/.test(source[from] ?? '')) from++;
  return { start: from, end };
}
