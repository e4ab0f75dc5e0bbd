/** Errors of the original whose cure is known: they are mended first, and the mended file is converted. */
import type { Edit, Note } from '../edits/change';
import { applyEdits } from '../edits/change';
import type { Finding } from '../finding';
import type { Subject } from '../subject';
import type { Conversion } from './convert';
import { operationsOf } from './operations';

export interface Mended {
  readonly source: string;
  /** What was done, as the fixes call it, at the findings. */
  readonly done: readonly Finding[];
  /** What was changed besides. */
  readonly notes?: readonly Note[];
}

/** Rules whose first fix is the only thing that the author can have meant. */
const mendable: ReadonlySet<string> = new Set(['missing-runtime-dependencies', 'missing-package-manager']);

/** Brings the successor along where something is mended anyway: the image is no longer published. */
const alongside = 'discontinued-base-image';

/** The text with every error mended; undefined where there is none, or one that only its author can mend. */
export function mend(source: string, findings: readonly Finding[]): Mended | undefined {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const all = errors.every(({ rule, fixes }) => mendable.has(rule) && fixes.length > 0);
  if (errors.length === 0 || !all) return undefined;
  const done = [...errors, ...findings.filter(({ rule, fixes }) => rule === alongside && fixes.length > 0)];
  const edits = done.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  if (overlap(edits)) return undefined;
  return { source: applyEdits(source, edits), done };
}

function overlap(edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  return sorted.some((edit, index) => edit.span.start < (sorted[index - 1]?.span.end ?? 0));
}

/** One edit that makes `after` of `before`: the lines that differ, those at both ends left alone. */
export function editBetween(before: string, after: string): Edit[] {
  if (before === after) return [];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  start = before.lastIndexOf('\n', start - 1) + 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // A whole number of lines.
  const cut = before.indexOf('\n', before.length - tail - 1);
  tail = cut < 0 ? 0 : before.length - cut - 1;
  return [{ span: { start, end: before.length - tail }, text: after.slice(start, after.length - tail) }];
}

/**
 * What came of the mended file, told of the original; undefined where it was declined. A mended file with nothing else
 * to convert is itself the conversion.
 */
export function overOriginal(
  { dockerfile: { source: before } }: Subject,
  mended: Mended,
  again: Subject,
  result: Conversion,
): Conversion | undefined {
  if (result.outcome === 'declined') return undefined;
  const dockerfile = result.outcome === 'converted' ? result.dockerfile : mended.source;
  const notes = [
    ...(mended.notes ?? []),
    ...mended.done.map(({ fixes, span }) => ({
      message: `Mended on the way: ${fixes[0]?.title ?? ''}.`,
      span,
    })),
    // Their places are those of the mended text.
    ...(result.outcome === 'converted' ? result.notes.map(({ message }) => ({ message })) : []),
  ];
  const hasShell = result.outcome === 'converted' && result.hasShell;
  const { target = 'the same base image' } = result;
  return {
    outcome: 'converted',
    target,
    hasShell,
    dockerfile,
    edits: editBetween(before, dockerfile),
    notes,
    operations:
      result.outcome === 'converted' ? result.operations : operationsOf(again.effects.slice(-1), hasShell),
  };
}
