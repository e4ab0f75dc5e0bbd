/** Finds and removes the containers and images of a run, by their label, in the engine that made them. */
import { attempt } from '../process';
import type { EngineName } from './engine';

/** Label of every container and image of a run. */
export const runLabel = 'distill.verify.run';

export interface Left {
  /** Something was there, so more may turn up. */
  readonly found: boolean;
  readonly complaints: readonly string[];
}

const nothing: Left = { found: false, complaints: [] };

/** Removes what of a run is in an engine and says what would not go. Never raises; bounded in time. */
export async function removeLeftovers(
  [engine, before]: readonly [EngineName, readonly string[]],
  { id: run, keepImages }: { readonly id: string; readonly keepImages: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Left> {
  // Buildah's containers and images are in the folder of the run and go with it.
  if (engine === 'buildah') return nothing;
  const filter = ['--filter', `label=${runLabel}=${run}`];
  const ask = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await attempt(engine, [...before, ...args], {
      environment,
      timeoutMs: 15_000,
    });
    return { code, stderr, ids: [...new Set(stdout.split('\n').filter(Boolean))] };
  };
  const remove = async (
    what: 'container' | 'image',
    list: readonly string[],
    removal: readonly string[],
  ): Promise<Left> => {
    const { code, ids, stderr } = await ask([...list, '--all', '--quiet', '--no-trunc', ...filter]);
    if (code !== 0)
      return { found: false, complaints: [`${engine} does not tell what is left: ${stderr.trim()}`] };
    if (ids.length === 0) return nothing;
    const removed = await ask([...removal, ...ids]);
    const complaint = `${engine} does not remove ${ids.join(', ')}: ${removed.stderr.trim()}; try ${engine} ${what} rm --force.`;
    return { found: true, complaints: removed.code === 0 ? [] : [complaint] };
  };
  try {
    const containers = await remove(
      'container',
      ['container', 'ls'],
      ['container', 'rm', '--force', '--volumes'],
    );
    const images = keepImages ? nothing : await remove('image', ['image', 'ls'], ['image', 'rm', '--force']);
    return {
      found: containers.found || images.found,
      complaints: [...containers.complaints, ...images.complaints],
    };
  } catch (error) {
    return { found: false, complaints: [error instanceof Error ? error.message : String(error)] };
  }
}
