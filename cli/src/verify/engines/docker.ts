/** Docker with BuildKit: whether it is here, and what is its own about it. */
import type { Session } from '../session';
import { proxyArguments } from './build';
import { buildKitFailure } from './build-log';
import { type Client, clientOf } from './client';
import { dockerLike } from './docker-like';
import type { Engine } from './engine';
import { Unusable } from './unusable';

/** Docker, if its daemon answers and builds with BuildKit; raises Unusable or CannotStart with the reason otherwise. */
export async function findDocker(session: Session): Promise<Engine> {
  const client = clientOf(session, 'docker');
  const options = { signal: session.signal, timeoutMs: 20_000 };
  const server = await client.attempt(['version', '--format', '{{.Server.Version}}'], options);
  if (server.code !== 0) throw new Unusable(whyNotReachable(server.stderr, server.timedOut));
  if ((await client.attempt(['buildx', 'version'], options)).code !== 0) {
    throw new Unusable(
      'its plugin buildx is missing, with which Docker builds by BuildKit: install docker-buildx-plugin (packages of Docker) or docker-buildx (packages of Debian and Ubuntu).',
    );
  }
  const bridge = (await client.attempt(['network', 'inspect', 'bridge'], options)).code === 0;
  return dockerLike(session, [], {
    name: 'docker',
    version: server.stdout.trim(),
    network: { bridge, remote: await remoteAddress(client, session.signal) },
    buildOptions: ({ buildArgs, options: { network, pull } }) => [
      ...['--progress', 'plain', '--load'],
      // Where there is no bridge, no RUN could be built without saying so.
      ...(network === undefined && bridge ? [] : ['--network', network ?? 'host']),
      ...(pull ? ['--pull'] : []),
      ...proxyArguments({ ...process.env, ...session.environment }, buildArgs),
    ],
    // Attestations would make an index of what is to be one image.
    buildEnvironment: { DOCKER_BUILDKIT: '1', BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
    failure: buildKitFailure,
    followLink: ['--follow-link'],
    exports: 'stdout',
    writes: [],
  });
}

function whyNotReachable(stderr: string, timedOut: boolean): string {
  const said = stderr.trim().split('\n')[0] ?? '';
  if (timedOut) return 'its daemon does not answer within 20 s.';
  if (/permission denied/i.test(said)) {
    return `this user may not speak with its daemon; become a member of the group docker. (${said})`;
  }
  return `its daemon is not reachable; start it, or set DOCKER_HOST. (${said})`;
}

/** Where the daemon is, if that is not here: what a socket leads to is taken for this machine. */
async function remoteAddress(client: Client, signal: AbortSignal): Promise<string | undefined> {
  const { code, stdout } = await client.attempt(
    ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'],
    { signal },
  );
  const address = stdout.trim();
  if (code !== 0 || /^(unix|npipe|fd):/.test(address)) return undefined;
  return /^tcp:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|$)/.test(address) ? undefined : address;
}
