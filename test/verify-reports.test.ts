/** What verify prints: text at a terminal, Markdown for pull requests, progress on standard error. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VerifyReport } from '../cli/src/verify/report';
import { sizeText, timeText } from '../cli/src/verify/report/figures';
import { type FakeImage, fakeEngine, page } from './support/fake-engine';
import { folder, goFiles } from './support/folder';
import { distillVerify } from './support/verify';

const original: FakeImage = {
  facts: { bytes: 861_000_000, layers: 12, exposedPorts: ['8080/tcp'] },
  paths: ['/bin/sh'],
  runs: [{ listens: [8080], http: { '8080 /': page(200, '<h1>hello</h1>\n', 'text/html') } }],
};
const small: FakeImage = { ...original, facts: { bytes: 1_830_000, layers: 2, user: '65532' }, paths: [] };
const hostile = '\u001b[31mred\u0007 | `a` <b>&</b> [x](http://y.example) @team #1 *\n</pre>\n\n```';
const failing: FakeImage = {
  ...small,
  build: {
    message: `process "/bin/sh -c go build" did not complete: ${hostile}`,
    log: ['#7 go: not found', hostile],
    line: 3,
  },
};

function engineOf(images: Readonly<Record<string, FakeImage>>) {
  return fakeEngine(variant => images[variant.replace(/^\d+-/, '')] ?? {});
}

/** How long things took is not what is tested. */
function steady(text: string): string {
  return text.replace(/\d+ ms|\d+\.\d s/g, '9 ms').replace(/ +(9 ms|start)/g, '  $1');
}

const argv = ['Dockerfile', '--seconds', '0.1', '--progress', 'none'];

describe('text', () => {
  test('has a table that fits 80 columns, what the original does, and the notes once', async () => {
    const engine = engineOf({
      original,
      distroless: small,
      scratch: { ...small, runs: [{ exit: 1, stderr: 'no CA' }] },
    });
    const three = [...argv, '--to', 'distroless', '--to', 'scratch'];
    const { code, stdout, stderr } = await distillVerify(folder(goFiles), three, engine);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    const [title, , ...lines] = steady(stdout).split('\n');
    expect(title).toBe('Dockerfile, built by docker 99');
    expect(lines.slice(0, 4)).toEqual([
      '               size  layers  packages  user   shell  start  result',
      'original     861 MB      12         0  root   /bin/sh  9 ms  200 on :8080',
      'distroless  1.83 MB       2         0  65532  none  9 ms  same',
      'scratch     1.83 MB       2         0  65532  none  9 ms  different',
    ]);
    expect(Math.max(...lines.slice(0, 4).map(line => line.length))).toBeLessThan(80);
    expect(lines.slice(4, 9)).toEqual([
      '',
      'original',
      '  stays up and listens on 8080',
      '    / on port 8080: 200 text/html "<h1>hello</h1>"',
      '',
    ]);
    expect(lines).toContain('distroless: converted to gcr.io/distroless/static-debian13:nonroot');
    expect(lines).toContain('  note: The container runs as user 65532 instead of root.');
    expect(lines.filter(line => line.includes('instead of root'))).toHaveLength(1);
    expect(lines).toContain('scratch: converted to scratch');
    expect(lines).toContain(
      '  problem: ends with exit code 1, the original goes on running. Its last words: "no CA"',
    );
    expect(stdout).toMatch(/\n {2}note: \d+ notes? as above\n/);
    expect(lines.at(-2)).toBe('Different: scratch does something else.');
  });

  test('shows the line of the Dockerfile and the end of the log of a failed build, without control characters', async () => {
    const { code, stdout } = await distillVerify(folder(goFiles), argv, engineOf({ original: failing }));
    expect(code).toBe(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(stdout).toContain('  does not build, line 4: process "/bin/sh -c go build"');
    expect(stdout).toContain('  4 | RUN CGO_ENABLED=0 go build');
    expect(stdout).toContain('    | ^^^^^');
    expect(stdout).toContain('| #7 go: not found\n');
    expect(stdout).toMatch(/\nUnproven: the original does not build\.\n$/);
  });

  test('leaves out what BuildKit repeats at the end', async () => {
    const log = [
      ...['#7 [4/4] RUN go build', '#7 1.2 main.go:3: syntax error', '------', ' > [4/4] RUN go build:'],
      ...[
        '1.2 main.go:3: syntax error',
        '------',
        'Dockerfile:4',
        '--------------------',
        '   4 | >>> RUN go build',
      ],
    ];
    const images = { original: { build: { message: 'exit code: 1', log, line: 3 } } };
    const { stdout } = await distillVerify(folder(goFiles), argv, engineOf(images));
    expect(stdout.match(/^ +\| (?!\^).*$/gm)).toEqual([
      '    | #7 [4/4] RUN go build',
      '    | #7 1.2 main.go:3: syntax error',
    ]);
  });

  test('says why nothing was converted', async () => {
    const root = folder({ Dockerfile: 'FROM golang:1.26\nCMD ["sh", "-c", "$X"]\n' });
    const { stdout } = await distillVerify(root, argv, engineOf({}));
    expect(stdout).toMatch(/^Dockerfile\n\nauto: declined\n {2}reason: .+\n/);
    expect(stdout).toMatch(/\n\nDeclined: nothing was converted\.\n$/);
  });

  test('goes to a file with --output', async () => {
    const root = folder(goFiles);
    const outcome = await distillVerify(root, [...argv, '-o', 'report.txt'], engineOf({}));
    expect(outcome).toEqual({
      ...{ code: 0, stdout: '' },
      stderr: 'Dockerfile: The same: auto does what the original does.\n',
    });
    expect(readFileSync(join(root, 'report.txt'), 'utf8')).toContain(
      'The same: auto does what the original does.',
    );
  });
});

describe('Markdown', () => {
  test('is a table for a pull request, with the Dockerfile to unfold', async () => {
    const engine = engineOf({ original, auto: small });
    const { stdout } = await distillVerify(folder(goFiles), [...argv, '--format', 'markdown'], engine);
    const lines = steady(stdout).split('\n');
    expect(lines.slice(0, 8)).toEqual([
      '### Dockerfile',
      '',
      '**The same: auto does what the original does.**',
      '',
      '|  | size | layers | packages | user | shell |  start | result |',
      '| --- | --: | --: | --: | --- | --- | --: | --- |',
      '| original | 861 MB | 12 | 0 | root | /bin/sh |  9 ms | 200 on :8080 |',
      '| auto | 1.83 MB | 2 | 0 | 65532 | none |  9 ms | same |',
    ]);
    expect(stdout).toContain('- / on port 8080: 200 text/html "&lt;h1&gt;hello&lt;/h1&gt;"');
    expect(stdout).toContain('<details><summary>The Dockerfile of auto</summary>\n\n```\nFROM golang');
  });

  test('takes nothing of an image for markup', async () => {
    const engine = engineOf({ original, auto: failing });
    const { stdout } = await distillVerify(folder(goFiles), [...argv, '--format', 'markdown'], engine);
    const [listed] = stdout.split('\n').filter(line => line.includes('does not build, line 4'));
    expect(listed).toContain(
      '\ufffd\\[31mred\ufffd \\| \\`a\\` &lt;b&gt;&amp;&lt;/b&gt; \\[x\\](http\u200b://y.example) @\u200bteam \\#1 \\* &lt;/pre&gt; \\`\\`\\`',
    );
    // The log holds a fence of three, which must not end the one around it.
    const log = /The builder's log of auto<\/summary>\n\n````\n([\s\S]*?)\n````\n\n<\/details>/.exec(stdout);
    expect(log?.[1]).toContain('```');
    expect(log?.[1]).not.toContain('````');
  });
});

describe('progress', () => {
  const run = (extra: readonly string[], columns?: number) =>
    distillVerify(
      folder(goFiles),
      ['Dockerfile', '--seconds', '0.1', '--format', 'json', ...extra],
      engineOf({ original, auto: { ...small, build: { message: 'no', log: ['#1 a\u001b[2J'] } } }),
      columns === undefined ? {} : { columns },
    );

  test('is a line for each step where nothing can be rewritten', async () => {
    expect((await run([])).stderr).toBe(
      'original: building\noriginal: looking into the image\noriginal: running, smoke\nauto: building\n',
    );
  });

  test('has the logs with --progress plain', async () => {
    expect((await run(['--progress', 'plain'])).stderr).toContain('auto | #1 a\ufffd[2J\n');
  });

  test('rewrites one line of a terminal, and takes it away', async () => {
    const { stderr } = await run([], 30);
    const shown = stderr.split('\r\u001b[2K');
    expect(stderr).not.toContain('\n');
    expect(shown).toContain('original: building');
    expect(shown).toContain('original: looking into the i…');
    expect(shown.at(-1)).toBe('');
    expect(Math.max(...shown.map(line => line.length))).toBeLessThan(30);
  });

  test('is an event a line for programs', async () => {
    const { stderr } = await run(['--progress', 'json'], 80);
    const events = stderr
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events).toContainEqual({ event: 'step', variant: 'original', step: 'run', detail: 'smoke' });
    expect(events).toContainEqual({ event: 'log', variant: 'auto', line: '#1 a\u001b[2J' });
  });

  test.each([[['--progress', 'none']], [['--quiet']]])('is silent with %j', async extra => {
    expect((await run(extra, 80)).stderr).toBe('');
  });
});

