import type { Change } from '../edits/change';
import type { Finding } from '../finding';
import type { Span } from '../syntax/span';
import { defineRule, type Problem, type Rule, type Subject } from './rule';
import type { IgnoreComment } from './shared/ignores';
import { startOfLine } from './shared/text';
import page from './unused-ignore.md';

/** Finds nothing by itself: only the report knows which comments were needed, and calls `unusedNames`. */
export const unusedIgnore = defineRule({
  id: 'unused-ignore',
  severity: 'info',
  equivalents: [],
  page,
  check: () => [],
});

/** The names in `# distill …ignore=` comments that silence nothing. Rules that are off cannot be judged. */
export function* unusedNames(
  ignores: readonly IgnoreComment[],
  used: ReadonlyMap<IgnoreComment, readonly Finding[]>,
  subject: Subject,
  rules: readonly Rule[],
): Generator<Problem> {
  for (const ignore of ignores) {
    if (ignore.kind !== 'distill') continue;
    const silenced = used.get(ignore) ?? [];
    const unused = ignore.names.filter(({ name }) => {
      if (silenced.some(finding => finding.rule === name || finding.equivalents.includes(name))) return false;
      const rule = rules.find(candidate => candidate.id === name || candidate.equivalents.includes(name));
      return rule === undefined || (subject.settings.rules[rule.id] ?? rule.severity) !== 'off';
    });
    for (const { name, span } of unused) {
      const known = rules.some(rule => rule.id === name || rule.equivalents.includes(name));
      const why = known ? 'has nothing to silence here' : 'is no rule of Distill';
      const first = ignore.names[0]?.span === span;
      yield {
        span,
        message: `\`${name}\` ${why}. A comment that does nothing hides what it was once there for. Remove it.`,
        fixes: unused.length < ignore.names.length || first ? [removal(ignore, span, unused, subject)] : [],
      };
    }
  }
}

/** Takes the whole line when nothing on it is needed, otherwise the name and one comma. */
function removal(
  ignore: IgnoreComment,
  span: Span,
  unused: IgnoreComment['names'],
  subject: Subject,
): Change {
  const { source } = subject.dockerfile;
  const title = 'Remove the unused ignore';
  const change = (place: Span): Change => ({
    title,
    applicability: 'safe',
    edits: [{ span: place, text: '' }],
    notes: [],
  });
  if (unused.length === ignore.names.length) {
    const end = source.indexOf('\n', ignore.span.end);
    return change({ start: startOfLine(source, ignore.span.start), end: end < 0 ? source.length : end + 1 });
  }
  const index = ignore.names.findIndex(other => other.span === span);
  const firstUsed = ignore.names.findIndex(name => !unused.includes(name));
  // Before the first name that stays, take the comma behind; after it, the comma in front.
  if (index < firstUsed)
    return change({ start: span.start, end: ignore.names[index + 1]?.span.start ?? span.end });
  return change({ start: ignore.names[index - 1]?.span.end ?? span.start, end: span.end });
}
