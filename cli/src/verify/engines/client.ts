/** A command-line client of an engine, bound to the run that uses it. */
import { attempt, begin, execute, type Running, type RunOptions, type RunResult } from '../process';
import type { Session } from '../session';

export interface Client {
  /** Runs it to its end, whatever that is; a minute at most unless the options say otherwise. */
  readonly attempt: (args: readonly string[], options?: RunOptions) => Promise<RunResult>;
  /** As `attempt`, but raises CommandFailed unless it succeeds. */
  readonly execute: (args: readonly string[], options?: RunOptions) => Promise<RunResult>;
  /** Starts it, for callers that read its standard output themselves. */
  readonly stream: (args: readonly string[], options?: RunOptions) => Promise<Running>;
}

/** `before` stands between the program and the arguments of each call. */
export function clientOf(session: Session, program: string, before: readonly string[] = []): Client {
  const complete = (options: RunOptions = {}): RunOptions => ({
    timeoutMs: 60_000,
    track: session.track,
    ...options,
    environment: { ...session.environment, ...options.environment },
  });
  return {
    attempt: (args, options) => attempt(program, [...before, ...args], complete(options)),
    execute: (args, options) => execute(program, [...before, ...args], complete(options)),
    stream: (args, options) => begin(program, [...before, ...args], { ...complete(options), raw: true }),
  };
}
