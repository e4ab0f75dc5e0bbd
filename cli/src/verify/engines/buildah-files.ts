/** The files of a container of Buildah, as they lie in its mounted root file system. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import * as z from 'zod/mini';
import { CannotRun } from '../../terminal';
import { withoutEngines } from './changes';
import type { Client } from './client';

interface Files {
  readonly read: (path: string) => Promise<string | undefined>;
  readonly changes: () => Promise<readonly string[] | undefined>;
}

const shape = z.object({ ContainerID: z.string() });

export function buildahFiles(
  client: Client,
  { name, root, volumes }: { name: string; root: string; volumes: readonly string[] },
): Files {
  return {
    read: async path => {
      const volume = volumes.find(folder => `${path}/`.startsWith(`${folder}/`));
      const aside = volume === undefined ? undefined : await volumeFolder(client, name, root, volume);
      const place = aside === undefined ? inside(root, path) : inside(aside, path.slice(volume?.length));
      return place === undefined ? undefined : textAt(place);
    },
    changes: async () => {
      // Overlay keeps what was written apart, beside the mount point.
      const upper = join(dirname(root), 'diff');
      if (basename(root) !== 'merged' || !existsSync(upper)) return undefined;
      const kept = (path: string) => !volumes.some(folder => `${path}/`.startsWith(`${folder}/`));
      return withoutEngines([...pathsIn(upper, '')].filter(kept));
    },
  };
}

/** VOLUMEs of the image are mounted from beside the container while its program runs. */
async function volumeFolder(
  client: Client,
  name: string,
  root: string,
  volume: string,
): Promise<string | undefined> {
  const { stdout } = await client.execute(['inspect', '--type', 'container', name]);
  const { ContainerID: id } = shape.parse(JSON.parse(stdout));
  const digest = createHash('sha256').update(volume).digest('hex');
  // STORAGE/overlay/LAYER/merged, and STORAGE/overlay-containers/ID.
  const driver = dirname(dirname(root));
  const folder = join(`${driver}-containers`, id, 'userdata', 'buildah-volumes', digest);
  return existsSync(folder) ? folder : undefined;
}

/** Where a path leads below a root, links followed as the container would; undefined where there is nothing. */
function inside(root: string, path: string): string | undefined {
  let left = path.split('/').filter(Boolean);
  let place = '/';
  for (let links = 0; left.length > 0; ) {
    const next = posix.join(place, left.shift() ?? '');
    const real = join(root, next);
    const found = lstatSync(real, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (!found.isSymbolicLink()) place = next;
    else {
      if (links++ > 40) return undefined;
      const target = readlinkSync(real);
      if (target.startsWith('/')) place = '/';
      left = [...target.split('/').filter(Boolean), ...left];
    }
  }
  return join(root, place);
}

const longestText = 16 * 1024 * 1024;

/** Undefined for what is neither file nor folder: a pipe would block, and a device may be one of this machine. */
function textAt(place: string): string | undefined {
  const found = statSync(place);
  if (found.isDirectory()) return `(directory) ${readdirSync(place).sort().join(' ')}`;
  if (!found.isFile()) return undefined;
  const text = Buffer.alloc(Math.min(found.size, longestText));
  const file = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    return text.toString('utf8', 0, readSync(file, text, 0, text.length, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * Makes a folder below a root, as the mount point of a volume. Links are followed as the container would: one in the
 * image that leads to `/etc` must not make folders in the `/etc` of this machine.
 */
export function makeInside(root: string, path: string): void {
  let known = '/';
  for (const name of path.split('/').filter(Boolean)) {
    const next = posix.join(known, name);
    const place = inside(root, next);
    if (place === undefined && lstatSync(join(root, next), { throwIfNoEntry: false }) !== undefined)
      throw new CannotRun(`${path} cannot be a volume: ${next} is a link to nothing in the image.`);
    if (place === undefined) mkdirSync(join(root, next));
    known = place === undefined ? next : place.slice(root.length) || '/';
  }
}

function* pathsIn(upper: string, below: string): Generator<string> {
  for (const entry of readdirSync(join(upper, below), { withFileTypes: true })) {
    // A character device in their place stands for what was deleted.
    if (entry.isCharacterDevice()) continue;
    const path = `${below}/${entry.name}`;
    yield path;
    if (entry.isDirectory()) yield* pathsIn(upper, path);
  }
}
