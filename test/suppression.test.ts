/** Ignore comments: which finding each silences, and what the light bulb writes. */
import { describe, expect, test } from 'vitest';
import { unknownContext } from '../server/src/core/context/build-context';
import { applyEdits } from '../server/src/core/edits/change';
import { report } from '../server/src/core/rules/report';
import { suppressionChange } from '../server/src/core/rules/suppression';
import { defaultSettings, type Settings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';

const settings = defaultSettings('2026-11-20');

function found(source: string, chosen: Settings = settings): string[] {
  return report(readSubject(source, unknownContext, chosen)).map(({ rule, span }) => {
    const line = source.slice(0, span.start).split('\n').length;
    return `${line} ${rule}`;
  });
}

/** Two untagged images, each with the same finding. */
const two = 'FROM alpine\nRUN true\nFROM debian\n';

describe('an ignore comment silences', () => {
  const cases: readonly [name: string, source: string, left: readonly string[]][] = [
    ['nothing when there is none', two, ['1 untagged-base-image', '3 untagged-base-image']],
    ['the instruction below it', `# distill ignore=untagged-base-image\n${two}`, ['4 untagged-base-image']],
    ['with a reason', `# distill ignore=untagged-base-image -- ours\n${two}`, ['4 untagged-base-image']],
    [
      'with other comments and empty lines between',
      `#distill  ignore = untagged-base-image\n\n# The base.\n${two}`,
      ['6 untagged-base-image'],
    ],
    [
      'several rules',
      'FROM scratch\nCOPY app /app\n# distill ignore=shell-form-without-shell, unknown-stage\nCMD /app\n',
      ['3 unused-ignore'],
    ],
    ['a whole stage', `# distill stage-ignore=untagged-base-image\n${two}`, ['4 untagged-base-image']],
    ['the whole file', `${two}# distill file-ignore=untagged-base-image\n`, []],
    ['by the id of another linter', `# distill ignore=hadolint/DL3006\n${two}`, ['4 untagged-base-image']],
    ["in hadolint's words", `# hadolint ignore=DL3006,DL3007\n${two}`, ['4 untagged-base-image']],
    ['for hadolint, everywhere', `# hadolint global ignore=DL3006\n${two}`, []],
    [
      "in Docker's words, everywhere",
      '# check=skip=JSONArgsRecommended;error=true\nFROM scratch\nCOPY app /app\nCMD /app\n',
      [],
    ],
    [
      "in tally's words, with a reason",
      'FROM scratch\n# tally ignore=shell-run-in-scratch;reason=later\nRUN true\n',
      [],
    ],
    [
      'not what stands above it',
      'FROM alpine\n# distill ignore=untagged-base-image\n',
      ['1 untagged-base-image', '2 unused-ignore'],
    ],
    [
      'no other rule',
      `# distill ignore=unknown-stage\n${two}`,
      ['1 unused-ignore', '2 untagged-base-image', '4 untagged-base-image'],
    ],
  ];
  for (const [name, source, left] of cases) {
    test(name, () => expect(found(source)).toEqual(left));
    test(`${name}, with CRLF`, () => expect(found(source.replace(/\n/g, '\r\n'))).toEqual(left));
  }
});

test('a comment for a rule that is off is not unused', () => {
  const off = {
    ...settings,
    rules: { 'unknown-stage': 'off' as const, 'undigested-base-image': 'off' as const },
  };
  expect(found('# distill ignore=unknown-stage\nFROM alpine:3.24\n', off)).toEqual([]);
});

describe('the light bulb', () => {
  const ignore = (source: string, rule: string, at: string): string =>
    applyEdits(source, suppressionChange(source, rule, { start: source.indexOf(at), end: 0 }).edits);

  test('writes a comment above the instruction', () => {
    expect(ignore('FROM alpine\nRUN true\n', 'some-rule', 'true')).toBe(
      'FROM alpine\n# distill ignore=some-rule\nRUN true\n',
    );
  });
  test('keeps indentation and line endings', () => {
    expect(ignore('FROM alpine\r\n  RUN a \\\r\n   && b\r\n', 'some-rule', 'b\r\n')).toBe(
      'FROM alpine\r\n  # distill ignore=some-rule\r\n  RUN a \\\r\n   && b\r\n',
    );
  });
  test('adds to the comment that is there, before its reason', () => {
    expect(ignore('# distill ignore=one -- ours\n# More.\nFROM alpine\n', 'two', 'FROM')).toBe(
      '# distill ignore=one,two -- ours\n# More.\nFROM alpine\n',
    );
  });
  test('stays below the directives', () => {
    expect(ignore('# syntax=docker/dockerfile:1\n', 'syntax-error', '#')).toBe(
      '# syntax=docker/dockerfile:1\n# distill file-ignore=syntax-error\n',
    );
  });
  test('silences what it was pressed for, and is not unused', () => {
    const source = ignore(two, 'untagged-base-image', 'debian');
    expect(found(source)).toEqual(['1 untagged-base-image']);
  });
});
