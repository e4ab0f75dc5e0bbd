/** Images of Podman against recorded command lines, with the answers of Podman 4.3.1. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BuildFailed, type BuildRequest } from '../cli/src/verify/engines/engine';
import { removeLeftovers } from '../cli/src/verify/engines/leftovers';
import { type Call, fakeClients } from './support/fake-client';
import { folder, id, image, label, other, podman, storage } from './support/podman';

const request = (dockerfile: string, onLog: (line: string) => void): BuildRequest => ({
  ...{ image, dockerfile, context: '/project', stage: 'final', buildArgs: { A: 'b c' }, onLog },
  options: {
    ...{ network: 'host', platform: 'linux/amd64', pull: false, noCache: true },
    ...{ secrets: ['id=s,src=/s'], timeoutMs: 60_000, keep: false },
  },
  signal: new AbortController().signal,
});

const buildCall = (dockerfile: string): readonly string[] => [
  ...[...storage, 'build', '--label', label, '--tag', image, '--file', dockerfile, '--target', 'final'],
  ...['--build-arg', 'A=b c', '--platform', 'linux/amd64', '--no-cache', '--secret', 'id=s,src=/s'],
  ...[
    '--format',
    'docker',
    '--layers=false',
    '--force-rm',
    '--network',
    'host',
    '--pull=missing',
    '/project',
  ],
];

test('builds, and streams the log', async () => {
  const call: Call = {
    argv: buildCall('/project/Dockerfile'),
    stdout: 'STEP 1/2: FROM alpine:3\n--> 8cf8b6c53df\n',
    stderr: 'Copying config sha256:8cf8b6c53df\n',
  };
  await podman([call], async engine => {
    const log: string[] = [];
    expect([engine.name, engine.version]).toEqual(['podman', '5.4.0']);
    await engine.build(request('/project/Dockerfile', line => log.push(line)));
    expect(log.sort()).toEqual([
      '--> 8cf8b6c53df',
      'Copying config sha256:8cf8b6c53df',
      'STEP 1/2: FROM alpine:3',
    ]);
  });
});

test('says on which line a build failed', async () => {
  const dockerfile = '/var/tmp/distill-verify-0123456789abcdef/Dockerfile';
  const stderr =
    'Error: building at STEP "COPY nothing /x": checking on sources under "/project": copier: stat: "/nothing": no such file or directory\n';
  const call: Call = {
    ...{ argv: buildCall(dockerfile), code: 125, stderr },
    stdout: 'STEP 1/3: FROM alpine:3\nSTEP 2/3: COPY nothing   /x\n',
  };
  await podman([call], async engine => {
    writeFileSync(dockerfile, '# first\nFROM alpine:3\n\nCOPY nothing \\\n  /x\n');
    const failure = await engine.build(request(dockerfile, () => {})).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BuildFailed);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^COPY nothing \/x: checking on sources/),
      line: 3,
    });
  });
});

test('reads what an image is', async () => {
  const stdout = JSON.stringify([
    {
      ...{ Id: '8cf8b6c53dfc', Digest: 'sha256:9f4a', RepoTags: [`localhost/${image}`], Size: 3160379 },
      Config: {
        ...{ User: '65532', ExposedPorts: { '8080/tcp': {} }, Env: ['PATH=/bin'], Cmd: ['/bin/sleep', '3'] },
        ...{ WorkingDir: '/', Labels: { 'distill.verify.run': '0123456789abcdef' } },
      },
      RootFS: { Type: 'layers', Layers: ['sha256:ee24', 'sha256:d2da'] },
      Healthcheck: { Test: ['CMD-SHELL', 'true'] },
    },
  ]);
  await podman([{ argv: [...storage, 'image', 'inspect', image], stdout }], async engine => {
    expect(await engine.inspect(image)).toEqual({
      ...{ id: '8cf8b6c53dfc', bytes: 3160379, layers: 2, user: '65532', entrypoint: [] },
      ...{ command: ['/bin/sleep', '3'], workingDirectory: '/', environment: ['PATH=/bin'] },
      ...{ exposedPorts: ['8080/tcp'], healthcheck: true },
    });
  });
});

test('exports and removes an image', async () => {
  const removal = [...storage, 'image', 'rm', '--force', image];
  const file = `${folder}/${other}.tar`;
  const calls: Call[] = [
    {
      argv: [
        ...[...storage, 'create', '--label', label, '--pull=never'],
        ...['--network', 'none', image, 'never-started'],
      ],
      stdout: `${other}\n`,
    },
    {
      argv: [...storage, 'export', '--output', file, other],
      writes: { path: file, content: Buffer.from('the tar') },
    },
    { argv: [...storage, 'rm', '--force', '--volumes', other], stdout: other },
    { argv: removal, stdout: `Untagged: localhost/${image}\n` },
    { argv: removal, code: 1, stderr: `Error: ${image}: image not known\n` },
  ];
  await podman(calls, async engine => {
    const chunks = await (await engine.export(image)).toArray();
    expect(Buffer.concat(chunks).toString()).toBe('the tar');
    // What follows the stream is not waited for by its reader.
    await new Promise(done => setTimeout(done, 500));
    await engine.removeImage(image);
    await engine.removeImage(image);
  });
});

test('removes what is left of a run, and says what would not go', async () => {
  const filter = ['--all', '--quiet', '--no-trunc', '--filter', `label=${label}`];
  const { session, left } = fakeClients(['podman'], () => [
    { argv: [...storage, 'container', 'ls', ...filter], stdout: `${id}\n` },
    { argv: [...storage, 'container', 'rm', '--force', '--volumes', id], stdout: `${id}\n` },
    { argv: [...storage, 'image', 'ls', ...filter], stdout: 'sha256:8cf8\nsha256:8cf8\n' },
    { argv: [...storage, 'image', 'rm', '--force', 'sha256:8cf8'], code: 2, stderr: 'Error: in use\n' },
  ]);
  const engine = ['podman', storage.slice(1)] as const;
  const result = await removeLeftovers(engine, { id: session.id, keepImages: false }, session.environment);
  expect(left()).toEqual({ expected: [], unexpected: [] });
  expect(result).toEqual({
    found: true,
    complaints: ['podman does not remove sha256:8cf8: Error: in use; try podman image rm --force.'],
  });
});
