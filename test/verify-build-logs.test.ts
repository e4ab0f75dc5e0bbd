/** What verify reads from the log of a build that failed: why, on which line, and whether the Dockerfile is at fault. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildahFailure, buildKitFailure, endOf, hindranceOf } from '../cli/src/verify/engines/build-log';

describe('the line where a build stopped', () => {
  const frame = [
    '#6 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1',
    ...['------', ' > [3/3] RUN false:', '0.04 Dockerfile:99', '------', 'Dockerfile:4'],
    ...['--------------------', '   3 |     ', '   4 | >>> RUN echo a && \\', '   5 | >>>   false'],
    '--------------------',
  ];
  const buildKit: readonly [string, readonly string[], string, number | undefined][] = [
    ['in a frame', [...frame, 'ERROR: failed to solve: it did not'], 'it did not', 3],
    [
      'of a syntax error',
      ['ERROR: failed to solve: dockerfile parse error on line 7: unknown instruction: RUNS'],
      'dockerfile parse error on line 7: unknown instruction: RUNS',
      6,
    ],
    ['that is not told', ['ERROR: no builder "x" found'], 'no builder "x" found', undefined],
    [
      'of a step without a frame',
      [
        '#5 [stage-1 2/2] RUN two &&   three "x"',
        '#5 ERROR: Get "x": refused',
        'ERROR: failed to solve: Get "x": refused',
      ],
      'Get "x": refused',
      3,
    ],
    ['in silence', [], 'The builder says nothing.', undefined],
  ];
  test.each(buildKit)('BuildKit, %s', (_, log, message, line) => {
    expect(buildKitFailure(log, file)).toEqual({ message, line });
  });
  test('keeps lines that can be read', () => {
    expect(endOf(['short', 'x'.repeat(5000)]).map(line => line.length)).toEqual([5, 1000]);
  });

  const file = join(mkdtempSync(join(tmpdir(), 'distill-log-')), 'Dockerfile');
  writeFileSync(file, 'FROM a\nRUN one\n# note\nRUN two && \\\n  # note\n  three "x"\nFROM b\nrun one\n');
  const buildah: readonly [string, readonly string[], string, number | undefined][] = [
    [
      'of one instruction',
      [
        'STEP 3/3: RUN two &&   three "x"',
        'Error: building at STEP "RUN two &&   three \\"x\\"": exit status 1',
      ],
      'RUN two &&   three "x": exit status 1',
      3,
    ],
    ['of one of two that are the same', ['error building at STEP "RUN one": no'], 'RUN one: no', undefined],
    ['begun last', ['STEP 1/2: FROM b', 'Error: no such image'], 'no such image', 6],
  ];
  test.each(buildah)('Buildah, %s', (_, log, message, line) => {
    expect(buildahFailure(log, file)).toEqual({ message, line });
  });
});

/** The first is BuildKit's, the next two are of Buildah and Podman. */
const hindrances: readonly [string, string | undefined, readonly string[]][] = [
  [
    'a.invalid/x:1: failed to resolve source metadata for a.invalid/x:1: dial tcp: no such host',
    'base image',
    [],
  ],
  [
    'creating build container: initializing source docker://a.invalid/x:1: pinging container registry',
    'base image',
    [],
  ],
  ['error creating build container: short-name "x" did not resolve to an alias', 'base image', []],
  [
    'failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    'builder',
    [],
  ],
  [
    'process "/bin/sh -c go build" did not complete successfully: exit code: 1',
    'disk',
    ['no space left on device'],
  ],
  ['process "/bin/sh -c echo creating build container: x; false" did not complete', undefined, []],
  ['failed to compute cache key: "/nope": not found', undefined, []],
];
test.each(hindrances)('what hindered a build: %s', (message, hindrance, log) => {
  expect(hindranceOf(message, log)).toBe(hindrance);
});
