/** Every case of facts/compatibility.json is answered for: by examples on the pages of rules, or by a reason. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
const cases: readonly { id: string; severity: string; rule: string }[] = read('facts/compatibility.json');
const reasons: Readonly<Record<string, string>> = read('facts/beyond-analysis.json');

test('docs/coverage.md is up to date, and no error is without an answer', () => {
  const script = fileURLToPath(new URL('../scripts/coverage.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('every case has an id of its own, and a severity', () => {
  const ids = cases.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  for (const { id, severity } of cases) {
    expect(id).toMatch(/^[A-L]\d{2}$/);
    expect(severity).toMatch(/^(?:error|warn|info)$/);
  }
});

test('a reason is a sentence about a case of severity error', () => {
  const errors = new Set(cases.filter(({ severity }) => severity === 'error').map(({ id }) => id));
  for (const [id, reason] of Object.entries(reasons)) {
    expect(errors).toContain(id);
    expect(reason).toMatch(/^[A-Z`].{38,}\.$/);
  }
});
