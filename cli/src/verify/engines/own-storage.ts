/**
 * A storage for Podman and Buildah in the folder of the run, which reads base images from the user's storage. What a
 * killed build leaves is known for sure that way, and nothing of anybody else's is touched. Images that are pulled go
 * with the run, too.
 */
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Session } from '../session';
import { Unusable } from './unusable';

/** What `info` says about the user's storage. */
export const storeShape = z.object({
  // Podman and Buildah write these names in different ways.
  graphDriverName: z.optional(z.string()),
  graphRoot: z.optional(z.string()),
  graphOptions: z.nullish(z.union([z.array(z.string()), z.record(z.string(), z.unknown())])),
  GraphDriverName: z.optional(z.string()),
  GraphRoot: z.optional(z.string()),
  GraphOptions: z.nullish(z.array(z.string())),
});

/** The options before each command that lead to the storage of the run. Raises Unusable for drivers that cannot do it. */
export function ownStorage({ folder }: Session, store: z.infer<typeof storeShape>): readonly string[] {
  const driver = store.GraphDriverName ?? store.graphDriverName ?? '';
  if (driver !== 'overlay' && driver !== 'vfs') {
    throw new Unusable(
      `its storage driver ${driver} cannot read images of another storage; overlay and vfs can.`,
    );
  }
  const options = [...stated(store.GraphOptions ?? store.graphOptions ?? [])];
  options.push(`${driver}.imagestore=${store.GraphRoot ?? store.graphRoot}`);
  return [
    ...['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', driver],
    ...options.flatMap(option => ['--storage-opt', option]),
  ];
}

/** Buildah gives a list of `name=value`, Podman an object, in which a program is one with its version. */
function stated(options: readonly string[] | Readonly<Record<string, unknown>>): readonly string[] {
  if (Array.isArray(options)) return options;
  return Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === 'string') return [`${name}=${value}`];
    const { Executable: program } = z.object({ Executable: z.optional(z.string()) }).parse(value);
    return program === undefined ? [] : [`${name}=${program}`];
  });
}
