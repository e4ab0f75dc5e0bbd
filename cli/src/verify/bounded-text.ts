/** Outputs that are too long for a report: what is kept of them, and how to tell. */
import { createHash } from 'node:crypto';

/** In characters. */
const longest = 64 * 1024;

/** A line that is cut would look like one that only this text has; longer lines than this are cut all the same. */
const longestLine = 4096;

/**
 * A text of more than 64 K characters loses its middle, between two lines if they are not very long; its digest says
 * whether what is left out is the same.
 */
export function bounded(text: string): string {
  if (text.length <= longest) return text;
  const digest = createHash('sha256').update(text).digest('hex');
  const half = longest / 2;
  const last = text.lastIndexOf('\n', half);
  const next = text.indexOf('\n', text.length - half);
  const end = last < half - longestLine ? half : last;
  const start = next === -1 || next > text.length - half + longestLine ? text.length - half : next + 1;
  return `${text.slice(0, end)}\n[… ${start - end} characters left out; sha256 of all: ${digest}]\n${text.slice(start)}`;
}

/** Something of the text was left out: what is not in it may have been. */
export function isBounded(text: string): boolean {
  return leftOut.test(text);
}

/** The line that says so. */
export const leftOut = /^\[… \d+ characters left out; sha256 of all: [0-9a-f]{64}\]$/m;
