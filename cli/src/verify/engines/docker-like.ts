/** What Docker and Podman have in common: almost the whole command line. Where they differ, a dialect says how. */
import type { Readable } from 'node:stream';
import { CommandFailed } from '../process';
import type { Session } from '../session';
import { buildLogged } from './build';
import type { Failure } from './build-log';
import { clientOf } from './client';
import { containerMaker } from './docker-like-container';
import type { BuildRequest, Engine } from './engine';
import { imageFacts } from './image-facts';
import { runLabel } from './leftovers';
import type { NetworkAbility } from './network';

export interface Dialect {
  readonly name: 'docker' | 'podman';
  readonly version: string;
  readonly network: NetworkAbility;
  /** What `build` gets besides what both take. */
  readonly buildOptions: (request: BuildRequest) => readonly string[];
  readonly buildEnvironment: Readonly<Record<string, string>>;
  readonly failure: (log: readonly string[], dockerfile: string) => Failure;
  /** What `cp` needs to follow a symbolic link. */
  readonly followLink: readonly string[];
}

/** The engine behind a client that was found to work. */
export function dockerLike(session: Session, dialect: Dialect): Engine {
  const client = clientOf(session, dialect.name);
  session.uses(dialect.name);
  const label = ['--label', `${runLabel}=${session.id}`];
  return {
    name: dialect.name,
    version: dialect.version,
    build: request =>
      buildLogged(client, request, {
        args: [
          'build',
          ...(request.options.keep ? [] : label),
          ...commonOptions(request),
          ...dialect.buildOptions(request),
          request.context,
        ],
        environment: dialect.buildEnvironment,
        failure: dialect.failure,
      }),
    inspect: async image => imageFacts((await client.execute(['image', 'inspect', image])).stdout),
    export: async image => {
      // A container that is never started; what stands for its command need not be there.
      const created = ['create', ...label, '--pull', 'never', '--network', 'none', image, 'never-started'];
      const id = idIn((await client.execute(created, { signal: session.signal })).stdout);
      const remove = () => client.attempt(['rm', '--force', '--volumes', id]).catch(() => undefined);
      const options = { timeoutMs: 900_000, signal: session.signal };
      const running = await client.stream(['export', id], options);
      return untilRead(running.stdout, running.ended, running.kill, remove);
    },
    create: containerMaker(session, client, dialect, label),
    removeImage: async image => {
      const result = await client.attempt(['image', 'rm', '--force', image]);
      const gone = /no such image|image not known/i.test(result.stderr);
      if (result.code !== 0 && !gone) throw new CommandFailed(`${dialect.name} image rm`, result);
    },
  };
}

/** The id that `create` prints, behind what it may have warned of. */
export function idIn(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

function commonOptions({ image, dockerfile, stage, buildArgs, options }: BuildRequest): readonly string[] {
  return [
    ...['--tag', image, '--file', dockerfile],
    ...(stage === undefined ? [] : ['--target', stage]),
    ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(options.platform === undefined ? [] : ['--platform', options.platform]),
    ...(options.noCache ? ['--no-cache'] : []),
    ...options.secrets.flatMap(secret => ['--secret', secret]),
  ];
}

/** A stream that fails where its program does, and after which, read or not, something is removed. */
export function untilRead(
  stream: Readable,
  ended: Promise<{ readonly code: number; readonly stderr: string }>,
  kill: () => void,
  remove: () => Promise<unknown>,
): Readable {
  ended.then(
    ({ code, stderr }) => {
      if (code !== 0) stream.destroy(new Error(stderr.trim() || `exit code ${code}`));
    },
    error => stream.destroy(error),
  );
  stream.once('close', () => {
    kill();
    void remove();
  });
  return stream;
}
