/** What `buildah run` adds to the exit code and the output of a program, and how to take it away again. */
import { constants } from 'node:os';

export interface Outcome {
  /** As Docker would say it: 128 and the number of the signal for a program that was killed. */
  readonly exit: number;
  readonly stderr: string;
  /** Why there was no program to start; undefined for one that ran. */
  readonly notStarted: string | undefined;
}

/** The words that Go has for signals, where they are not those of their names. */
const signals: Readonly<Record<string, NodeJS.Signals>> = {
  hangup: 'SIGHUP',
  interrupt: 'SIGINT',
  quit: 'SIGQUIT',
  'illegal instruction': 'SIGILL',
  'trace/breakpoint trap': 'SIGTRAP',
  aborted: 'SIGABRT',
  'bus error': 'SIGBUS',
  'floating point exception': 'SIGFPE',
  killed: 'SIGKILL',
  'segmentation fault': 'SIGSEGV',
  'broken pipe': 'SIGPIPE',
  'alarm clock': 'SIGALRM',
  terminated: 'SIGTERM',
};

/** With chroot isolation each of its processes says how the one below ended, behind what the program said. */
const added =
  /(?:process failed to start with error: [^\n]*?)?(?:process exited with error: [^\n]*?)?(?:subprocess exited (?:with status \d+|on [a-z/ ]+?)\n?)+(?:time="[^\n]*\n?|Error: [^\n]*\n?)*$/;

/** Reads how the program of a `buildah run` ended from what Buildah ended with. */
export function outcomeOf(code: number, stderr: string): Outcome {
  const found = added.exec(stderr);
  if (!found) {
    // Buildah itself refused, for example because there is no such user.
    const refused =
      code === 125 ? (stderr.trim().split('\n').at(-1) ?? '').replace(/^Error: /, '') : undefined;
    return { exit: code, stderr, notStarted: refused };
  }
  const [tail] = found;
  const killedBy =
    signals[/^subprocess exited on ([a-z/ ]+?)(?=\n|subprocess|Error|$)/.exec(tail)?.[1] ?? ''];
  return {
    exit: killedBy === undefined ? code : 128 + constants.signals[killedBy],
    stderr: stderr.slice(0, found.index),
    notStarted: /^process failed to start with error: (.*?)(?=process exited|subprocess exited|$)/m.exec(
      tail,
    )?.[1],
  };
}
