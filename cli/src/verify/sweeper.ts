/**
 * The hidden command `internal-sweep`: a process that outlives verify. It is told over a pipe what verify makes; when
 * the pipe ends without a `done`, verify has been killed, and what it made is removed from here.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as z from 'zod/mini';
import { type Made, mayBeRemoved, sweep } from './sweep';

const lineShape = z.union([
  z.object({ run: z.string().check(z.regex(/^[0-9a-f]{16}$/)), folder: z.string() }),
  z.object({ group: z.int().check(z.gt(1)) }),
  z.object({ ended: z.int() }),
  z.object({ engine: z.enum(['docker', 'podman', 'buildah']), before: z.array(z.string()) }),
  z.object({ done: z.boolean(), keepImages: z.boolean() }),
]);

export type SweeperLine = z.infer<typeof lineShape>;

/** Reads what is made until the pipe ends, and removes it unless it says that this was done. Always ends. */
export async function sweepAfterwards(input: Readable): Promise<void> {
  // Whoever ends the session of verify means verify; this process ends by itself.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  const made: Made = {
    ...{ id: '', groups: new Set(), folders: new Set(), engines: new Map() },
    ...{ disturbed: false, keepImages: false },
  };
  for await (const text of createInterface({ input })) {
    const line = parse(text);
    if (line === undefined) continue;
    if ('done' in line) {
      if (line.done) return;
      made.disturbed = true;
      made.keepImages = line.keepImages;
    } else if ('run' in line) {
      made.id = line.run;
      if (mayBeRemoved(line.folder)) made.folders.add(line.folder);
    } else if ('group' in line) made.groups.add(line.group);
    else if ('ended' in line) made.groups.delete(line.ended);
    else made.engines.set(line.engine, line.before);
  }
  // A daemon goes on with what cannot be cancelled, such as writing a large image, and tags it at the end.
  if (made.id !== '') await sweep(made, {}, { limitMs: 180_000, settleMs: 30_000 });
}

function parse(text: string): SweeperLine | undefined {
  try {
    return lineShape.parse(JSON.parse(text));
  } catch {
    return undefined; // The last line of a process that was killed while it wrote.
  }
}
