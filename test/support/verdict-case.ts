/** One case of a verdict: what the images do, and what verify makes of it. */
import { expect } from 'vitest';
import type { VerifyReport } from '../../cli/src/verify/report';
import { type FakeImage, fakeEngine } from './fake-engine';
import { folder, goFiles } from './folder';
import type { Case } from './verdict-cases';
import { distillVerify } from './verify';

/** Runs verify over an engine that does what the case says. */
export async function checkVerdict(one: Case): Promise<void> {
  const images: Record<string, FakeImage> = {
    original: one.original ?? {},
    distroless: one.distroless ?? {},
    scratch: one.scratch ?? {},
  };
  const engine = fakeEngine(variant => images[variant.replace(/^\d+-/, '')] ?? {});
  const expectation = one.expectation === undefined ? {} : { 'expect.yaml': JSON.stringify(one.expectation) };
  const root = folder({ ...(one.files ?? goFiles), ...expectation });
  const argv = [
    ...['Dockerfile', '--format', 'json', '--seconds', '0.2', ...(one.argv ?? ['--to', 'distroless'])],
    ...(one.expectation === undefined ? [] : ['--expect', 'expect.yaml']),
  ];
  const { code, stdout, stderr } = await distillVerify(root, argv, engine);
  expect(stdout, stderr).not.toBe('');
  const report = JSON.parse(stdout) as VerifyReport;
  expect(report.variants.map(({ verdict }) => verdict)).toEqual(one.verdicts);
  expect(report).toMatchObject({ version: 1, file: 'Dockerfile', verdict: one.verdict });
  expect(code).toBe(one.code);
  const judged = report.variants.at(one.of ?? -1);
  if (one.problems !== undefined) {
    expect(judged?.problems).toEqual(one.problems.map(part => expect.stringContaining(part)));
  }
  expect(judged?.remarks ?? []).toEqual(one.remarks ?? []);
  expect([...engine.left]).toEqual([]);
}
