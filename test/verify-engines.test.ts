/** What is common to the engines of verify: finding one, reading logs and ends of programs, networks, processes. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildahFailure, buildKitFailure } from '../cli/src/verify/engines/build-log';
import { outcomeOf } from '../cli/src/verify/engines/buildah-run';
import { writtenPaths } from '../cli/src/verify/engines/changes';
import { findEngine } from '../cli/src/verify/engines/find';
import { networkFor } from '../cli/src/verify/engines/network';
import { isGroupAlive } from '../cli/src/verify/marked-processes';
import { attempt, begin, execute } from '../cli/src/verify/process';
import { mayBeRemoved } from '../cli/src/verify/sweep';
import { type Call, fakeClients } from './support/fake-client';

const version: readonly string[] = ['docker', 'version', '--format', '{{.Server.Version}}'];
const absent = 'is not installed, or not on the PATH.';
const finds: readonly [
  string,
  readonly string[],
  readonly Call[],
  'docker' | undefined,
  readonly string[],
][] = [
  ['nothing is installed', [], [], undefined, [`docker: docker ${absent}`, `podman: podman ${absent}`]],
  [
    ...(['no daemon answers', ['docker']] as const),
    [
      {
        argv: version,
        code: 1,
        stderr: 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n',
      },
    ],
    'docker',
    ['its daemon is not reachable; start it, or set DOCKER_HOST. (Cannot connect to the Docker daemon'],
  ],
  [
    ...(['the daemon is not for this user', ['docker']] as const),
    [{ argv: version, code: 1, stderr: 'permission denied while trying to connect\n' }],
    undefined,
    ['become a member of the group docker', `buildah: buildah ${absent}`],
  ],
  [
    ...(['buildx is missing', ['docker']] as const),
    [
      { argv: version, stdout: '28.2.2\n' },
      { argv: ['docker', 'buildx', 'version'], code: 1, stderr: 'docker: unknown command: docker buildx\n' },
    ],
    'docker',
    ['its plugin buildx is missing', 'install docker-buildx-plugin'],
  ],
  [
    ...(['Podman is broken', ['podman']] as const),
    [{ argv: ['podman', 'info', '--format', 'json'], code: 125, stderr: 'Error: no subuid ranges\n' }],
    undefined,
    ['podman: it does not work here. (Error: no subuid ranges)'],
  ],
];

test.each(finds)('says why no engine can be used: %s', async (_, installed, calls, builder, parts) => {
  const { session, left } = fakeClients(installed, () => calls);
  const message = await findEngine(session, builder).then(
    () => 'found',
    (error: Error) => error.message,
  );
  for (const part of parts) expect(message).toContain(part);
  expect(left()).toEqual({ expected: [], unexpected: [] });
});

test('takes Docker where it works, and gives proxies by name', async () => {
  const context = ['docker', 'context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'];
  const { session, left } = fakeClients(['docker'], () => [
    { argv: version, stdout: '28.2.2\n' },
    { argv: ['docker', 'buildx', 'version'], stdout: 'github.com/docker/buildx v0.24.0\n' },
    { argv: ['docker', 'network', 'inspect', 'bridge'], stdout: '[{}]\n' },
    { argv: context, stdout: 'unix:///var/run/docker.sock\n' },
    {
      argv: [
        ...['docker', 'build', '--label', 'distill.verify.run=0123456789abcdef', '--tag', 'x', '--file', 'F'],
        ...['--progress', 'plain', '--load', '--build-arg', 'HTTPS_PROXY', '--build-arg', 'https_proxy', '.'],
      ],
    },
  ]);
  const names = ['HTTP_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap(name => [
    name,
    name.toLowerCase(),
  ]);
  const none = Object.fromEntries(names.map(name => [name, undefined]));
  const environment = { ...session.environment, ...none, HTTPS_PROXY: 'http://p', https_proxy: 'http://p' };
  const engine = await findEngine({ ...session, environment }, undefined);
  expect(engine.version).toBe('28.2.2');
  await engine.build({
    ...{ image: 'x', dockerfile: 'F', context: '.', stage: undefined, buildArgs: {}, onLog: () => {} },
    options: {
      ...{ network: undefined, platform: undefined, pull: false, noCache: false },
      ...{ secrets: [], timeoutMs: 10_000, keep: false },
    },
    signal: session.signal,
  });
  expect(left()).toEqual({ expected: [], unexpected: [] });
});

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
    ['in silence', [], 'The builder says nothing.', undefined],
  ];
  test.each(buildKit)('BuildKit, %s', (_, log, message, line) => {
    expect(buildKitFailure(log)).toEqual({ message, line });
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

/** Recorded from Buildah 1.28.2. */
const ends: readonly [string, number, string, ReturnType<typeof outcomeOf>][] = [
  ['by itself', 0, 'said\n', { exit: 0, stderr: 'said\n', notStarted: undefined }],
  [
    'with an exit code',
    42,
    'err\nsubprocess exited with status 42\nsubprocess exited with status 42\nError: exit status 42\n',
    { exit: 42, stderr: 'err\n', notStarted: undefined },
  ],
  [
    'by a signal',
    1,
    'subprocess exited on terminated\nsubprocess exited with status 1\nError: exit status 1\n',
    { exit: 143, stderr: '', notStarted: undefined },
  ],
  [
    'before it began',
    1,
    'process failed to start with error: exec: "x": executable file not found in $PATHprocess exited with error: exec: not startedsubprocess exited with status 1\nError: exit status 1\n',
    { exit: 1, stderr: '', notStarted: 'exec: "x": executable file not found in $PATH' },
  ],
  [
    'without its user',
    125,
    'Error: determining run uid: user: unknown user error looking up user "x"\n',
    {
      exit: 125,
      stderr: 'Error: determining run uid: user: unknown user error looking up user "x"\n',
      notStarted: 'determining run uid: user: unknown user error looking up user "x"',
    },
  ],
];
test.each(ends)('tells how a program of Buildah ended: %s', (_, code, stderr, outcome) => {
  expect(outcomeOf(code, stderr)).toEqual(outcome);
});

