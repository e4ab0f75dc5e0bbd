/**
 * Podman: whether it is here, and what is its own about it. Where it is on this machine, all of a run goes into a
 * storage in the folder of the run (`own-storage.ts`), because a build that is killed leaves containers that carry no
 * label. Where it speaks with a service (podman machine), the service cancels the build and cleans up.
 */
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Session } from '../session';
import { buildahFailure } from './build-log';
import { clientOf } from './client';
import { dockerLike } from './docker-like';
import type { Engine } from './engine';
import { ownStorage, storeShape } from './own-storage';
import { Unusable } from './unusable';

const infoShape = z.object({
  host: z.object({ serviceIsRemote: z.nullish(z.boolean()) }),
  store: storeShape,
  version: z.object({ Version: z.string() }),
});

/** Podman, if it works for this user; raises Unusable or CannotStart with the reason otherwise. */
export async function findPodman(session: Session): Promise<Engine> {
  const client = clientOf(session, 'podman');
  const options = { signal: session.signal, timeoutMs: 30_000 };
  const info = await client.attempt(['info', '--format', 'json'], options);
  if (info.code !== 0) {
    const said = info.stderr.trim().split('\n').at(-1) ?? '';
    throw new Unusable(
      info.timedOut ? 'it does not answer within 30 s.' : `it does not work here. (${said})`,
    );
  }
  const { host, store, version } = infoShape.parse(JSON.parse(info.stdout));
  // Podman refuses longer paths for its sockets; then what a killed build leaves has to be looked for by its label.
  const tooLong = join(session.folder, 'run').length > 50;
  const before = host.serviceIsRemote || tooLong ? [] : ownStorage(session, store);
  return dockerLike(session, before, {
    name: 'podman',
    version: version.Version,
    network: { bridge: true, remote: undefined },
    buildOptions: ({ options: { network, pull } }) => [
      // The format that can say HEALTHCHECK; no images of single steps.
      ...['--format', 'docker', '--layers=false', '--force-rm'],
      ...(network === undefined ? [] : ['--network', network]),
      `--pull=${pull ? 'always' : 'missing'}`,
    ],
    buildEnvironment: {},
    failure: buildahFailure,
    followLink: [],
    exports: 'file',
    // It enters a numeric user there.
    writes: ['/etc/passwd', '/etc/group'],
  });
}
