/**
 * Buildah: everything of a run goes into a storage of its own in the folder of the run, which reads base images from
 * the user's storage. So what a killed build leaves is known for sure, and nothing of anybody else's is touched.
 */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import * as z from 'zod/mini';
import { begin } from '../process';
import type { Session } from '../session';
import { buildLogged } from './build';
import { buildahFailure, type Failure } from './build-log';
import { buildahContainer } from './buildah-container';
import { buildahImage } from './buildah-image';
import { type Client, clientOf } from './client';
import { readWhole } from './docker-like';
import type { BuildRequest, Engine } from './engine';
import { runLabel } from './leftovers';
import { ownStorage, storeShape } from './own-storage';
import { Unusable } from './unusable';

const infoShape = z.object({ store: storeShape });

/** Buildah, if it works for this user; raises Unusable or CannotStart with the reason otherwise. */
export async function findBuildah(session: Session): Promise<Engine> {
  const options = { signal: session.signal, timeoutMs: 30_000 };
  const plain = clientOf(session, 'buildah');
  const version = /version (\S+)/.exec((await plain.execute(['--version'], options)).stdout)?.[1] ?? '';
  if (process.getuid?.() !== 0) {
    throw new Unusable(
      'without root it runs containers only inside of its user namespace; start verify there: buildah unshare distill verify …',
    );
  }
  const info = await plain.attempt(['info'], options);
  if (info.code !== 0)
    throw new Unusable(`it does not work here. (${info.stderr.trim().split('\n').at(-1)})`);
  const { store } = infoShape.parse(JSON.parse(info.stdout));
  const before = ownStorage(session, store);
  const temporary = join(session.folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  session.uses('buildah', before);
  const own = { ...session, environment: { ...session.environment, TMPDIR: temporary } };
  return buildahEngine(own, clientOf(own, 'buildah', before), before, version);
}

function buildahEngine(session: Session, client: Client, before: readonly string[], version: string): Engine {
  return {
    name: 'buildah',
    version,
    build: request =>
      buildLogged(client, request, {
        args: ['build', '--label', `${runLabel}=${session.id}`, ...buildOptions(request), request.context],
        failure: (log, dockerfile) => explain(buildahFailure(log, dockerfile), dockerfile, version),
      }),
    inspect: async image => (await buildahImage(client, image)).facts,
    export: image => exportImage(session, client, image),
    create: request => buildahContainer(session, client, before, request),
    removeImage: async image => {
      const result = await client.attempt(['rmi', '--force', image]);
      const gone = /not known|no such image/i.test(result.stderr);
      if (result.code !== 0 && !gone) throw new Error(`buildah rmi: ${result.stderr.trim()}`);
    },
  };
}

function buildOptions({ image, dockerfile, stage, buildArgs, options }: BuildRequest): readonly string[] {
  return [
    // The format that can say HEALTHCHECK; no images of single steps.
    ...['--format', 'docker', '--layers=false', '--tag', image, '--file', dockerfile],
    // Versions before 1.33 take it for true or false, and what is neither for this.
    `--pull=${options.pull ? 'always' : 'missing'}`,
    ...(stage === undefined ? [] : ['--target', stage]),
    ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(options.network === undefined ? [] : ['--network', options.network]),
    ...(options.platform === undefined ? [] : ['--platform', options.platform]),
    ...(options.noCache ? ['--no-cache'] : []),
    ...options.secrets.flatMap(secret => ['--secret', secret]),
  ];
}

/** Before 1.33, what follows a here-document is taken for instructions, and the error names something in it. */
function explain(failure: Failure, dockerfile: string, version: string): Failure {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 1 || minor >= 33) return failure;
  const line = readFileSync(dockerfile, 'utf8')
    .split('\n')
    .findIndex(text => /^\s*(RUN|COPY|ADD)\s(.*\s)?\d*<<-?["']?[A-Za-z_]\w*/i.test(text));
  if (line < 0) return failure;
  const message = `Buildah ${version} does not know here-documents (<<); 1.33 does. (${failure.message})`;
  return { message, line };
}

async function exportImage(session: Session, client: Client, image: string): Promise<Readable> {
  const { signal } = session;
  const id = (await client.execute(['from', '--pull-never', image], { signal })).stdout.trim();
  const root = (await client.execute(['mount', id], { signal })).stdout.trim();
  const args = ['--create', '--numeric-owner', '--one-file-system', '--directory', root, '.'];
  const { environment, track } = session;
  const running = await begin('tar', args, { environment, track, signal, timeoutMs: 900_000, raw: true });
  return readWhole(running, () => client.attempt(['rm', id]).catch(() => undefined));
}
