/**
 * A container of Buildah: a program in the root file system of an image, in a network of its own. Buildah has no
 * processes of its own that look after it, so this one does.
 */
import { mkdir } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { rootedIn } from '../marked-processes';
import { attempt, begin, type Running, type RunResult } from '../process';
import type { Session } from '../session';
import { ask } from './ask';
import { buildahFiles } from './buildah-files';
import { type BuildahImage, buildahImage } from './buildah-image';
import { outcomeOf } from './buildah-run';
import type { Client } from './client';
import type { Container, ContainerRequest } from './engine';
import { cannotEnter } from './network';
import { startProbe } from './probe';
import { descendants, effectiveUser, listeningPorts, socketsOf } from './proc';

/** Prepares a container; raises for what Buildah cannot do. `before` are the options that lead to the storage of the run. */
export async function buildahContainer(
  session: Session,
  client: Client,
  before: readonly string[],
  request: ContainerRequest,
): Promise<Container> {
  const refused = refusal(request);
  if (refused !== undefined) throw new Error(`Buildah cannot ${refused}; Docker and Podman can.`);
  const { signal } = request;
  const image = await buildahImage(client, request.image);
  const command = commandOf(image, request);
  const name = (await client.execute(['from', '--pull-never', request.image], { signal })).stdout.trim();
  const root = (await client.execute(['mount', name], { signal })).stdout.trim();
  const temporary = join(session.folder, `tmp-${name}`);
  await mkdir(temporary, { recursive: true });
  for (const volume of request.volumes) await mkdir(join(root, volume), { recursive: true });
  const network = await networkOf(session, request);
  const files = buildahFiles(client, { name, root, volumes: [...request.volumes, ...image.volumes] });
  const args = [
    ...network.before,
    ...['buildah', ...before, 'run', '--isolation', 'chroot', '--hostname', 'verify'],
    ...Object.entries(request.environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...(request.user === undefined ? [] : ['--user', request.user]),
    ...request.tmpfs.flatMap(path => ['--mount', `type=tmpfs,destination=${path.split(':')[0]}`]),
    ...[name, '--', ...command],
  ];
  let running: Running | undefined;
  let result: RunResult | undefined;
  /** The program itself, below two processes of Buildah. */
  const program = () => (running && result === undefined ? programBelow(running.pid) : undefined);
  const begun = async () => {
    const [first = '', ...rest] = args;
    const environment = { ...session.environment, TMPDIR: temporary };
    const options = { environment, signal, track: session.track, timeoutMs: 3_600_000 };
    running = await begin(first, rest, options);
    running.stdin.end();
    const ended = running.ended.then(
      one => (result = one),
      () => (result = { code: 137, ...(running?.said() ?? { stdout: '', stderr: '' }), timedOut: false }),
    );
    // Until the program is there or it turns out that there is none.
    while (result === undefined && program() === undefined) {
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 15))]);
    }
  };
  return {
    start: async () => {
      await begun();
      const message = result && outcomeOf(result.code, result.stderr).notStarted;
      return message === undefined ? { started: true } : { started: false, message };
    },
    state: async () => {
      const pid = program();
      return {
        running: running !== undefined && result === undefined,
        exit: result && outcomeOf(result.code, result.stderr).exit,
        health: undefined,
        uid: pid === undefined ? undefined : effectiveUser(pid),
      };
    },
    listening: async () => {
      const pid = program();
      if (pid === undefined) return undefined;
      const own = request.network === 'host' ? socketsOf(pid) : undefined;
      return listeningPorts(pid, own);
    },
    ask: asked => network.ask(asked),
    logs: async () => {
      if (result === undefined) return running?.said() ?? { stdout: '', stderr: '' };
      return { stdout: result.stdout, stderr: outcomeOf(result.code, result.stderr).stderr };
    },
    stop: async seconds => {
      const pid = program();
      if (running === undefined || pid === undefined) return;
      const { ended } = running;
      kill(pid, signalFor(image));
      const limit = new Promise(resolve => setTimeout(resolve, seconds * 1000).unref());
      await Promise.race([ended.catch(() => undefined), limit]);
      if (result === undefined) kill(pid, 'SIGKILL');
      await Promise.race([
        ended.catch(() => undefined),
        new Promise(resolve => setTimeout(resolve, 5000).unref()),
      ]);
      endAll(temporary, running);
    },
    read: path => files.read(path),
    changes: () => files.changes(),
    remove: async () => {
      if (running && result === undefined) endAll(temporary, running);
      await running?.ended.catch(() => undefined);
      for (const pid of rootedIn(temporary)) kill(pid, 'SIGKILL');
      network.end();
      const removed = await client.attempt(['rm', name]);
      if (removed.code !== 0 && !/not known|no such container/i.test(removed.stderr)) {
        throw new Error(`buildah rm: ${removed.stderr.trim()}`);
      }
    },
  };
}

function refusal({ readOnly, options }: ContainerRequest): string | undefined {
  if (readOnly) return 'run with a read-only root file system';
  return options.length > 0 ? `take the option ${options[0]}` : undefined;
}

function commandOf({ facts }: BuildahImage, { args, image }: ContainerRequest): readonly string[] {
  const command = [...facts.entrypoint, ...(args ?? facts.command)];
  if (command.length === 0) throw new Error(`${image} has neither ENTRYPOINT nor CMD.`);
  return command;
}

/** A network of its own with nothing but a loopback, in which a probe waits for questions. */
async function networkOf(session: Session, { network }: ContainerRequest) {
  if (network === 'host') {
    const direct: Container['ask'] = request => ask(request, { port: request.port, proxied: false });
    return { before: [], ask: direct, end: () => {} };
  }
  const why = cannotEnter();
  if (why !== undefined)
    throw new Error(`Buildah cannot keep a container off the network of this machine: ${why}.`);
  const probe = await startProbe(session, ['unshare', '--net', '--']);
  const before = ['nsenter', `--net=/proc/${probe.pid}/ns/net`, '--'];
  const { environment, track, signal } = session;
  const up = await attempt(before[0] ?? '', [...before.slice(1), 'ip', 'link', 'set', 'lo', 'up'], {
    ...{ environment, track, signal, timeoutMs: 10_000 },
  });
  if (up.code === 0) return { before, ask: probe.ask, end: probe.end };
  const error = `the loopback of the container cannot be brought up (ip, of iproute2): ${up.stderr.trim()}`;
  return { before, ask: async () => ({ error, refused: false }), end: probe.end };
}

function programBelow(pid: number): number | undefined {
  const below = descendants(pid);
  // buildah run, buildah-chroot-runtime, buildah-chroot-exec, and then the program.
  return below[2];
}

function signalFor({ stopSignal }: BuildahImage): NodeJS.Signals {
  const number = Number(stopSignal);
  const name = stopSignal.startsWith('SIG') ? stopSignal : `SIG${stopSignal}`;
  const known = Object.entries(constants.signals).find(([key, value]) => key === name || value === number);
  return (known?.[0] ?? 'SIGTERM') as NodeJS.Signals;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** The program and all that it left, also what has a process group of its own by now. */
function endAll(temporary: string, running: Running): void {
  for (const pid of rootedIn(temporary)) kill(pid, 'SIGKILL');
  running.kill('SIGKILL');
}
