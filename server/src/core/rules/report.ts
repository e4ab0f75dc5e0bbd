import type { Finding } from '../finding';
import { rules } from './index';
import type { Rule, Subject } from './rule';
import { isSuppressed } from './suppression';

/** Runs every rule that is on, applies severities and ignore comments, and sorts by place. */
export function report(subject: Subject): Finding[] {
  const findings = rules.flatMap(rule => findingsOf(rule, subject));
  const kept = findings.filter(finding => !isSuppressed(finding, subject));
  return kept.sort((a, b) => a.span.start - b.span.start || (a.rule < b.rule ? -1 : 1));
}

function findingsOf(rule: Rule, subject: Subject): Finding[] {
  const chosen = subject.settings.rules[rule.id];
  const standard = chosen ?? rule.severity;
  if (standard === 'off') return [];
  return [...rule.check(subject)].map(problem => ({
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
