/** The line of a finding with carets under the place. */
import { type Colors, printable } from '../terminal';
import type { Places, Range } from './places';

/** Longer lines are cut around the place, because a wrapped line carries its carets elsewhere. */
const widest = 120;

export function codeFrame(places: Places, { start, end }: Range, colors: Colors): string {
  const line = printable(places.line(start.line));
  const more = end.line > start.line;
  const last = Math.max(start.character + 1, more ? line.length : Math.min(end.character, line.length));
  const from = line.length <= widest ? 0 : Math.max(0, Math.min(start.character - 20, line.length - widest));
  const shown = line.slice(from, from + widest);
  const head = from > 0 ? '…' : '';
  const tail = from + widest < line.length ? '…' : '';
  // Tabs stay tabs, so that the carets stand below their place at any tab width.
  const indent = line.slice(from, start.character).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(last, from + widest) - start.character));
  const number = String(start.line + 1);
  const gutter = ' '.repeat(number.length);
  return [
    colors.dim(`  ${number} | `) + head + shown + tail,
    colors.dim(`  ${gutter} | `) +
      ' '.repeat(head.length) +
      indent +
      colors.yellow(carets + (more ? '…' : '')),
  ].join('\n');
}
