/**
 * Applies the fixes of all findings at once, for `source.fixAll` and for `distill fix`, conversions excepted.
 * Fixes that touch the same place are taken one round after another, each round on a fresh analysis.
 */
import {
  type Applicability,
  analyse,
  applyEdits,
  type BuildContext,
  type Change,
  type Edit,
  type Finding,
  type Settings,
} from './core/analysis';

export interface Fixed {
  readonly text: string;
  /** From the original to `text`; empty when nothing was applied. */
  readonly edits: readonly Edit[];
  /** The titles of what was applied, in order. */
  readonly applied: readonly string[];
  readonly remaining: readonly Finding[];
}

/** More than any real chain of fixes; reached only by fixes that undo each other. */
const maxRounds = 10;

export function applyFixes(
  source: string,
  context: BuildContext,
  settings: Settings,
  accepted: readonly Applicability[],
): Fixed {
  const rounds: (readonly Edit[])[] = [];
  const applied: string[] = [];
  const seen = new Set([source]);
  let text = source;
  let findings = analyse(text, context, settings).findings;
  while (rounds.length < maxRounds) {
    const round = compatibleFixes(
      findings,
      fix => accepted.includes(fix.applicability) && fix.conversion !== true,
    );
    const next = applyEdits(text, round.edits);
    if (seen.has(next)) break;
    seen.add(next);
    rounds.push(round.edits);
    applied.push(...round.titles);
    text = next;
    findings = analyse(text, context, settings).findings;
  }
  const edits = rounds.length > 1 ? [changedMiddle(source, text)] : (rounds[0] ?? []);
  return { text, edits, applied, remaining: findings };
}

/** The first accepted fix of each finding, leaving out those that touch an earlier one. */
function compatibleFixes(
  findings: readonly Finding[],
  accepts: (fix: Change) => boolean,
): { edits: Edit[]; titles: string[] } {
  const edits: Edit[] = [];
  const titles: string[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find(accepts);
    if (fix === undefined || fix.edits.some(edit => edits.some(other => touches(edit, other)))) continue;
    edits.push(...fix.edits);
    titles.push(fix.title);
  }
  return { edits, titles };
}

/** Insertions at one place count as touching: two rules may both want to add the same line. */
function touches(a: Edit, b: Edit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}

/** One edit over everything between the first and the last difference. */
function changedMiddle(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { span: { start, end: before.length - end }, text: after.slice(start, after.length - end) };
}
