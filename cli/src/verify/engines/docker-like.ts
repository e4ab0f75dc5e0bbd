/** What Docker and Podman have in common: almost the whole command line. Where they differ, a dialect says how. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { CommandFailed, type Running } from '../process';
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
  /** Podman opens its standard output by name, which a socket does not have. */
  readonly exports: 'stdout' | 'file';
  /** What the engine itself writes into every container, besides what all do. */
  readonly writes: readonly string[];
}

/** The engine behind a client that was found to work; `before` are options that each of its calls gets. */
export function dockerLike(session: Session, before: readonly string[], dialect: Dialect): Engine {
  const client = clientOf(session, dialect.name, before);
  session.uses(dialect.name, before);
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
      const created = ['create', ...label, '--pull=never', '--network', 'none', image, 'never-started'];
      const id = idIn((await client.execute(created, { signal: session.signal })).stdout);
      const discard = () => client.attempt(['rm', '--force', '--volumes', id]).catch(() => undefined);
      const options = { timeoutMs: 900_000, signal: session.signal };
      if (dialect.exports === 'file') {
        const file = join(session.folder, `${id}.tar`);
        await client.execute(['export', '--output', file, id], options);
        const remove = () => Promise.all([rm(file, { force: true }), discard()]);
        return createReadStream(file).once('close', () => void remove());
      }
      return readWhole(await client.stream(['export', id], options), discard);
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

/** What a program writes, as a stream that ends well only if the program does; after it, read or not, comes `remove`. */
export function readWhole(running: Running, remove: () => Promise<unknown>): Readable {
  const whole = new PassThrough();
  running.stdin.end();
  running.stdout.on('error', error => whole.destroy(error));
  running.stdout.pipe(whole, { end: false });
  running.ended.then(
    ({ code, stderr }) => {
      if (code === 0) whole.end();
      else whole.destroy(new Error(stderr.trim() || `exit code ${code}`));
    },
    error => whole.destroy(error),
  );
  return whole.once('close', () => {
    running.kill();
    void remove();
  });
}
