/** Every rule is tested by the examples on its page, with both line endings. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../server/src/core/edits/change';
import type { Finding } from '../server/src/core/finding';
import { rules } from '../server/src/core/rules/index';
import { report } from '../server/src/core/rules/report';
import type { Rule } from '../server/src/core/rules/rule';
import { defaultSettings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';
import { parseDockerfile } from '../server/src/core/syntax/parse';
import { type Example, readPage, withCarriageReturns } from './support/page';

const defaults = defaultSettings('2026-11-20');
const headings = ['Why', 'Reported', 'Not reported', 'When to ignore it', 'References'];

for (const rule of rules) {
  const page = readPage(rule.page);
  describe(rule.id, () => {
    test('has a page with all its sections', () => {
      expect(page.headings).toEqual(headings);
      expect(page.summary).toMatch(/^[A-Z`].*\.$/);
      expect(page.reported.length).toBeGreaterThan(0);
      expect(page.silent.length).toBeGreaterThan(0);
      expect(rule.page.split('## References')[1]).toMatch(/https:\/\//);
    });
    for (const [index, example] of page.reported.entries()) {
      for (const [name, variant] of endings(example)) {
        test(`reports example ${index + 1} (${name})`, () => reports(rule, variant));
        for (const fix of variant.fixes)
          test(`fixes example ${index + 1} by ${fix.title} (${name})`, () => repairs(rule, variant, fix));
      }
    }
    for (const [index, example] of page.silent.entries())
      for (const [name, variant] of endings(example))
        test(`is silent on example ${index + 1} (${name})`, () => {
          expect(render(findings(rule, variant.source, variant), variant.source)).toEqual([]);
        });
  });
}

test('the registry, the files and the pages are the same rules', () => {
  const folder = new URL('../server/src/core/rules/', import.meta.url);
  const pages = readdirSync(folder).filter(name => name.endsWith('.md'));
  expect(pages.map(name => name.slice(0, -3)).sort()).toEqual(rules.map(rule => rule.id).sort());
  for (const rule of rules) expect(existsSync(new URL(`${rule.id}.ts`, folder))).toBe(true);
});

test('the index of the rules is up to date', () => {
  const script = fileURLToPath(new URL('../scripts/rule-index.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

function endings(example: Example): [string, Example][] {
  return [
    ['LF', example],
    ['CRLF', withCarriageReturns(example)],
  ];
}

function findings(rule: Rule, source: string, example: Example): Finding[] {
  const rules = rule.severity === 'off' ? { [rule.id]: 'warning' as const } : {};
  const settings = { ...defaults, rules, ...example.settings };
  return report(readSubject(source, example.context, settings)).filter(found => found.rule === rule.id);
}

function reports(rule: Rule, example: Example): void {
  const found = findings(rule, example.source, example);
  const expected = example.expected.map(({ start, end, message }) => ({
    text: example.source.slice(start, end),
    start,
    message,
  }));
  const actual = found.map((finding, index) => ({
    text: firstLine(example.source.slice(finding.span.start, finding.span.end)),
    start: finding.span.start,
    // A caret line may give the beginning of a long message.
    message: finding.message.startsWith(expected[index]?.message ?? '\0')
      ? (expected[index]?.message ?? '')
      : finding.message,
  }));
  expect(actual).toEqual(expected);
  for (const finding of found) expect(finding.message).toMatch(/^(?:[A-Z`]|\.NET ).*[.?]$/s);
}

function repairs(rule: Rule, example: Example, fix: Example['fixes'][number]): void {
  const changes = findings(rule, example.source, example)
    .flatMap(finding => finding.fixes)
    .filter(change => change.title === fix.title);
  expect(changes.length, 'changes of that title').toBeGreaterThan(0);
  for (const change of changes) expect(change.applicability).toBe(fix.applicability);
  const fixed = applyEdits(
    example.source,
    changes.flatMap(change => change.edits),
  );
  expect(fixed).toBe(fix.source);
  // Findings that the change is not about may stay; those it is about are gone, so it cannot be applied twice.
  const left = findings(rule, fixed, example);
  expect(left.length).toBe(example.expected.length - changes.length);
  expect(left.flatMap(finding => finding.fixes).filter(change => change.title === fix.title)).toEqual([]);
  const before = parseDockerfile(example.source);
  const after = parseDockerfile(fixed);
  const texts = (source: string, spans: typeof before.comments) =>
    spans.map(span => source.slice(span.start, span.end));
  for (const comment of rule.id === 'unused-ignore' ? [] : texts(example.source, before.comments))
    expect(texts(fixed, after.comments)).toContain(comment);
  const errors = report(readSubject(fixed, example.context, defaults)).filter(
    finding => finding.rule === 'syntax-error',
  );
  expect(errors).toEqual([]);
}

function render(found: readonly Finding[], source: string): string[] {
  return found.map(
    finding => `${firstLine(source.slice(finding.span.start, finding.span.end))}: ${finding.message}`,
  );
}

function firstLine(text: string): string {
  return text.split(/\r?\n/)[0] ?? '';
}
