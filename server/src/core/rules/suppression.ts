/**
 * Ignore comments, ours and other linters'. Ours: `# distill ignore=rule[,rule] -- reason` above an
 * instruction, `stage-ignore=` above a FROM, `file-ignore=` anywhere in the file.
 */
import type { Change } from '../edits/change';
import type { Finding } from '../finding';
import { parseDockerfile } from '../syntax/parse';
import type { Span } from '../syntax/span';
import { type IgnoreComment, instructionAt, readIgnores } from './shared/ignores';
import { insertAbove } from './shared/text';

/** Whether an ignore comment silences the finding; answers the first that does. */
export function suppressedBy(finding: Finding, ignores: readonly IgnoreComment[]): IgnoreComment | undefined {
  return ignores.find(
    ignore =>
      ignore.names.some(({ name }) => silences(name, finding)) &&
      finding.span.start >= ignore.range.start &&
      finding.span.start <= ignore.range.end,
  );
}

function silences(name: string, finding: Finding): boolean {
  if (name === finding.rule) return true;
  return finding.equivalents.some(equivalent => equivalent.toLowerCase() === name.toLowerCase());
}

/** Adds the rule to the ignore comment above the instruction at `span`, or writes one. */
export function suppressionChange(source: string, rule: string, span: Span): Change {
  const dockerfile = parseDockerfile(source);
  const instruction = instructionAt(dockerfile, span.start);
  const title = `Ignore ${rule} here`;
  if (instruction === undefined) {
    const text = `# distill file-ignore=${rule}${dockerfile.newline}`;
    const start = dockerfile.directives.at(-1)?.span.end;
    const at = start === undefined ? 0 : source.indexOf('\n', start) + 1;
    const first = { start: at, end: at };
    return { title, applicability: 'safe', edits: [{ span: first, text }], notes: [] };
  }
  const existing = readIgnores(dockerfile).findLast(
    ignore => ignore.kind === 'distill' && ignore.scope === 'instruction' && ignore.target === instruction,
  );
  const last = existing?.names.at(-1);
  const edit =
    last === undefined
      ? insertAbove(dockerfile, instruction, `# distill ignore=${rule}`)
      : { span: { start: last.span.end, end: last.span.end }, text: `,${rule}` };
  return { title, applicability: 'safe', edits: [edit], notes: [] };
}
