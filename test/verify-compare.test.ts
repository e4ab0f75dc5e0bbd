/** What counts as another output, another file or another answer, and what programs may do otherwise every time. */
import { describe, expect, test } from 'vitest';
import { bounded } from '../cli/src/verify/bounded-text';
import { compareRuns } from '../cli/src/verify/compare';
import type { RunReport } from '../cli/src/verify/report';
import { textDifference } from '../cli/src/verify/text-difference';
import { writtenPaths } from '../cli/src/verify/written';

describe('texts', () => {
  test.each([
    ['a\n', 'a\n', undefined],
    ['a\n', 'a', 'it ends after line 1, and the original goes on with ""'],
    ['', 'a\n', '"a", where the original has nothing'],
    ['a\n', '', 'nothing, where the original has "a"'],
    ['a\n', 'b\n', '"b", in the original "a"'],
    ['a\nb\nc\n', 'a\nx\nc\n', 'line 2 is "x", in the original "b"'],
    ['a\nb\n', 'a\nb\nc\n', 'line 3 is "c", in the original ""'],
    ['pid 7\n', 'pid 8\n', '"pid 8", in the original "pid 7"'],
  ])('exactly: %j, %j', (before, after, difference) => {
    expect(textDifference(before, after, 'exactly')).toBe(difference);
  });

  test.each([
    ['2026-11-21T07:00:00.123Z up in 12 ms', '2026-11-21T09:10:11.9Z up in 1.5 s'],
    ['Sat, 21 Nov 2026 07:00:00 GMT', 'Sun, 22 Nov 2026 08:00:01 GMT'],
    ['id 6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'id 7a9619ff-8b86-d011-b42d-00cf4fc964aa'],
    ['panic at 0xc000012345', 'panic at 0xc0000abcde'],
    ['commit 8006cd8f1e', 'commit b3f222a00c'],
    ['tick 1\ntick 2\ntick 3', 'tick 1\ntick 2'],
    ['a\nb', 'b\na'],
    ['  a', 'a  '],
    ['sent 12 KB', 'sent 3 MB'],
    ['up for 1m2.5s', 'up for 900ms'],
    ['GET / 200 in 11.706µs', 'GET / 200 in 1.2ms'],
    ['loss 1.2e-05', 'loss 0.5'],
    [
      'Starting App v1 using Java 17 with PID 1 (/app.jar started by root in /)',
      'Starting App v1 using Java 17 with PID 1 (/app.jar started by nonroot in /)',
    ],
  ])('loosely the same: %j, %j', (before, after) => {
    expect(textDifference(before, after, 'loosely')).toBeUndefined();
  });

  test.each([
    ['ready', 'failed', '"failed", in the original "ready"'],
    ['ready', 'ready\nwarning: read-only', 'with "warning: read-only", which the original does not have'],
    ['ready\nloaded 3 files', 'ready', 'without "loaded 3 files", which the original has'],
    ['facade', 'deadbeef', '"deadbeef", in the original "facade"'],
    ['user root', 'user nonroot', '"user nonroot", in the original "user root"'],
  ])('loosely different: %j, %j', (before, after, difference) => {
    expect(textDifference(before, after, 'loosely')).toBe(difference);
  });
});

const run: RunReport = {
  ...{
    name: 'smoke',
    smoke: true,
    exit: 'running',
    stdout: '',
    stderr: '',
    listens: [],
    http: [],
    files: {},
  },
};
const answer = { port: 80, path: '/', status: 200, body: 'a', type: 'text/html', location: undefined };

/** The original, the conversion and the original once more; what is held against the conversion, what is unstable. */
type Row = readonly [
  name: string,
  before: Partial<RunReport>,
  after: Partial<RunReport>,
  again: Partial<RunReport> | undefined,
  problems: readonly string[],
  unstable: readonly string[],
];

describe('runs', () => {
  test.each<Row>([
    ['standard error of a success', { exit: 0, stderr: 'a' }, { exit: 0, stderr: '' }, undefined, [], []],
    ['standard error in other words', { exit: 1, stderr: 'a' }, { exit: 1, stderr: 'b' }, undefined, [], []],
    [
      ...(['a silent failure', { exit: 1, stderr: 'a' }, { exit: 1, stderr: '' }, undefined] as const),
      ['fails without a word on standard error; the original says "a"'],
      [],
    ],
    [
      'random ports',
      { listens: [80, 4711] },
      { listens: [80, 4713] },
      { listens: [80, 4712] },
      [],
      ['ports'],
    ],
    [
      ...([
        'a lost port beside random ones',
        { listens: [80, 4711] },
        { listens: [4713] },
        { listens: [80, 4712] },
      ] as const),
      ['listens on port 4713, the original on port 80, 4711'],
      ['ports'],
    ],
    ['an exit code by chance', { exit: 0 }, { exit: 3 }, { exit: 1 }, [], ['exit code']],
    [
      ...(['a failure where the original always works', { exit: 0 }, { exit: 3 }, { exit: 0 }] as const),
      ['ends with exit code 3, the original ends with exit code 0. It says nothing.'],
      [],
    ],
    ['temporary files', { written: ['/tmp/tmp8f3k2x'] }, { written: ['/tmp/tmpq91z_a'] }, undefined, [], []],
    [
      'numbered files',
      { written: ['/data/20261121-1.log'] },
      { written: ['/data/20261122-2.log'] },
      undefined,
      [],
      [],
    ],
    [
      ...(['another file', { written: ['/data/a.log'] }, { written: [] }, undefined] as const),
      ['does not write /data/a.log, the original does'],
      [],
    ],
    [
      ...([
        'a program that npm started',
        { stdout: '\n> shop@1.0.0 start\n> node server.js\n\nready\n', written: ['/root/.npm/_logs/1.log'] },
        { stdout: 'ready\n', written: [] },
        undefined,
        [],
        [],
      ] as const),
    ],
    [
      ...([
        'a program that Yarn started',
        { stdout: 'yarn run v1.22.22\n$ node server.js\nready\n' },
        { stdout: 'ready\n' },
        undefined,
        [],
        [],
      ] as const),
    ],
    [
      ...([
        'a program that pnpm started, ended from outside',
        {
          stdout:
            '\n> shop@1.0.0 start /app\n> tsx server.ts\n\nready\n\u2009ELIFECYCLE\u2009 Command failed.\n',
        },
        { stdout: 'ready\n' },
        undefined,
        [],
        [],
      ] as const),
    ],
    [
      ...([
        'a program that uv or Yarn 1 started',
        { written: ['/root/.cache/uv/interpreter-v5/a', '/tmp/yarn--1795267401434-0.0022/node', '/tmp/own'] },
        { written: ['/tmp/own'] },
        undefined,
        [],
        [],
      ] as const),
    ],
    [
      ...([
        'another program that npm started',
        { exit: 0, smoke: false, stdout: '> shop@1.0.0 start\n> node server.js\n\nready\n' },
        { exit: 0, smoke: false, stdout: 'failed\n' },
        undefined,
      ] as const),
      ['prints something else: "failed", in the original "ready"'],
      [],
    ],
    [
      'a file at home',
      { written: ['/root/.state'] },
      { written: ['/home/nonroot/.state'] },
      undefined,
      [],
      [],
    ],
    ['what an engine cannot tell', { written: ['/data/a.log'] }, {}, undefined, [], []],
    [
      ...([
        'another kind of answer',
        { http: [answer] },
        { http: [{ ...answer, type: 'text/plain' }] },
        undefined,
      ] as const),
      ['answers / on port 80 otherwise: content type text/plain, in the original text/html'],
      [],
    ],
    [
      ...(['another redirection', { http: [{ ...answer, location: '/login?at=1' }] }] as const),
      ...([{ http: [{ ...answer, location: '/login?at=2' }] }, undefined, [], []] as const),
    ],
    [
      ...([
        'no answer',
        { http: [answer] },
        { http: [{ port: 80, path: '/', error: 'reset', refused: false }] },
      ] as const),
      ...([
        undefined,
        ['does not answer / on port 80 (reset), which the original answers with status 200'],
        [],
      ] as const),
    ],
    [
      ...([
        'an answer that changes each time',
        { http: [answer] },
        { http: [{ ...answer, body: 'c' }] },
      ] as const),
      ...([{ http: [{ ...answer, body: 'b' }] }, [], ['answer to / on port 80']] as const),
    ],
  ])('%s', (_, before, after, again, problems, unstable) => {
    const full = (part: Partial<RunReport>): RunReport => ({ ...run, ...part });
    const found = compareRuns(full(before), full(after), again && full(again));
    expect(found).toMatchObject({ problems, unstable });
  });
});

test('written paths are the deepest, without what engines and interpreters leave', () => {
  const changes = [
    ...[
      '/etc',
      '/etc/hosts',
      '/app',
      '/app/data',
      '/app/data/a',
      '/app/__pycache__',
      '/app/__pycache__/m.pyc',
      '/app/target/release/app.d',
      '/usr/local/cargo/.global-cache',
      '/root/.m2/settings-docker.xml',
    ],
    ...['/root', '/root/.npm', '/root/.npm/_logs', '/run', '/run/x.pid', '/cache', '/cache/b', '/tmp'],
  ];
  expect(writtenPaths(changes, ['/cache'])).toEqual(['/app/data/a', '/tmp']);
});

test('a long text is cut in the middle, and what is left out still counts', () => {
  const long = (middle: string) => bounded(`${'a'.repeat(50_000)}${middle}${'z'.repeat(50_000)}`);
  expect(long('1').length).toBeLessThan(70_000);
  expect(long('1')).toBe(long('1'));
  expect(long('1')).not.toBe(long('2'));
  expect(bounded('short')).toBe('short');
});

test('a log that is cut is cut between lines, and lacks nothing that may have been left out', () => {
  const log = (start: string) =>
    bounded(
      `${start}\n${Array.from({ length: 4000 }, (_, index) => `at frame ${index} of Main.java`).join('\n')}`,
    );
  for (const line of log('started').split('\n'))
    expect(line).toMatch(/^(started|at frame \d+ of Main\.java|\[… .*\])$/);
  const rare = 'a line of the middle';
  const [short, long] = [log('started'), log(`started\n${rare}`)];
  expect(textDifference(short, long.replace(rare, 'x'), 'loosely')).toBeUndefined();
  expect(textDifference(`${rare}\nready`, long, 'loosely', `${rare}\nready\n1`)).toBeUndefined();
  expect(textDifference(`${rare}\nready`, 'ready', 'loosely', `${rare}\nready\n1`)).toBe(
    `without "${rare}", which the original always has`,
  );
});
