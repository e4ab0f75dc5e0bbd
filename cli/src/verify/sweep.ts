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
import { isGroupAlive, marked } from './marked-processes';
import { killGroup } from './process';
import { removeFolder } from './remove-folder';

export interface Made {
  id: string;
  /** Process groups that may still run. */
  readonly groups: Set<number>;
  readonly folders: Set<string>;
  /** Each with the options of its calls. */
  readonly engines: Map<EngineName, readonly string[]>;
  /** Something was ended in the middle of its work, so that more may turn up. */
  disturbed: boolean;
  /** The user wants to have the images. */
  keepImages: boolean;
}

export interface Patience {
  readonly limitMs: number;
  /** How long nothing may have turned up before it is believed, if something was disturbed. */
  readonly settleMs: number;
}

export const folderPrefix = 'distill-verify-';

/** Whether a path is one that only verify makes, so that a line in a pipe can never cost a user's folder. */
export function mayBeRemoved(folder: string): boolean {
  const places = [realpathSync(tmpdir()), '/var/tmp'];
  return /^distill-verify-[0-9a-f]{16}$/.test(basename(folder)) && places.includes(dirname(folder));
}

/** Removes what was made and says what could not be removed, with what to do about it. Never raises, and always ends. */
export async function sweep(
  made: Made,
  environment: Readonly<Record<string, string | undefined>>,
  { limitMs, settleMs }: Patience,
): Promise<readonly string[]> {
  const deadline = Date.now() + limitMs;
  const removeFolders = async () =>
    (await Promise.all([...made.folders].map(folder => removeFolder(folder, environment)))).flatMap(
      complaint => complaint ?? [],
    );
  let complaints: readonly string[] = [];
  let quietSince: number | undefined;
  for (let pause = 100; Date.now() < deadline; pause = Math.min(pause * 1.3, 1500), await sleep(pause)) {
    if (endProcesses(made)) {
      made.disturbed = true;
      quietSince = undefined;
      continue;
    }
    const left = await Promise.all(
      [...made.engines].map(engine => removeLeftovers(engine, made, environment)),
    );
    complaints = [...left.flatMap(one => one.complaints), ...(await removeFolders())];
    quietSince = left.some(one => one.found) ? undefined : (quietSince ?? Date.now());
    if (quietSince === undefined) continue;
    // Only a daemon that was disturbed in the middle of something can still come up with more.
    const daemon = made.disturbed && [...made.engines.keys()].some(engine => engine !== 'buildah');
    if (!daemon || Date.now() - quietSince >= settleMs) break;
  }
  return complaints;
}

/** Ends the registered groups, and whatever carries the mark of the run; whether there were any. */
function endProcesses({ id, groups, folders }: Made): boolean {
  let found = false;
  for (const group of groups) {
    if (isGroupAlive(group) !== false && killGroup(group, 'SIGKILL')) found = true;
    else groups.delete(group);
  }
  for (const pid of marked(id, folders)) {
    try {
      process.kill(pid, 'SIGKILL');
      found = true;
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}
