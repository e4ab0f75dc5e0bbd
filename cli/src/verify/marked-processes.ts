/**
 * Finds the processes of a run on Linux, also those whose number nobody could write down any more, because verify was
 * killed in that very moment: clients have a variable in their environment, and what Buildah runs has its root in the
 * folder of the run.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes of a run other than this one; none where there is no /proc. */
export function marked(run: string, folders: Iterable<string>): readonly number[] {
  if (process.platform !== 'linux') return [];
  const mark = Buffer.from(`DISTILL_VERIFY_RUN=${run}\0`);
  const roots = new Set([...folders].flatMap(folder => rootedIn(folder)));
  return numbers().filter(pid => {
    if (pid === process.pid) return false;
    if (roots.has(pid)) return true;
    try {
      return readFileSync(`/proc/${pid}/environ`).includes(mark);
    } catch {
      return false; // Somebody else's, or gone.
    }
  });
}

/** The processes whose root directory lies in a folder. */
export function rootedIn(folder: string): readonly number[] {
  return numbers().filter(pid => {
    try {
      return readlinkSync(`/proc/${pid}/root`).startsWith(`${folder}/`);
    } catch {
      return false;
    }
  });
}

/**
 * Whether a process of a group still does something: one that has ended may be listed until somebody asks for its exit
 * code. Undefined where there is no /proc.
 */
export function isGroupAlive(group: number): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  return numbers().some(pid => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state = '', , member] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(member) === group && !/[ZX]/.test(state);
    } catch {
      return false;
    }
  });
}

function numbers(): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
