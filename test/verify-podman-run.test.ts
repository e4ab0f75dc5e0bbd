/**
 * A container of Podman against recorded command lines. Answers are those of Podman 4.3.1, which was at hand for all
 * but running programs; for these, of its manual pages podman-start, -inspect, -logs, -stop and -diff (versions 4 and
 * 5), which promise the fields of Docker's.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import type { Call } from './support/fake-client';
import { id, image, label, podman, storage } from './support/podman';

const state = (values: object) =>
  JSON.stringify({
    ...{ OciVersion: '1.2.0', Status: 'running', Running: true, Pid: 0, ExitCode: 0 },
    ...{ Health: { Status: '', FailingStreak: 0, Log: null }, ...values },
  });

test('runs a container from its creation to its removal', async () => {
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await new Promise(done => server.once('listening', done));
  const HostPort = String((server.address() as AddressInfo).port);
  const inspectState = [...storage, 'container', 'inspect', '--format', '{{json .State}}', id];
  const inspectPorts = [
    ...storage,
    'container',
    'inspect',
    '--format',
    '{{json .NetworkSettings.Ports}}',
    id,
  ];
  const archive = pack();
  archive.entry({ name: 'hello' }, 'text\n');
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  const tar = Buffer.concat(parts);
  const calls: Call[] = [
    {
      argv: [
        ...[...storage, 'create', '--label', label, '--pull=never', '--hostname', 'verify'],
        ...['--publish', '127.0.0.1::8080/tcp', '--env', 'A=b c', '--user', '5:6', '--read-only'],
        ...['--volume', '/data', '--tmpfs', '/tmp', '--cap-drop=ALL', image, 'one', 'two'],
      ],
      stderr: 'WARN[0000] something that does not matter\n',
      stdout: `${id}\n`,
    },
    { argv: [...storage, 'start', id], stdout: `${id}\n` },
    { argv: inspectState, stdout: state({ Health: { Status: 'healthy' } }) },
    { argv: inspectPorts, stdout: JSON.stringify({ '8080/tcp': [{ HostIp: '127.0.0.1', HostPort }] }) },
    { argv: inspectPorts, stdout: JSON.stringify({ '8080/tcp': [{ HostIp: '127.0.0.1', HostPort }] }) },
    { argv: inspectState, stdout: state({}) },
    { argv: [...storage, 'logs', id], stdout: 'out\n', stderr: 'err\n' },
    { argv: [...storage, 'stop', '--time', '5', id], stdout: `${id}\n` },
    { argv: inspectState, stdout: state({ Running: false, Status: 'exited', ExitCode: 143 }) },
    { argv: [...storage, 'cp', `${id}:/hello`, '-'], stdout: tar },
    {
      argv: [...storage, 'cp', `${id}:/nono`, '-'],
      ...{
        code: 125,
        stderr: `Error: "/nono" could not be found on container ${id}: no such file or directory\n`,
      },
    },
    {
      argv: [...storage, 'container', 'inspect', '--format', '{{json .Mounts}}', id],
      stdout: JSON.stringify([{ Type: 'volume', Name: 'a1', Source: '/v/_data', Destination: '/data' }]),
    },
    {
      argv: [...storage, 'diff', id],
      stdout:
        'C /etc\nA /etc/mtab\nC /etc/passwd\nC /run\nA /run/.containerenv\nA /srv/new\nC /srv\nA /data\nD /gone\n',
    },
    { argv: [...storage, 'rm', '--force', '--volumes', id], stdout: `${id}\n` },
    {
      argv: [...storage, 'rm', '--force', '--volumes', id],
      ...{ code: 1, stderr: `Error: no container with ID or name "${id}" found: no such container\n` },
    },
  ];
  await podman(calls, async engine => {
    const container = await engine.create({
      ...{ image, args: ['one', 'two'], environment: { A: 'b c' }, user: '5:6', readOnly: true },
      ...{
        volumes: ['/data'],
        tmpfs: ['/tmp'],
        options: ['--cap-drop=ALL'],
        ports: [8080],
        network: 'default',
      },
      signal: new AbortController().signal,
    });
    expect(await container.start()).toEqual({ started: true });
    expect(await container.state()).toEqual({
      running: true,
      exit: undefined,
      health: 'healthy',
      uid: undefined,
    });
    const asked = { path: '/', method: 'GET', headers: {}, body: undefined, timeoutMs: 5000 };
    expect(await container.ask({ ...asked, port: 8080 })).toMatchObject({ status: 200, body: 'hello' });
    expect(await container.ask({ ...asked, port: 81 })).toEqual({
      error: 'port 81 is not published',
      refused: false,
    });
    expect(await container.listening()).toBeUndefined();
    expect(await container.logs()).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    await container.stop(5);
    expect(await container.state()).toMatchObject({ running: false, exit: 143, health: undefined });
    expect(await container.read('/hello')).toBe('text\n');
    expect(await container.read('/nono')).toBeUndefined();
    expect(await container.changes()).toEqual(['/srv', '/srv/new']);
    await container.remove();
    await container.remove();
  }).finally(() => server.close());
});

test('says why a container does not start', async () => {
  const calls: Call[] = [
    {
      argv: [...storage, 'create', '--label', label, '--pull=never', '--hostname', 'verify', image],
      stdout: `${id}\n`,
    },
    {
      argv: [...storage, 'start', id],
      ...{ code: 127, stderr: `Error: unable to start container "${id}": crun: executable file not found\n` },
    },
  ];
  await podman(calls, async engine => {
    const container = await engine.create({
      ...{
        image,
        args: undefined,
        environment: {},
        user: undefined,
        readOnly: false,
        volumes: [],
        tmpfs: [],
      },
      ...{ options: [], ports: [], network: 'default', signal: new AbortController().signal },
    });
    expect(await container.start()).toEqual({
      started: false,
      message: `unable to start container "${id}": crun: executable file not found`,
    });
  });
});
