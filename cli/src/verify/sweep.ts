/**
 * Removes everything that a run of verify made: first the processes, then containers and images for as long as some
 * turn up, then folders. Used by verify itself and by the sweeper; every step is bounded in time.
 */

import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineName } from './engines/engine';
import { removeLeftovers } from './engines/leftovers';
import { marked } from './marked-processes';
import { killGroup } from './process';
import { removeFolder } from './remove-folder';

export interface Made {
  readonly id: string;
  /** Process groups that may still run. */
  readonly groups: Set<number>;
  readonly folders: Set<string>;
  readonly engines: Set<EngineName>;
}

export const folderPrefix = 'distill-verify-';

/** How long a daemon may take to notice that the client of a build is gone, or to finish what cannot be stopped. */
const settleMs = 4000;

/** Whether a path is one that only verify makes, so that a line in a pipe can never cost a user's folder. */
export function mayBeRemoved(folder: string): boolean {
  const places = [realpathSync(tmpdir()), '/var/tmp'];
  return /^distill-verify-[0-9a-f]{16}$/.test(basename(folder)) && places.includes(dirname(folder));
}

/** Removes what was made and says what could not be removed, with what to do about it. Never raises, and always ends. */
export async function sweep(
  made: Made,
  environment: Readonly<Record<string, string | undefined>>,
  limitMs: number,
): Promise<readonly string[]> {
  const deadline = Date.now() + limitMs;
  let killed = false;
  let complaints: readonly string[] = [];
  for (let quietSince: number | undefined; Date.now() < deadline; await sleep(200)) {
    if (endProcesses(made)) {
      killed = true;
      quietSince = undefined;
      continue;
    }
    const left = await Promise.all(
      [...made.engines].map(engine => removeLeftovers(engine, made.id, environment)),
    );
    complaints = left.flatMap(one => one.complaints);
    if (left.some(one => one.found)) quietSince = undefined;
    else quietSince ??= Date.now();
    // Nobody was disturbed in the middle of something, so nothing can turn up any more.
    if (!killed && quietSince !== undefined) break;
    if (quietSince !== undefined && Date.now() - quietSince >= settleMs) break;
  }
  const folders = await Promise.all([...made.folders].map(folder => removeFolder(folder, environment)));
  return [...complaints, ...folders.flatMap(complaint => complaint ?? [])];
}

/** Ends the registered groups, and whatever carries the mark of the run; whether there were any. */
function endProcesses({ id, groups }: Made): boolean {
  let found = false;
  for (const group of groups) {
    if (killGroup(group, 'SIGKILL')) found = true;
    else groups.delete(group);
  }
  for (const pid of marked(id)) {
    try {
      process.kill(pid, 'SIGKILL');
      found = true;
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}
