/** A container of Docker or Podman, from its creation to its removal. */
import * as z from 'zod/mini';
import { CommandFailed } from '../process';
import type { Session } from '../session';
import { ask } from './ask';
import { writtenPaths } from './changes';
import type { Client } from './client';
import { type Dialect, idIn } from './docker-like';
import type { Container, ContainerRequest, HttpAnswer, HttpRequest } from './engine';
import { networkFor, type Reach } from './network';
import { type Probe, startProbe } from './probe';
import { effectiveUser, isOfContainer, listeningPorts, socketsOf } from './proc';
import { textOfEntry } from './tar-entry';

const health = z.nullish(z.object({ Status: z.nullish(z.string()) }));
const stateShape = z.object({
  Running: z.boolean(),
  ExitCode: z.int(),
  Pid: z.int(),
  Health: health,
  // The name that older versions of Podman have for it.
  Healthcheck: health,
});
const mountsShape = z.nullish(z.array(z.object({ Destination: z.string() })));
const portsShape = z.nullish(z.record(z.string(), z.nullish(z.array(z.object({ HostPort: z.string() })))));

/** Makes the `create` of an engine. */
export function containerMaker(
  session: Session,
  client: Client,
  dialect: Dialect,
  label: readonly string[],
): (request: ContainerRequest) => Promise<Container> {
  return async request => {
    const { options, reach } = networkFor(request, dialect.network);
    const args = ['create', ...label, '--pull=never', '--hostname', 'verify', ...options];
    const { stdout } = await client.execute(
      [...args, ...runOptions(request), request.image, ...(request.args ?? [])],
      { signal: request.signal },
    );
    return containerOf(session, client, dialect, { id: idIn(stdout), reach, signal: request.signal });
  };
}

function runOptions(request: ContainerRequest): readonly string[] {
  return [
    ...Object.entries(request.environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(request.user === undefined ? [] : ['--user', request.user]),
    ...(request.readOnly ? ['--read-only'] : []),
    ...request.volumes.flatMap(path => ['--volume', path]),
    ...request.tmpfs.flatMap(path => ['--tmpfs', path]),
    ...request.options,
  ];
}

interface Created {
  readonly id: string;
  readonly reach: Reach;
  readonly signal: AbortSignal;
}

function containerOf(
  session: Session,
  client: Client,
  dialect: Dialect,
  { id, reach, signal }: Created,
): Container {
  let probe: Promise<Probe> | undefined;
  const inspect = async () => {
    const { stdout } = await client.execute(['container', 'inspect', '--format', '{{json .State}}', id]);
    const state = stateShape.parse(JSON.parse(stdout));
    // Numbers of processes in a virtual machine or on another machine mean nothing here.
    return { ...state, pid: isOfContainer(state.Pid, id) ? state.Pid : undefined };
  };
  const enter = async () => {
    const { pid } = await inspect();
    if (pid === undefined) return undefined;
    probe ??= startProbe(session, ['nsenter', `--net=/proc/${pid}/ns/net`, '--']);
    return probe;
  };
  const readLogs = async () => {
    const { stdout, stderr } = await client.execute(['logs', id]);
    return { stdout, stderr };
  };
  return {
    start: async () => {
      const result = await client.attempt(['start', id], { signal });
      if (result.code === 0) return { started: true };
      return { started: false, message: startMessage(result.stderr) };
    },
    state: async () => {
      const state = await inspect();
      const status = (state.Health ?? state.Healthcheck)?.Status;
      return {
        running: state.Running,
        exit: state.Running ? undefined : state.ExitCode,
        // Without a health check Podman gives an empty text, Docker's oldest `none`.
        health: status && status !== 'none' ? status : undefined,
        uid: state.pid === undefined ? undefined : effectiveUser(state.pid),
      };
    },
    listening: async () => {
      const { pid } = await inspect();
      if (pid === undefined) return undefined;
      if (reach.kind !== 'host') return listeningPorts(pid);
      const own = socketsOf(pid);
      return own && listeningPorts(pid, own);
    },
    ask: async request => {
      if (reach.kind === 'nowhere') return { error: reach.why, refused: false };
      if (reach.kind === 'host') return ask(request, { port: request.port, proxied: false });
      if (reach.kind === 'published') return askPublished(client, id, request);
      const inside = await enter();
      return inside?.ask(request) ?? { error: 'the container does not run here (any more)', refused: false };
    },
    logs: async () => {
      let logs = await readLogs();
      // An engine may call a container ended before its last lines are in the log.
      for (let tries = 0; tries < 10 && logs.stdout + logs.stderr === ''; tries++) {
        if ((await inspect()).Running) break;
        await new Promise(resolve => setTimeout(resolve, 50));
        logs = await readLogs();
      }
      return logs;
    },
    stop: async seconds => {
      await client.execute(['stop', '--time', String(seconds), id], { timeoutMs: (seconds + 60) * 1000 });
    },
    read: path => readFrom(client, id, path, dialect.followLink),
    changes: async () => {
      // The engine makes the places where it mounts volumes.
      const places = await client.execute(['container', 'inspect', '--format', '{{json .Mounts}}', id]);
      const mounts = mountsShape.parse(JSON.parse(places.stdout)) ?? [];
      const also = [...dialect.writes, ...mounts.map(({ Destination: path }) => path)];
      return writtenPaths((await client.execute(['diff', id])).stdout, also);
    },
    remove: async () => {
      await probe?.then(
        one => one.end(),
        () => undefined,
      );
      const result = await client.attempt(['rm', '--force', '--volumes', id]);
      const gone = /no such container|no container with/i.test(result.stderr);
      if (result.code !== 0 && !gone) throw new CommandFailed(`${dialect.name} rm`, result);
    },
  };
}

/** What the engine says, without the sentences that every failed start has. */
function startMessage(stderr: string): string {
  const lines = stderr
    .trim()
    .split('\n')
    .filter(line => !/^(Error: failed to start containers|time=")/.test(line));
  return lines.join('\n').replace(/^Error(?: response from daemon)?: /, '') || 'The engine does not say why.';
}

async function askPublished(client: Client, id: string, request: HttpRequest): Promise<HttpAnswer> {
  const format = '{{json .NetworkSettings.Ports}}';
  const { stdout } = await client.execute(['container', 'inspect', '--format', format, id]);
  const ports = portsShape.parse(JSON.parse(stdout)) ?? {};
  const [published] = ports[`${request.port}/tcp`] ?? [];
  if (published) return ask(request, { port: Number(published.HostPort), proxied: true });
  const known = Object.keys(ports).length > 0;
  const error = known ? `port ${request.port} is not published` : 'the container does not run (any more)';
  return { error, refused: false };
}

async function readFrom(
  client: Client,
  id: string,
  path: string,
  followLink: readonly string[],
): Promise<string | undefined> {
  const running = await client.stream(['cp', ...followLink, `${id}:${path}`, '-']);
  const text = await textOfEntry(running.stdout).catch(() => undefined);
  const result = await running.ended;
  if (result.code === 0) return text;
  if (/could not find|could not be found|no such file|not found|does not exist/i.test(result.stderr))
    return undefined;
  throw new CommandFailed('cp', result);
}