test('publishes to 127.0.0.1 only, and nothing of an engine elsewhere', () => {
  const wanted = { network: 'default', ports: [80, 443] } as const;
  expect(networkFor(wanted, { bridge: true, remote: undefined })).toEqual({
    options: ['--publish', '127.0.0.1::80/tcp', '--publish', '127.0.0.1::443/tcp'],
    reach: { kind: 'published' },
  });
  expect(networkFor(wanted, { bridge: true, remote: 'ssh://far' })).toMatchObject({
    ...{ options: [], reach: { kind: 'nowhere', why: expect.stringContaining('ssh://far') } },
  });
  const without = networkFor(wanted, { bridge: false, remote: undefined });
  expect(without.options).toEqual(['--network', 'none']);
  expect(['inside', 'nowhere']).toContain(without.reach.kind);
});

test('leaves out what engines write', () => {
  const diff =
    'C /run\nA /run/secrets\nC /etc\nA /etc/mtab\nC /var\nC /var/lib\nA /var/lib/app\nC /root\nA /.dockerenv\n';
  expect(writtenPaths(diff, [])).toEqual(['/root', '/var', '/var/lib', '/var/lib/app']);
});

test('removes no folder but those of verify', () => {
  expect(mayBeRemoved('/var/tmp/distill-verify-0123456789abcdef')).toBe(true);
  for (const path of [
    '/',
    '/var/tmp',
    '/home/distill-verify-0123456789abcdef',
    '/var/tmp/distill-verify-x',
  ]) {
    expect(mayBeRemoved(path)).toBe(false);
  }
});

describe('a program', () => {
  const node = (code: string) => [process.execPath, ['-e', code]] as const;

  test('that is absent, or none', async () => {
    await expect(attempt('distill-absent', [])).rejects.toThrow('distill-absent is not installed');
    const file = join(mkdtempSync(join(tmpdir(), 'distill-none-')), 'file');
    writeFileSync(file, '');
    await expect(attempt(file, [])).rejects.toThrow('may not be run by this user');
  });

  test('gives lines of both streams, its input, and its exit code', async () => {
    const lines: string[] = [];
    const code = 'process.stdin.pipe(process.stdout); console.error("e1\\ne2"); process.exitCode = 3';
    const options = { input: 'a\r\nb', onLine: (line: string) => void lines.push(line) };
    const result = await attempt(...node(code), options);
    expect(result).toMatchObject({ code: 3, stdout: 'a\r\nb', timedOut: false });
    expect(lines.sort()).toEqual(['a', 'b', 'e1', 'e2']);
    await expect(execute(...node('process.exit(4)'))).rejects.toThrow('exit code 4');
  });

  test('is ended with all below it, by the clock and by a signal', async () => {
    const groups: number[] = [];
    const track = (group: number) => {
      groups.push(group);
      return () => {};
    };
    const code =
      'require("child_process").spawn("sleep", ["60"], { stdio: "inherit" }); setTimeout(() => {}, 60000)';
    const late = await attempt(...node(code), { timeoutMs: 400, track });
    expect(late).toMatchObject({ code: 143, timedOut: true });
    const controller = new AbortController();
    const running = await begin(...node(code), { signal: controller.signal, track });
    setTimeout(() => controller.abort(new Error('enough')), 300);
    await expect(running.ended).rejects.toThrow('enough');
    expect(groups.length).toBe(2);
    for (const group of groups) expect(isGroupAlive(group)).not.toBe(true);
    await expect(attempt(...node(''), { signal: controller.signal })).rejects.toThrow('enough');
  });
});
