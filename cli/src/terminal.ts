/** What a command needs of the process around it, so that tests can run commands without one. */
import type { createColors } from 'picocolors';

export interface Terminal {
  /** Reads all of standard input. */
  readonly stdin: () => Promise<Buffer>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly cwd: string;
  /** As `YYYY-MM-DD`. */
  readonly today: string;
  readonly colors: Colors;
  /** How many columns standard error has, where it is a terminal on which a line can be rewritten. */
  readonly errorColumns?: () => number | undefined;
}

export type Colors = ReturnType<typeof createColors>;

/** What keeps a command from running at all: exit code 2 and this message. */
export class CannotRun extends Error {}

/** Text from a Dockerfile must not move the cursor or change the colours of whoever reads the report. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** A path as people read it; in JSON standard input stays `-`. */
export function shownPath(path: string): string {
  return path === '-' ? '<stdin>' : printable(path);
}
