/** `tsc --build` over projects that refer to one another: each is built once. */
import { expect, test } from 'vitest';
import { lookup } from '../server/src/core/effects/contents';
import { defaultSettings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';
import { knownContext } from './support/page';

test('references in a circle, many times over, are followed once', () => {
  const references = (name: string): string => `[${Array(12).fill(`{"path":"${name}"}`).join(',')}]`;
  const context = knownContext([
    `a/tsconfig.json: {"compilerOptions":{"outDir":"out"},"references":${references('../b')}}`,
    `b/tsconfig.json: {"compilerOptions":{"outDir":"out"},"references":${references('../a')}}`,
  ]);
  const [effects] = readSubject(
    'FROM node:24\nWORKDIR /src\nCOPY . .\nRUN tsc --build a\n',
    context,
    defaultSettings('2026-11-20'),
  ).effects;
  expect(effects?.artifacts.map(({ path }) => path).sort()).toEqual(['/src/a/out', '/src/b/out']);
  expect(effects && lookup(effects.contents, '/src/b/out').presence).toBe('yes');
});
