/** What all kinds of runs share while a container is watched: its clock, its end, its answers. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Container, ContainerState, HttpAnswer } from './engines/engine';
import type { ExpectedRun } from './expectation';
import type { RunReport } from './report';

export interface Watching {
  readonly container: Container;
  readonly run: ExpectedRun;
  /** By the monotonic clock, when the container was started. */
  readonly begun: number;
  /** TCP ports that the image exposes, and those of the requests. */
  readonly exposed: readonly number[];
  readonly like: RunReport | undefined;
  readonly signal: AbortSignal;
}

/** What is seen before the container is stopped. */
export type Watched = Pick<RunReport, 'exit' | 'startMs' | 'uid' | 'listens' | 'http' | 'health'>;

/** Whole milliseconds since a moment of the monotonic clock. */
export function sinceMs(begun: number): number {
  return Math.round(performance.now() - begun);
}

/**
 * The state when the program has ended, when `enough` says so, or at the deadline. The user id is of the first moment
 * at which the engine knew it, because a program that has ended has none.
 */
export async function untilEnded(
  container: Container,
  deadline: number,
  signal: AbortSignal,
  enough: (state: ContainerState) => boolean = () => false,
): Promise<ContainerState> {
  let uid: number | undefined;
  for (let wait = 20; ; wait = Math.min(wait * 2, 250)) {
    signal.throwIfAborted();
    const state = await container.state();
    uid ??= state.uid;
    if (!state.running || enough(state) || performance.now() >= deadline) return { ...state, uid };
    await pause(wait, undefined, { signal });
  }
}

/** Asks until something listens, the program has ended, or the deadline is over. */
export async function askUntilAnswered(
  container: Container,
  deadline: number,
  signal: AbortSignal,
  ask: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  for (let wait = 20; ; wait = Math.min(wait * 2, 200)) {
    signal.throwIfAborted();
    const answer = await ask();
    if (!('error' in answer) || !answer.refused) return answer;
    const { running, exit } = await container.state();
    if (!running)
      return { error: `nothing answers: the program has ended with exit code ${exit}`, refused: true };
    if (performance.now() >= deadline) return answer;
    await pause(wait, undefined, { signal });
  }
}
