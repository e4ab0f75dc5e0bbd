/** An engine without containers: what images are and do stands in a table, and what was made and removed is recorded. */
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { pack } from 'tar-stream';
import {
  BuildFailed,
  type BuildRequest,
  type Container,
  type ContainerRequest,
  type Engine,
  type Hindrance,
  type HttpAnswer,
  type ImageFacts,
} from '../../cli/src/verify/engines/engine';

/** What a program does in one run. */
export interface Behaviour {
  /** Undefined for one that goes on running. */
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly listens?: readonly number[];
  /** How long after its start it listens. */
  readonly listensAfterMs?: number;
  readonly endsAfterMs?: number;
  readonly health?: string;
  /** By port and path: `8080 /`. */
  readonly http?: Readonly<Record<string, HttpAnswer>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly changes?: readonly string[];
  readonly exitOnStop?: number;
  /** The engine refuses to start it, with this message. */
  readonly cannotStart?: string;
  /** `listening` knows nothing, as on a machine where containers run in another one. */
  readonly hidden?: boolean;
}

export interface FakeImage {
  readonly build?: {
    readonly message: string;
    readonly log: readonly string[];
    readonly line?: number;
    readonly hindrance?: Hindrance;
  };
  readonly facts?: Partial<ImageFacts>;
  /** Paths in it, for what looks into it. */
  readonly paths?: readonly string[];
  /** The first run, the second and so on; the last one goes on for ever. By arguments where they matter. */
  readonly runs?: readonly Behaviour[] | ((args: readonly string[] | undefined) => Behaviour);
}

export interface FakeEngine extends Engine {
  readonly builds: BuildRequest[];
  readonly created: ContainerRequest[];
  /** Containers and images that were made and not removed. */
  readonly left: Set<string>;
}

export const page = (status: number, body: string, type = 'text/plain'): HttpAnswer => ({
  ...{ status, body, type },
  location: undefined,
});
const refused: HttpAnswer = { error: 'connection refused', refused: true };

/** `imageOf` gets the end of a tag: `0-original`, `0-distroless`. `onEvent` is told of each build, start and request. */
export function fakeEngine(
  imageOf: (variant: string) => FakeImage,
  onEvent: (event: string) => void | Promise<void> = () => {},
): FakeEngine {
  const left = new Set<string>();
  const builds: BuildRequest[] = [];
  const created: ContainerRequest[] = [];
  const runs = new Map<string, number>();
  const variantOf = (image: string) => image.replace(/^fake:/, '');
  return {
    ...{ name: 'docker', version: '99', builds, created, left },
    async build(request) {
      builds.push(request);
      await onEvent(`build ${variantOf(request.image)}`);
      request.signal.throwIfAborted();
      const { build } = imageOf(variantOf(request.image));
      for (const line of build?.log ?? ['#1 DONE']) request.onLog(line);
      if (build !== undefined) throw new BuildFailed(build.message, build.log, build.line, build.hindrance);
      left.add(request.image);
    },
    inspect: async image => factsOf(imageOf(variantOf(image))),
    export: async image => tarOf(imageOf(variantOf(image)).paths ?? []),
    async create(request) {
      created.push(request);
      const image = variantOf(request.image);
      const count = runs.get(image) ?? 0;
      runs.set(image, count + 1);
      const all = imageOf(image).runs ?? [{ exit: 0 }];
      const behaviour =
        typeof all === 'function' ? all(request.args) : (all[Math.min(count, all.length - 1)] ?? {});
      const id = `container ${created.length}`;
      left.add(id);
      return containerOf(
        behaviour,
        event => onEvent(`${event} ${image}`),
        request.signal,
        () => left.delete(id),
      );
    },
    async removeImage(image) {
      left.delete(image);
    },
  };
}

function containerOf(
  behaviour: Behaviour,
  onEvent: (event: string) => void | Promise<void>,
  signal: AbortSignal,
  remove: () => void,
): Container {
  let begun = 0;
  let stopped = false;
  const since = () => performance.now() - begun;
  const running = () => !stopped && (behaviour.exit === undefined || since() < (behaviour.endsAfterMs ?? 0));
  const ports = () =>
    running() && since() >= (behaviour.listensAfterMs ?? 0) ? (behaviour.listens ?? []) : [];
  return {
    async start() {
      await onEvent('start');
      signal.throwIfAborted();
      if (behaviour.cannotStart !== undefined) return { started: false, message: behaviour.cannotStart };
      begun = performance.now();
      return { started: true };
    },
    state: async () => ({
      running: running(),
      exit: running() ? undefined : stopped ? (behaviour.exitOnStop ?? 143) : behaviour.exit,
      health: behaviour.health,
      uid: running() ? 65532 : undefined,
    }),
    listening: async () => (behaviour.hidden ? undefined : ports()),
    async ask({ port, path }) {
      await onEvent('ask');
      if (!running()) return { error: 'socket hang up', refused: true };
      if (!ports().includes(port)) return refused;
      return behaviour.http?.[`${port} ${path}`] ?? page(404, 'not found');
    },
    logs: async () => ({ stdout: behaviour.stdout ?? '', stderr: behaviour.stderr ?? '' }),
    async stop() {
      await pause(1);
      stopped = true;
    },
    read: async path => behaviour.files?.[path],
    changes: async () => behaviour.changes,
    remove: async () => remove(),
  };
}

function factsOf({ facts }: FakeImage): ImageFacts {
  return {
    ...{ id: 'sha256:0', bytes: 100_000_000, layers: 5, user: '', entrypoint: ['/it'], command: [] },
    ...{ workingDirectory: '/', environment: [], exposedPorts: [], healthcheck: false },
    ...facts,
  };
}

function tarOf(paths: readonly string[]): Readable {
  const tar = pack();
  for (const path of paths) tar.entry({ name: path.slice(1), mode: 0o755 }, '#');
  tar.entry({ name: 'etc/passwd' }, 'root:x:0:0::/:/sbin/nologin\n');
  tar.finalize();
  return Readable.from(tar);
}
