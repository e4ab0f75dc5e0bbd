/** Chooses the engine: the one that the user names, else the first that works here. */
import { CannotRun } from '../../terminal';
import { CannotStart } from '../process';
import type { Session } from '../session';
import { findDocker } from './docker';
import type { Engine, EngineName } from './engine';
import { findPodman } from './podman';
import { Unusable } from './unusable';

const finders: Readonly<Record<EngineName, (session: Session) => Promise<Engine>>> = {
  docker: findDocker,
  podman: findPodman,
  buildah: async () => {
    throw new Unusable('it is not supported yet.');
  },
};

/** Raises CannotRun, which says of each engine that was tried why it cannot be used. */
export async function findEngine(session: Session, builder: EngineName | undefined): Promise<Engine> {
  const names = builder === undefined ? (['docker', 'podman', 'buildah'] as const) : [builder];
  const tried: string[] = [];
  for (const name of names) {
    try {
      return await finders[name](session);
    } catch (error) {
      if (!(error instanceof Unusable || error instanceof CannotStart)) throw error;
      tried.push(`${name}: ${error.message}`);
    }
  }
  if (builder !== undefined) throw new CannotRun(`verify cannot use ${tried.join('')}`);
  const why = tried.map(reason => `\n  ${reason}`).join('');
  throw new CannotRun(`verify needs Docker with BuildKit, Podman or Buildah, and none can be used:${why}`);
}
