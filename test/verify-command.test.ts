/** `distill verify` from its words to its verdict and exit code, over an engine that does what a table says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VerifyReport } from '../cli/src/verify/report';
import { Interrupted } from '../cli/src/verify/session';
import { type Behaviour, type FakeImage, fakeEngine, page } from './support/fake-engine';
import { folder, goFiles } from './support/folder';
import { distillVerify } from './support/verify';

const server: Behaviour = { listens: [8080], http: { '8080 /': page(200, 'hello') } };
const job: Behaviour = { exit: 0, stdout: 'done\n' };
const declinedFile = { Dockerfile: 'FROM golang:1.26\nCMD ["sh", "-c", "$X"]\n' };
const unchangedFile = {
  Dockerfile: 'FROM gcr.io/distroless/static-debian13:nonroot\nCOPY web /web\nCMD ["/web"]\n',
  web: '',
};

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  readonly original?: FakeImage;
  readonly distroless?: FakeImage;
  readonly scratch?: FakeImage;
  /** As text; JSON is YAML. */
  readonly expectation?: unknown;
  readonly code: 0 | 1 | 2;
  readonly verdict: VerifyReport['verdict'];
  /** Of the variants, the original first. */
  readonly verdicts: readonly VerifyReport['verdict'][];
  /** Parts of the problems of the last variant, or of the original where `of` says so; in this number. */
  readonly problems?: readonly string[];
  readonly of?: number;
  readonly remarks?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'a server that answers the same': {
    original: { runs: [server] },
    distroless: { runs: [server] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'a server that takes longer to listen than the smoke run lasts': {
    original: { runs: [server] },
    distroless: { runs: [{ ...server, listensAfterMs: 300 }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'a server whose ports cannot be looked at': {
    original: { facts: { exposedPorts: ['8080/tcp', '53/udp'] }, runs: [{ ...server, hidden: true }] },
    distroless: { facts: { exposedPorts: ['8080/tcp'] }, runs: [{ ...server, hidden: true }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'a server that answers with an error': {
    original: { runs: [server] },
    distroless: { runs: [{ ...server, http: { '8080 /': page(500, 'no template') } }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['answers / on port 8080 otherwise: status 500, in the original 200'],
  },
  'a server that listens nowhere': {
    original: { runs: [server] },
    distroless: { runs: [{}] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['listens on no port, the original on port 8080'],
  },
  'a program that cannot be started': {
    original: { runs: [job] },
    distroless: { runs: [{ cannotStart: 'exec: "/app/web": no such file or directory' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [
      'ends with exit code 127, the original ends with exit code 0. Its last words: "exec: \\"/app/web\\": no such',
      'prints something else',
    ],
  },
  'output that differs in numbers and order only': {
    original: { runs: [{ exit: 0, stdout: '12:00:01 took 3ms\npid 7\n' }] },
    distroless: { runs: [{ exit: 0, stdout: 'pid 12\n12:00:09 took 1.5 s\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'output in other words': {
    original: { runs: [{ exit: 0, stdout: 'time zone: Europe/Berlin\n' }] },
    distroless: { runs: [{ exit: 0, stdout: 'time zone: UTC\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['"time zone: UTC", in the original "time zone: Europe/Berlin"'],
  },
  'an original that differs from itself': {
    original: {
      runs: [
        { exit: 0, stdout: 'a tip: rest\n' },
        { exit: 0, stdout: 'a tip: run\n' },
      ],
    },
    distroless: { runs: [{ exit: 0, stdout: 'a tip: walk\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
    remarks: ['The original itself differs from run to run in: standard output.'],
  },
  'an original that differs from itself, and a conversion that lacks what both have': {
    original: {
      runs: [
        { exit: 0, stdout: 'ready\ntip: rest\n' },
        { exit: 0, stdout: 'ready\ntip: run\n' },
      ],
    },
    distroless: { runs: [{ exit: 0, stdout: 'tip: walk\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['without "ready", which the original always has'],
    remarks: ['The original itself differs from run to run in: standard output.'],
  },
  'both fail by themselves': {
    original: { runs: [{ exit: 1, stderr: 'no database\n' }] },
    distroless: { runs: [{ exit: 1, stderr: 'no database\n' }] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
  },
  'the conversion fails otherwise than an original that fails': {
    original: { runs: [{ exit: 1, stderr: 'no database\n' }] },
    distroless: { runs: [{ exit: 127, stderr: 'no such file\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['unproven', 'different'] },
    problems: ['ends with exit code 127, the original ends with exit code 1'],
  },
  'a failure that is expected': {
    expectation: { runs: [{ exit: 2 }] },
    original: { runs: [{ exit: 2, stderr: 'usage\n' }] },
    distroless: { runs: [{ exit: 2, stderr: 'usage\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'an original that does not build': {
    original: { build: { message: 'exit code: 1', log: ['#5 ERROR'], line: 2 } },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
  },
  'a conversion that does not build': {
    original: { runs: [job] },
    distroless: { build: { message: 'not found', log: [] } },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [],
  },
  'a file that is declined, where nothing is asked of the original': {
    files: declinedFile,
    ...{ code: 1, verdict: 'declined', verdicts: ['declined', 'declined'] },
  },
  'a file that is declined, and an original that does what is expected': {
    files: declinedFile,
    expectation: { runs: [{ exit: 0 }] },
    original: { runs: [job] },
    ...{ code: 1, verdict: 'declined', verdicts: ['same', 'declined'] },
  },
  'a file that is declined, and an original that does not do what is expected': {
    files: declinedFile,
    expectation: { runs: [{ exit: 0, stdout: 'other\n' }] },
    original: { runs: [job] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'declined'] },
    of: 0,
    problems: ['prints "done", expected "other"'],
  },
  'one target declined and another the same': {
    argv: ['--to', 'chainguard', '--to', 'distroless'],
    original: { runs: [job] },
    distroless: { runs: [job] },
    ...{ code: 1, verdict: 'same', verdicts: ['same', 'declined', 'same'] },
  },
  'a file with nothing to convert': {
    files: unchangedFile,
    original: { runs: [job] },
    ...{ code: 0, verdict: 'unchanged', verdicts: ['same', 'unchanged'] },
  },
  'three images': {
    argv: ['--to', 'distroless', '--to', 'scratch'],
    original: { runs: [job] },
    distroless: { runs: [job] },
    scratch: { runs: [{ exit: 3, stdout: 'done\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'same', 'different'] },
    problems: ['ends with exit code 3'],
  },
  'an expectation that only the conversion fails': {
    expectation: {
      runs: [
        { name: 'serves', exit: 'running', http: [{ port: 8080, expect: { status: 200, body: 'hello' } }] },
        { name: 'helps', args: ['--help'], exit: 0, stdout: ['usage'] },
      ],
    },
    original: { runs: args => (args ? { exit: 0, stdout: 'usage\n' } : server) },
    distroless: { runs: args => (args ? { exit: 0, stdout: 'usage: x\n' } : server) },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['helps: prints something else', 'helps: prints "usage: x", expected "usage"'],
  },
  'an expectation that the original fails, too': {
    expectation: { runs: [{ exit: 'running', seconds: 0.2, http: [{ port: 9090, path: '/health' }] }] },
    original: { runs: [server] },
    distroless: { runs: [server] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
    problems: ['does not answer GET /health on port 9090: connection refused'],
  },
  'a server that ends before it answers': {
    expectation: { runs: [{ exit: 'running', http: [{ port: 8080 }] }] },
    original: { runs: [server] },
    distroless: { runs: [{ exit: 1, stderr: 'permission denied\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [
      'ends with exit code 1, the original goes on running',
      'expected that it goes on running',
      'the program has ended with exit code 1',
    ],
  },
  'an exit code after the signal': {
    expectation: { runs: [{ exit: 7, stop: true, http: [{ port: 8080, expect: { status: 200 } }] }] },
    original: { runs: [{ ...server, exitOnStop: 7 }] },
    distroless: { runs: [{ ...server, exitOnStop: 143 }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['ends with exit code 143, the original', 'ends with exit code 143, expected exit code 7'],
  },
  'files, paths and health': {
    expectation: {
      runs: [{ health: 'healthy', http: [{ port: 8080 }], files: { '/data/a': '1\n', '/data/b': null } }],
    },
    original: {
      runs: [
        { ...server, health: 'healthy', files: { '/data/a': '1\n', '/data/b': 'x' }, changes: ['/data/a'] },
      ],
    },
    distroless: {
      runs: [{ ...server, health: 'unhealthy', files: { '/data/b': 'y' }, changes: ['/tmp/c'] }],
    },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [
      'is unhealthy in its health check, the original healthy',
      'leaves no /data/a, the original does',
      'leaves another /data/b: "y", in the original "x"',
      'does not write /data/a, the original does',
      'writes /tmp/c, the original does not',
      'its health check says unhealthy, expected healthy',
      'leaves no /data/a, expected "1" in it',
    ],
  },
  'caches that only root may write': {
    original: {
      runs: [
        { ...job, changes: ['/app', '/app/__pycache__', '/app/__pycache__/a.pyc', '/root/.npm/_logs/1'] },
      ],
    },
    distroless: { runs: [{ ...job, changes: ['/tmp', '/tmp/hsperfdata_app', '/tmp/hsperfdata_app/1'] }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
};

describe('a verdict', () => {
  test.each(Object.entries(cases))('%s', async (_, one) => {
    const images: Record<string, FakeImage> = {
      original: one.original ?? {},
      distroless: one.distroless ?? {},
      scratch: one.scratch ?? {},
    };
    const engine = fakeEngine(variant => images[variant.replace(/^\d+-/, '')] ?? {});
    const expectation =
      one.expectation === undefined ? {} : { 'expect.yaml': JSON.stringify(one.expectation) };
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
  });
});

describe('what is built and run', () => {
  test('is what the command line and the expectation say', async () => {
    const engine = fakeEngine(() => ({ facts: { exposedPorts: ['8080/tcp'] }, runs: [job] }));
    const expectation = {
      buildArgs: { A: '1', B: '1' },
      runs: [
        {
          ...{ args: ['x'], env: { K: 'v' }, user: '5', readOnly: true, volumes: ['/data'], tmpfs: ['/tmp'] },
          ...{ options: ['--init'], network: 'none', http: [{ port: 9000 }], seconds: 0.1 },
        },
      ],
    };
    const root = folder({
      ...{ 'app/Dockerfile.prod': goFiles.Dockerfile, 'app/go.mod': goFiles['go.mod'] },
      ...{ 'app/main.go': goFiles['main.go'], 'app/Dockerfile.prod.dockerignore': '.git\n' },
      'expect.json': JSON.stringify(expectation),
    });
    const argv = [
      ...['app/Dockerfile.prod', '--to', 'scratch', '--expect', 'expect.json', '--build-arg', 'B=2=3'],
      ...['--build-network', 'host', '--platform', 'linux/arm64', '--secret', 'id=a', '--secret', 'id=b'],
      ...['--pull', '--no-cache', '--timeout', '2', '--format', 'json'],
    ];
    let ignored = '';
    let text = '';
    const spying = {
      ...engine,
      build: (request: Parameters<typeof engine.build>[0]) => {
        ignored = readFileSync(`${request.dockerfile}.dockerignore`, 'utf8');
        text = readFileSync(request.dockerfile, 'utf8');
        return engine.build(request);
      },
    };
    const { stdout } = await distillVerify(root, argv, spying);
    const [original, conversion] = engine.builds;
    expect(original).toMatchObject({
      dockerfile: join(root, 'app', 'Dockerfile.prod'),
      context: join(root, 'app'),
      buildArgs: { A: '1', B: '2=3' },
      options: {
        ...{ network: 'host', platform: 'linux/arm64', pull: true, noCache: true, keep: false },
        ...{ secrets: ['id=a', 'id=b'], timeoutMs: 120_000 },
      },
    });
    expect(conversion).toMatchObject({ context: join(root, 'app'), options: original?.options });
    expect(conversion?.dockerfile).toMatch(/Dockerfile\.prod$/);
    expect(ignored).toBe('.git\n');
    expect(text).toBe((JSON.parse(stdout) as VerifyReport).variants[1]?.dockerfile);
    expect(engine.created[0]).toMatchObject({
      ...{ args: ['x'], environment: { K: 'v' }, user: '5', readOnly: true, volumes: ['/data'] },
      ...{ tmpfs: ['/tmp'], options: ['--init'], network: 'none', ports: [8080, 9000] },
    });
  });

  test('goes on with the other files when the engine refuses one', async () => {
    const files = Object.fromEntries(
      ['a', 'b'].flatMap(name => Object.entries(goFiles).map(([path, text]) => [`${name}/${path}`, text])),
    );
    const engine = fakeEngine(() => ({ runs: [job] }));
    const { code, stdout } = await distillVerify(
      folder(files),
      ['a/Dockerfile', 'b/Dockerfile', '--format', 'json'],
      engine,
    );
    expect(code).toBe(0);
    const { reports } = JSON.parse(stdout) as { reports: VerifyReport[] };
    expect(reports.map(({ file, verdict }) => [file, verdict])).toEqual([
      ['a/Dockerfile', 'same'],
      ['b/Dockerfile', 'same'],
    ]);
    expect(new Set(engine.builds.map(({ image }) => image)).size).toBe(4);
  });

  test('stays with --keep, and is named', async () => {
    const engine = fakeEngine(() => ({ runs: [job] }));
    const { stdout } = await distillVerify(folder(goFiles), ['Dockerfile', '--keep'], engine);
    expect([...engine.left]).toEqual(['fake:0-original', 'fake:0-auto']);
    for (const image of engine.left) expect(stdout).toContain(`kept as ${image}\n`);
  });
});

describe('an interruption', () => {
  const moments = [
    ...['build 0-original', 'start 0-original', 'ask 0-original', 'build 0-distroless'],
    ...['start 0-distroless', 'ask 0-distroless'],
  ];
  test.each(moments.flatMap(moment => [[moment, 'SIGINT', 130] as const, [moment, 'SIGTERM', 143] as const]))(
    'at %s by %s leaves no container',
    async (moment, signal, code) => {
      const controller = new AbortController();
      const engine = fakeEngine(
        () => ({ runs: [server] }),
        event => {
          if (event === moment) controller.abort(new Interrupted(signal));
        },
      );
      const argv = ['Dockerfile', '--to', 'distroless', '--seconds', '1'];
      const outcome = await distillVerify(folder(goFiles), argv, engine, { signal: controller.signal });
      expect(outcome).toMatchObject({ code, stdout: '' });
      expect(outcome.stderr).toMatch(new RegExp(`distill: Interrupted by ${signal}\\.\\n$`));
      // Images are the sweeper's, who knows when their builds have ended.
      expect([...engine.left].filter(name => name.startsWith('container'))).toEqual([]);
    },
  );
});

describe('a scanner', () => {
  const counts = { critical: 1, high: 2, medium: 3, low: 4, unknown: 0 };
  const scanner = (result: { counts: typeof counts; ids: string[] } | { note: string }) =>
    ({ name: 'trivy', version: '1', scan: async () => result }) as const;

  test('is asked about every image', async () => {
    const engine = fakeEngine(() => ({ runs: [job] }));
    const argv = ['Dockerfile', '--format', 'json'];
    const outcome = await distillVerify(folder(goFiles), argv, engine, {
      scanner: scanner({ counts, ids: [] }),
    });
    const report = JSON.parse(outcome.stdout) as VerifyReport;
    expect(report.scanner).toEqual({ name: 'trivy', version: '1' });
    expect(report.variants.map(({ vulnerabilities }) => vulnerabilities)).toEqual([counts, counts]);
  });

  test('that fails costs a remark', async () => {
    const engine = fakeEngine(() => ({ runs: [job] }));
    const argv = ['Dockerfile', '--format', 'json'];
    const outcome = await distillVerify(folder(goFiles), argv, engine, {
      scanner: scanner({ note: 'No database.' }),
    });
    expect(outcome.code).toBe(0);
    const report = JSON.parse(outcome.stdout) as VerifyReport;
    expect(report.variants.map(({ remarks }) => remarks)).toEqual([['No database.'], ['No database.']]);
  });
});

describe('a budget', () => {
  const sized = (bytes: number): FakeImage => ({ facts: { bytes }, runs: [job] });
  const record = (sizes: unknown) => JSON.stringify({ version: 1, files: { Dockerfile: sizes } });

  test.each([
    [100, 105, '5%', 0, 'within'],
    [100, 106, '5', 1, 'over'],
    [100, 100, '0', 0, 'within'],
    [100, 90, '0%', 0, 'within'],
  ])('%d bytes before, %d now, %s', async (before, now, budget, code, word) => {
    const root = folder({ ...goFiles, 'sizes.json': record({ original: 1, distroless: before }) });
    const argv = ['Dockerfile', '--to', 'distroless', '--baseline', 'sizes.json', '--budget', budget];
    const outcome = await distillVerify(
      root,
      argv,
      fakeEngine(() => sized(now)),
    );
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toContain(`${word} the budget of ${budget.replace('%', '')} %`);
  });

  test('is recorded beside what is there, by paths from the folder of the baseline', async () => {
    const text = JSON.stringify({ version: 1, files: { 'z/Dockerfile': { auto: 3 } } });
    const files = Object.fromEntries(Object.entries(goFiles).map(([path, one]) => [`a/${path}`, one]));
    const root = folder({ ...files, 'ci/sizes.json': text });
    const argv = ['a/Dockerfile', '--baseline', 'ci/sizes.json', '--write-baseline'];
    const outcome = await distillVerify(
      root,
      argv,
      fakeEngine(() => sized(7)),
    );
    expect(outcome.stderr).toContain('The sizes are recorded in ci/sizes.json.');
    expect(JSON.parse(readFileSync(join(root, 'ci/sizes.json'), 'utf8'))).toEqual({
      version: 1,
      files: { '../a/Dockerfile': { original: 7, auto: 7 }, 'z/Dockerfile': { auto: 3 } },
    });
  });

  test('records nothing of an image that does something else', async () => {
    const root = folder(goFiles);
    const engine = fakeEngine(variant => ({ runs: [{ exit: variant === '0-original' ? 0 : 1 }] }));
    const argv = ['Dockerfile', '--to', 'distroless', '--baseline', 'sizes.json', '--write-baseline'];
    expect((await distillVerify(root, argv, engine)).code).toBe(1);
    const { files } = JSON.parse(readFileSync(join(root, 'sizes.json'), 'utf8'));
    expect(Object.keys(files.Dockerfile)).toEqual(['original']);
  });

  test.each([
    [undefined, 'There is no baseline sizes.json; record one with --write-baseline.'],
    ['{', 'The baseline sizes.json is no JSON'],
    ['[]', 'sizes.json is no baseline that this version'],
    ['{"version": 2, "files": {}}', 'version wants one of 1, not 2'],
    [record({ distroless: '1' }), 'files.Dockerfile.distroless wants a number of bytes, not "1"'],
    [record({ scratch: 1 }), 'has no size for Dockerfile (distroless); record it with --write-baseline'],
  ])('that cannot be held: %s', async (text, message) => {
    const root = folder(goFiles);
    if (text !== undefined) writeFileSync(join(root, 'sizes.json'), text);
    const engine = fakeEngine(() => ({}));
    const argv = ['Dockerfile', '--to', 'distroless', '--baseline', 'sizes.json', '--budget', '1'];
    const outcome = await distillVerify(root, argv, engine);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(message);
    expect(engine.builds).toEqual([]);
  });
});
