/**
 * Finds the processes that a run started by the variable in their environment: on Linux also one whose number nobody
 * could write down any more, because verify was killed in that very moment.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The processes, other than this one, that were started with DISTILL_VERIFY_RUN set to this run; none where /proc is not. */
export function marked(run: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const mark = Buffer.from(`DISTILL_VERIFY_RUN=${run}\0`);
  return numbers().filter(pid => {
    if (pid === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`).includes(mark);
    } catch {
      return false; // Somebody else's, or gone.
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
