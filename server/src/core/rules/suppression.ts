import type { Change } from '../edits/change';
import type { Finding } from '../finding';
import type { Span } from '../syntax/span';
import type { Subject } from './rule';

/** Whether an ignore comment, ours or another linter's, silences the finding. */
export function isSuppressed(_finding: Finding, _subject: Subject): boolean {
  return false;
}

/** Inserts `# distill ignore=rule` above the instruction at `span`. */
export function suppressionChange(_source: string, rule: string, _span: Span): Change {
  return { title: `Ignore ${rule} here`, applicability: 'safe', edits: [], notes: [] };
}