test('JSON has all that the other reports are made from', async () => {
  const engine = engineOf({ original, auto: small });
  const { stdout } = await distillVerify(folder(goFiles), [...argv, '--format', 'json'], engine);
  const report = JSON.parse(stdout) as VerifyReport;
  expect(report).toMatchObject({
    ...{ version: 1, file: 'Dockerfile', verdict: 'same', builder: { name: 'docker', version: '99' } },
    variants: [
      {
        ...{ name: 'original', outcome: 'original', build: { ok: true } },
        image: { bytes: 861_000_000, layers: 12, packages: 0, user: '', shell: '/bin/sh' },
        runs: [{ name: 'smoke', smoke: true, exit: 'running', uid: 65532, listens: [8080] }],
      },
      {
        ...{ name: 'auto', outcome: 'converted', target: 'gcr.io/distroless/static-debian13:nonroot' },
        notes: expect.arrayContaining([
          expect.stringMatching(/^The container runs as user 65532 instead of root\. What is mounted /),
        ]),
        dockerfile: expect.stringContaining('FROM gcr.io/distroless/static-debian13:nonroot'),
        runs: [
          { http: [{ port: 8080, path: '/', status: 200, type: 'text/html', body: '<h1>hello</h1>\n' }] },
        ],
      },
    ],
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [9_994, '9.99 kB'],
  [9_996, '10.0 kB'],
  [99_940, '99.9 kB'],
  [99_960, '100 kB'],
  [999_499, '999 kB'],
  [999_600, '1.00 MB'],
  [861_000_000, '861 MB'],
  [1_250_000_000, '1.25 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test('times below a second are in milliseconds', () => {
  expect([timeText(0), timeText(999), timeText(1000), timeText(61_250)]).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '61.3 s',
  ]);
});
