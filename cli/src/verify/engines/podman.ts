/** Podman: whether it is here, and what is its own about it. */
import * as z from 'zod/mini';
import type { Session } from '../session';
import { buildahFailure } from './build-log';
import { clientOf } from './client';
import { dockerLike } from './docker-like';
import type { Engine } from './engine';
import { Unusable } from './unusable';

const infoShape = z.object({
  host: z.object({ serviceIsRemote: z.nullish(z.boolean()) }),
  version: z.object({ Version: z.string() }),
});

/** Podman, if it works for this user; raises Unusable or CannotStart with the reason otherwise. */
export async function findPodman(session: Session): Promise<Engine> {
  const client = clientOf(session, 'podman');
  const info = await client.attempt(['info', '--format', 'json'], {
    signal: session.signal,
    timeoutMs: 30_000,
  });
  if (info.code !== 0) {
    const said = info.stderr.trim().split('\n').at(-1) ?? '';
    throw new Unusable(
      info.timedOut ? 'it does not answer within 30 s.' : `it does not work here. (${said})`,
    );
  }
  const { version } = infoShape.parse(JSON.parse(info.stdout));
  return dockerLike(session, {
    name: 'podman',
    version: version.Version,
    network: { bridge: true, remote: undefined },
    buildOptions: ({ options: { network, pull } }) => [
      // The format that can say HEALTHCHECK; no images of single steps that would stay.
      ...['--format', 'docker', '--layers=false', '--force-rm'],
      ...(network === undefined ? [] : ['--network', network]),
      ...['--pull', pull ? 'always' : 'missing'],
    ],
    buildEnvironment: {},
    failure: buildahFailure,
    followLink: [],
  });
}
