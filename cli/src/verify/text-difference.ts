/** In which way two outputs of a program differ, as a clause that goes on after a colon; undefined if they do not. */
import { isBounded, leftOut } from './bounded-text';

/**
 * `exactly` counts every character. `loosely` counts which lines there are, with numbers, times and identifiers taken
 * for the same, in whatever order and number. With `again`, a second text of the original, only what both of its
 * texts have in common is asked for.
 */
export function textDifference(
  before: string,
  after: string,
  how: 'exactly' | 'loosely',
  again?: string,
): string | undefined {
  if (before === after) return undefined;
  if (again !== undefined && again !== before) return lacking(before, after, again);
  return how === 'exactly' ? firstDifference(before, after) : lineDifference(before, after);
}

/** Whether two texts of the same program differ as `how` counts. */
export function sameText(one: string, other: string, how: 'exactly' | 'loosely'): boolean {
  return textDifference(one, other, how) === undefined;
}

function firstDifference(before: string, after: string): string {
  if (after === '') return `nothing, where the original has ${quoted(before)}`;
  if (before === '') return `${quoted(after)}, where the original has nothing`;
  const [old, now] = [before.split('\n'), after.split('\n')];
  const at = now.findIndex((line, index) => line !== old[index]);
  if (at === -1)
    return `it ends after line ${now.length}, and the original goes on with ${quoted(old[now.length] ?? '')}`;
  const original = old[at];
  const place = now.length > 2 || old.length > 2 ? `line ${at + 1} is ` : '';
  if (original === undefined) return `${place}${quoted(now[at] ?? '')}, where the original has ended`;
  return `${place}${quoted(now[at] ?? '')}, in the original ${quoted(original)}`;
}

function lineDifference(before: string, after: string): string | undefined {
  const [old, now] = [linesOf(before), linesOf(after)];
  // A line that one lacks may be among those that were left out of it.
  const lost = isBounded(after) ? undefined : [...old].find(([line]) => !now.has(line))?.[1];
  const added = isBounded(before) ? undefined : [...now].find(([line]) => !old.has(line))?.[1];
  if (lost !== undefined && added !== undefined) return `${quoted(added)}, in the original ${quoted(lost)}`;
  if (lost !== undefined) return `without ${quoted(lost)}, which the original has`;
  return added === undefined ? undefined : `with ${quoted(added)}, which the original does not have`;
}

function lacking(before: string, after: string, again: string): string | undefined {
  if (isBounded(after)) return undefined;
  const [old, second, now] = [linesOf(before), linesOf(again), linesOf(after)];
  const lost = [...old].find(([line]) => second.has(line) && !now.has(line))?.[1];
  return lost === undefined ? undefined : `without ${quoted(lost)}, which the original always has`;
}

/** The first line that is in none of `before`, counted loosely. */
export function addedLine(before: readonly string[], after: string): string | undefined {
  if (before.some(isBounded)) return undefined;
  const known = before.map(linesOf);
  return [...linesOf(after)].find(([line]) => line !== '' && known.every(lines => !lines.has(line)))?.[1];
}

/** The lines by what is left of them without what changes from run to run. */
function linesOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter(line => !leftOut.test(line));
  return new Map(lines.map(line => [steady(line), line.trim()]));
}

/** A line without numbers, times, addresses and identifiers. */
export function steady(line: string): string {
  return (
    line
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '0')
      .replace(/0x[0-9a-f]+|\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '0')
      .replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g, '0')
      .replace(/\d+([.,:]\d+)*(e[+-]?\d+)?/gi, '0')
      .replace(/\b(0\s?(ns|us|µs|ms|s|m|h|B|KB|kB|MB|GB|[KMG]iB|seconds?|minutes?))+\b/g, '0')
      // Spring Boot's first line names the account, which is another by intention.
      .replace(/\bwith PID 0 \((.*) started by \S+ in /, 'with PID 0 ($1 started by 0 in ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** As it stands in a message: on one line, and not longer than a reader takes in. */
export function quoted(text: string): string {
  const trimmed = text.replace(/\n$/, '');
  return JSON.stringify(trimmed.length > 200 ? `${trimmed.slice(0, 199)}…` : trimmed);
}
