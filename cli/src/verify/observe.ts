/** Runs an image once and writes down what it does. */
import { bounded } from './bounded-text';
import type { Container, Engine, ImageFacts } from './engines/engine';
import type { ExpectedRun } from './expectation';
import type { RunReport } from './report';
import { watchSmoke } from './smoke';
import { askUntilAnswered, sinceMs, untilEnded, type Watched, type Watching } from './watching';
import { writtenPaths } from './written';

/** Observation is of one run of one image; `like` is what the original did in the same run. */
export interface Observation {
  readonly engine: Engine;
  readonly image: string;
  readonly facts: Pick<ImageFacts, 'exposedPorts' | 'entrypoint' | 'command'>;
  readonly run: ExpectedRun;
  readonly like: RunReport | undefined;
  readonly signal: AbortSignal;
}

/** Each that is published costs a process and a port of this machine; `EXPOSE 1-65535` is allowed. */
const mostExposed = 32;

/** A container that is stopped may still save what it has; who is not asked for that gets less time. */
const graceSeconds = { counted: 10, polite: 5, uncounted: 2 } as const;

/** Creates a container, watches it, and takes it away again, whatever happens. */
export async function observe({ engine, image, facts, run, like, signal }: Observation): Promise<RunReport> {
  // No engine makes a container of it, and that is a result of this run, not the end of verify.
  if (!hasCommand(facts, run)) return neverStarted(run, 'The image has neither ENTRYPOINT nor CMD.');
  const exposed = tcpPorts(facts).slice(0, mostExposed);
  const ports = [...new Set([...exposed, ...run.http.map(({ port }) => port)])].sort((a, b) => a - b);
  const container = await engine.create({
    image,
    args: run.args,
    environment: run.env,
    user: run.user,
    readOnly: run.readOnly,
    volumes: run.volumes,
    tmpfs: run.tmpfs,
    options: run.options,
    ports,
    network: run.network,
    signal,
  });
  try {
    const begun = performance.now();
    const start = await container.start();
    if (!start.started) return neverStarted(run, start.message);
    const watched = await watch({ container, run, begun, exposed: ports, like, signal });
    if (watched.exit === 'running') await container.stop(graceOf(run));
    const exit =
      run.stop && watched.exit === 'running' ? ((await container.state()).exit ?? 'running') : watched.exit;
    const { stdout, stderr } = await logsOf(container, run, signal);
    return {
      ...{ name: run.name, smoke: run.smoke },
      ...watched,
      exit,
      stdout: bounded(stdout),
      stderr: bounded(stderr),
      files: await filesOf(container, run),
      ...written(await container.changes(), run),
    };
  } finally {
    // As images: the session sweeps, and complains.
    await container.remove().catch(() => undefined);
  }
}

/** The TCP ports that an image exposes. */
function tcpPorts({ exposedPorts }: Pick<ImageFacts, 'exposedPorts'>): readonly number[] {
  return exposedPorts.flatMap(port => (/^\d+(\/tcp)?$/.test(port) ? Number.parseInt(port, 10) : []));
}

function hasCommand(
  { entrypoint, command }: Observation['facts'],
  { args = [], options }: ExpectedRun,
): boolean {
  const stated = options.some(option => /^--entrypoint(=|$)/.test(option));
  return stated || entrypoint.length + command.length + args.length > 0;
}

function neverStarted(run: ExpectedRun, message: string): RunReport {
  return {
    ...{ name: run.name, smoke: run.smoke, exit: 127, stdout: '', stderr: bounded(message) },
    ...{ listens: [], http: [], files: {} },
  };
}

function watch(watching: Watching): Promise<Watched> {
  const { run } = watching;
  if (run.smoke) return watchSmoke(watching);
  return run.http.length > 0 || run.health !== undefined ? watchServer(watching) : watchProgram(watching);
}

/** Asks in the order of the expectation; one deadline for the first to the last. */
async function watchServer({ container, run, begun, signal }: Watching): Promise<Watched> {
  const deadline = begun + run.seconds * 1000;
  let startMs: number | undefined;
  const { uid } = await container.state();
  const http: RunReport['http'][number][] = [];
  for (const { expect: _, ...request } of run.http) {
    const answer = await askUntilAnswered(container, deadline, signal, () =>
      container.ask({
        ...request,
        timeoutMs: Math.max(1000, Math.min(10_000, deadline - performance.now())),
      }),
    );
    if (!('error' in answer)) startMs ??= sinceMs(begun);
    http.push({
      ...('error' in answer ? answer : { ...answer, body: bounded(answer.body) }),
      ...{ port: request.port, path: request.path },
    });
  }
  const health = run.health === undefined ? {} : { health: await healthOf(container, deadline, signal) };
  const waits = typeof run.exit === 'number' && !run.stop;
  const state = waits ? await untilEnded(container, deadline, signal) : await container.state();
  return {
    exit: state.running ? 'running' : (state.exit ?? 'running'),
    ...(startMs === undefined ? {} : { startMs }),
    ...(uid === undefined ? {} : { uid }),
    ...{ listens: [], http },
    ...health,
  };
}

async function watchProgram({ container, run, begun, signal }: Watching): Promise<Watched> {
  const state = await untilEnded(container, begun + run.seconds * 1000, signal);
  return {
    exit: state.running ? 'running' : (state.exit ?? 'running'),
    ...(state.running ? {} : { startMs: sinceMs(begun) }),
    ...(state.uid === undefined ? {} : { uid: state.uid }),
    ...{ listens: [], http: [] },
  };
}

async function healthOf(container: Container, deadline: number, signal: AbortSignal): Promise<string> {
  const state = await untilEnded(container, deadline, signal, ({ health }) => health !== 'starting');
  return state.health ?? 'none';
}

function graceOf(run: ExpectedRun): number {
  if (run.stop) return graceSeconds.counted;
  return Object.keys(run.files).length > 0 ? graceSeconds.polite : graceSeconds.uncounted;
}

/** An engine may call a container ended before its last lines are in the log. */
async function logsOf(container: Container, run: ExpectedRun, signal: AbortSignal) {
  const expected = run.stdout !== undefined && run.stdout.length > 0;
  const deadline = performance.now() + (expected ? 3000 : 0);
  let logs = await container.logs();
  while (logs.stdout === '' && performance.now() < deadline) {
    signal.throwIfAborted();
    await new Promise(resolve => setTimeout(resolve, 200));
    logs = await container.logs();
  }
  return logs;
}

async function filesOf(container: Container, run: ExpectedRun): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const path of Object.keys(run.files)) {
    const text = await container.read(path);
    if (text !== undefined) files[path] = bounded(text);
  }
  return files;
}

function written(
  changes: readonly string[] | undefined,
  { leaves, files }: ExpectedRun,
): Pick<RunReport, 'written'> {
  return changes === undefined ? {} : { written: writtenPaths(changes, leaves, Object.keys(files)) };
}
