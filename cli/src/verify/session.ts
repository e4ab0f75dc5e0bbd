/**
 * One run of verify and all that it makes: processes, containers, images, a folder. Whatever way it ends, nothing of
 * that stays: it cleans up itself where it can, and the sweeper does where it was killed.
 */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { constants as system, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from './engines/engine';
import { beginDetached } from './process';
import { folderPrefix, type Made, sweep } from './sweep';
import type { SweeperLine } from './sweeper';

export interface Session {
  /** Part of the names of all that is made; nobody else's have it. */
  readonly id: string;
  /** For whatever is temporary; it goes with the run. */
  readonly folder: string;
  /** Aborted when the user interrupts the run. */
  readonly signal: AbortSignal;
  /** The file of this program, of which hidden commands are started. */
  readonly script: string;
  /** Laid over the environment of every client. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Registers a process group that was started, and tells what to call when it has ended. */
  readonly track: (group: number) => (killed: boolean) => void;
  /** Registers an engine in which containers and images of this run may be, with the options of each of its calls. */
  readonly uses: (engine: EngineName, before: readonly string[]) => void;
  /** Leaves the images where they are if the run comes to its end. */
  readonly keepImages: () => void;
}

/** The run was interrupted by a signal; the exit code is the one that shells expect. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;
  constructor(signal: NodeJS.Signals) {
    super(`Interrupted by ${signal}.`);
    this.exitCode = 128 + system.signals[signal];
  }
}

export interface SessionOptions {
  readonly script: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told what could not be cleaned up, and what to do about it. */
  readonly onComplaint: (message: string) => void;
  /** For callers that can cancel by other means than a signal. */
  readonly signal?: AbortSignal;
}

/** The tag for an image of this run; `name` is free text, such as the name of a variant. */
export function imageTag(session: Session, name: string): string {
  const part = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `distill-verify:${session.id}-${part || 'image'}`;
}

/**
 * Does something that makes containers and images, and removes them when it has ended, failed or been interrupted.
 * Raises what `action` raises, and Interrupted after SIGINT, SIGTERM or SIGHUP.
 */
export async function withSession<Result>(
  options: SessionOptions,
  action: (session: Session) => Promise<Result>,
): Promise<Result> {
  const id = randomBytes(8).toString('hex');
  const folder = join(temporaryFolder(), folderPrefix + id);
  const made: Made = {
    ...{ id, groups: new Set(), folders: new Set([folder]), engines: new Map() },
    ...{ disturbed: false, keepImages: false },
  };
  let keepImages = false;
  const environment = { ...options.environment, DISTILL_VERIFY_RUN: id };
  const sweeper = await beginDetached(
    process.execPath,
    [options.script, 'internal-sweep'],
    options.environment,
  );
  const tell = (line: SweeperLine) => void sweeper.write(`${JSON.stringify(line)}\n`);
  // The sweeper knows of it before it exists.
  tell({ run: id, folder });
  mkdirSync(folder, { mode: 0o700 });

  const interruption = listenForSignals(options.signal);
  const session: Session = {
    ...{ id, folder, environment, script: options.script, signal: interruption.signal },
    track: group => {
      tell({ group });
      made.groups.add(group);
      return killed => {
        tell({ ended: group });
        made.groups.delete(group);
        made.disturbed ||= killed;
      };
    },
    uses: (engine, before) => {
      tell({ engine, before: [...before] });
      made.engines.set(engine, before);
    },
    keepImages: () => {
      keepImages = true;
    },
  };
  try {
    const result = await action(session);
    interruption.signal.throwIfAborted();
    made.keepImages = keepImages;
    return result;
  } catch (error) {
    interruption.signal.throwIfAborted();
    throw error;
  } finally {
    const complaints = await sweep(made, options.environment ?? {}, { limitMs: 30_000, settleMs: 1500 });
    for (const complaint of complaints) options.onComplaint(complaint);
    // What was refused now may be granted later, and a disturbed daemon may still finish something: the sweeper stays.
    tell({ keepImages: made.keepImages, done: complaints.length === 0 && !made.disturbed });
    sweeper.end();
    interruption.dispose();
  }
}

/** Buildah puts whole images there, so not where the memory may be behind it. */
function temporaryFolder(): string {
  if (process.platform === 'linux' && process.env.TMPDIR === undefined) {
    try {
      accessSync('/var/tmp', constants.W_OK);
      return '/var/tmp';
    } catch {
      // As a container without one.
    }
  }
  return realpathSync(tmpdir());
}

/** The first signal aborts, so that everything is cleaned up; the second leaves that to the sweeper. */
function listenForSignals(outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onSignal = (signal: NodeJS.Signals) => {
    const interrupted = new Interrupted(signal);
    if (controller.signal.aborted) process.exit(interrupted.exitCode);
    controller.abort(interrupted);
  };
  const onOuter = () => controller.abort(outer?.reason);
  // A program that started this one with a channel, as the editor does, has closed it or is gone.
  const onDisconnect = () => onSignal('SIGHUP');
  process.on('disconnect', onDisconnect);
  if (process.connected === false) onDisconnect();
  for (const signal of signals) process.on(signal, onSignal);
  outer?.addEventListener('abort', onOuter, { once: true });
  if (outer?.aborted) onOuter();
  const dispose = () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('disconnect', onDisconnect);
    outer?.removeEventListener('abort', onOuter);
  };
  return { signal: controller.signal, dispose };
}
