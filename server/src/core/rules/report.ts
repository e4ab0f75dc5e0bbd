import type { Finding } from '../finding';
import { rules } from './index';
import type { Rule, Subject } from './rule';
import { type IgnoreComment, readIgnores } from './shared/ignores';
import { suppressedBy } from './suppression';
import { unusedIgnore, unusedNames } from './unused-ignore';

/** Runs every rule that is on, applies severities and ignore comments, and sorts by place. */
export function report(subject: Subject): Finding[] {
  const ignores = readIgnores(subject.dockerfile);
  const findings = rules.flatMap(rule => findingsOf(rule, subject, rule.check(subject)));
  const used = new Map<IgnoreComment, Finding[]>();
  const kept: Finding[] = [];
  for (const finding of findings) {
    const by = suppressedBy(finding, ignores);
    if (by === undefined) kept.push(finding);
    else used.set(by, [...(used.get(by) ?? []), finding]);
  }
  // Known only now: what no finding needed.
  const unused = findingsOf(unusedIgnore, subject, unusedNames(ignores, used, subject, rules));
  kept.push(...unused.filter(finding => suppressedBy(finding, ignores) === undefined));
  return kept.sort((a, b) => a.span.start - b.span.start || (a.rule < b.rule ? -1 : 1));
}

function findingsOf(rule: Rule, subject: Subject, problems: ReturnType<Rule['check']>): Finding[] {
  const chosen = subject.settings.rules[rule.id];
  const standard = chosen ?? rule.severity;
  if (standard === 'off') return [];
  return [...problems].map(problem => ({
    rule: rule.id,
    // What the user chose holds for the whole rule; otherwise a rule may grade its cases.
    severity: chosen === undefined || chosen === 'off' ? (problem.severity ?? standard) : chosen,
    message: problem.message,
    span: problem.span,
    related: problem.related ?? [],
    equivalents: rule.equivalents,
    fixes: problem.fixes ?? [],
  }));
}
