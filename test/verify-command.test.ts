/** `distill verify` besides its verdicts: what it asks of the engine, interruptions, scanners and budgets. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VerifyReport } from '../cli/src/verify/report';
import { Interrupted } from '../cli/src/verify/session';
import { type Behaviour, type FakeImage, fakeEngine, page } from './support/fake-engine';
import { folder, goFiles, nodeFiles } from './support/folder';
import { distillVerify } from './support/verify';

const server: Behaviour = { listens: [8080], http: { '8080 /': page(200, 'hello') } };
const job: Behaviour = { exit: 0, stdout: 'done\n' };

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

  test('is moved to the version of the runtime that the command line says', async () => {
    const engine = fakeEngine(() => ({ runs: [job] }));
    const argv = ['Dockerfile', '--runtime-version', '24', '--format', 'json'];
    const { stdout } = await distillVerify(folder(nodeFiles), argv, engine);
    const [, conversion] = (JSON.parse(stdout) as VerifyReport).variants;
    expect(conversion?.dockerfile).toContain('FROM node:24 ');
  });

  test('has the network of this machine only where the command line grants it', async () => {
    const runs = [{ name: 'quiet' }, { name: 'open', network: 'host', exit: 0 }];
    const root = folder({ ...goFiles, 'expect.json': JSON.stringify({ runs }) });
    const engine = fakeEngine(() => ({ runs: [job] }));
    const argv = ['Dockerfile', '--expect', 'expect.json', '--to', 'distroless'];
    const refused = await distillVerify(root, argv, engine);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /expect\.json asks for the network of this machine .*"open".*--allow host-network/,
    );
    expect(engine.builds).toEqual([]);
    const granted = await distillVerify(root, [...argv, '--allow', 'host-network'], engine);
    expect(granted.code).toBe(0);
    expect(engine.created.map(({ network }) => network)).toEqual(['default', 'host', 'default', 'host']);
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

test.each([
  ['--output', 'absent/report.md', 'there is no such folder'],
  ['--output', '.', 'it is a folder'],
  ['--baseline', 'absent/sizes.json', 'there is no such folder'],
])('%s %s is refused before anything is built', async (option, path, why) => {
  const engine = fakeEngine(() => ({}));
  const more = option === '--baseline' ? ['--write-baseline'] : [];
  const outcome = await distillVerify(folder(goFiles), ['Dockerfile', option, path, ...more], engine);
  expect(outcome).toMatchObject({ code: 2, stderr: `distill: ${path} cannot be written: ${why}.\n` });
  expect(engine.builds).toEqual([]);
});

test('JSON holds no control character, and is the same text when it is read', async () => {
  const said = '\u001b[2J\u009b31m\u202eevil\u007f';
  const engine = fakeEngine(() => ({ runs: [{ exit: 0, stdout: said }] }));
  const { stdout } = await distillVerify(folder(goFiles), ['Dockerfile', '--format', 'json'], engine);
  expect(stdout).not.toMatch(/[^\n -~]/);
  expect((JSON.parse(stdout) as VerifyReport).variants[0]?.runs[0]?.stdout).toBe(said);
});

test('a full disk is told as one, whatever cannot be removed after it', async () => {
  const engine = {
    ...fakeEngine(() => ({ runs: [job] })),
    create: () =>
      Promise.reject(Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'write', path: '/t' })),
    removeImage: () => Promise.reject(new Error('gone')),
  };
  const outcome = await distillVerify(folder(goFiles), ['Dockerfile', '--progress', 'none'], engine);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toBe('distill: Dockerfile: /t: no space is left.\n');
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
    expect(outcome.stdout.includes('Different: distroless is over the budget.')).toBe(code === 1);
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
