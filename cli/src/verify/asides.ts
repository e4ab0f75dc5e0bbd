/** What a reader should know beside a verdict: other words on standard error, and runs that show little. */
import type { RunReport } from './report';
import { addedLine, quoted } from './text-difference';

/**
 * What a conversion says on standard error, and the original did not in one run or two. It changes no verdict, because
 * people word logs as they like; but a file that is missed is often told nowhere else.
 */
export function otherWords(before: RunReport, after: RunReport, again?: RunReport): string | undefined {
  // Where the ends differ, the last words are part of the problem.
  if (before.exit !== after.exit) return undefined;
  const line = addedLine([before.stderr, again?.stderr ?? ''], after.stderr);
  return line && `It says ${quoted(line)} on standard error, which the original does not.`;
}

/** What a smoke run of the original leaves open; undefined where it shows what the program is for. */
export function showsLittle(run: RunReport): string | undefined {
  const what = run.smoke ? shown(run) : undefined;
  return what && `The smoke run shows little: ${what}. Say in a file for --expect what else it does.`;
}

function shown({ exit, stdout, stderr, listens, http, written = [] }: RunReport): string | undefined {
  const silent = (stdout + stderr).trim() === '' && written.length === 0;
  if (exit === 0) return silent ? 'it ends with exit code 0, and prints and writes nothing' : undefined;
  if (exit !== 'running') return undefined;
  if (listens.length === 0)
    return silent
      ? 'it stays up, but no port is seen to answer, and it prints and writes nothing'
      : 'it stays up, but no port is seen to answer';
  const statuses = http.flatMap(answer => ('error' in answer ? [] : answer.status));
  if (statuses.some(status => status < 400)) return undefined;
  const answers =
    statuses.length === 0 ? 'not answered' : `answered with ${[...new Set(statuses)].join(', ')}`;
  return `\`GET /\` is all that was asked, and it is ${answers}`;
}
