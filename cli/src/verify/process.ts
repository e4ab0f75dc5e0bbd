/**
 * Runs the programs that verify needs: an argument array, never a shell; a process group of its own, so that all of
 * it can be ended; output that is bounded; a time limit; cancellation.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { collectText, splitLines } from './process-output';

export interface RunOptions {
  readonly cwd?: string;
  /** Laid over the environment of this process; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What the program reads on its standard input; nothing if absent. */
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Each line of both streams as it comes. */
  readonly onLine?: (line: string) => void;
  /** Called with the process group as soon as there is one; what it returns is called when the group has ended. */
  readonly track?: (group: number) => () => void;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** A program that is still running, and what it says. */
export interface Running {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly ended: Promise<RunResult>;
  /** Ends the whole group. */
  readonly kill: (signal?: NodeJS.Signals) => void;
}

/** A program that is not there or must not be run. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
  constructor(
    readonly program: string,
    readonly code: string,
  ) {
    super(reasonOf(program, code));
  }
}

/** A program that did not do what it was asked, with the end of what it said. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  constructor(
    readonly command: string,
    readonly result: RunResult,
  ) {
    const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
    super(`${command}: ${result.timedOut ? 'time limit reached' : `exit code ${result.code}`}\n${said}`);
  }
}

const outputLimit = 32 * 1024 * 1024;
const graceMs = 2000;

/**
 * Runs a program to its end and tells how it ended, whatever that was. Raises CannotStart if there is no such
 * program, and the reason of the signal if that is what ended it.
 */
export async function attempt(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const running = await begin(program, args, options);
  running.stdin.end(options.input ?? '');
  return running.ended;
}

/** As `attempt`, but raises CommandFailed unless the program exits with 0 in time. */
export async function execute(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await attempt(program, args, options);
  if (result.code !== 0 || result.timedOut) {
    throw new CommandFailed([program, ...args.slice(0, 3)].join(' '), result);
  }
  return result;
}

/**
 * Starts a program and leaves it running. `raw` leaves its standard output to the caller, who must read it; otherwise
 * it is collected. The time limit and the signal end it.
 */
export async function begin(
  program: string,
  args: readonly string[],
  options: RunOptions & { readonly raw?: boolean } = {},
): Promise<Running> {
  options.signal?.throwIfAborted();
  const child = spawn(program, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: 'pipe',
    // A group of its own: Ctrl-C reaches verify alone, which then ends the group. Windows has none.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // At once, before anything else can happen: what is not told to the sweeper might outlive this process.
  const forget = child.pid === undefined ? undefined : options.track?.(child.pid);
  child.stdin.on('error', () => {}); // It may end before it has read everything.
  const kill = (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.pid !== undefined) killGroup(child.pid, signal);
  };
  const stdout = options.raw ? () => '' : collectText(child.stdout, outputLimit);
  const stderr = collectText(child.stderr, outputLimit);
  if (options.onLine) {
    if (!options.raw) splitLines(child.stdout, options.onLine);
    splitLines(child.stderr, options.onLine);
  }
  await started(child, program);
  const ended = untilEnd(child, options, kill).then(({ code, timedOut }) => {
    forget?.();
    options.signal?.throwIfAborted();
    return { code, timedOut, stdout: stdout(), stderr: stderr() };
  });
  ended.catch(() => {}); // Whoever streams its output may look at the end later, or never.
  return { pid: child.pid ?? 0, stdin: child.stdin, stdout: child.stdout, ended, kill };
}

function started(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CannotStart(program, error.code ?? error.message)),
    );
  });
}

function untilEnd(
  child: ChildProcess,
  { signal, timeoutMs }: RunOptions,
  kill: (signal: NodeJS.Signals) => void,
): Promise<{ code: number; timedOut: boolean }> {
  return new Promise(resolve => {
    const timers: NodeJS.Timeout[] = [];
    const after = (ms: number, action: () => void) => timers.push(setTimeout(action, ms));
    let timedOut = false;
    const end = () => {
      kill('SIGTERM');
      after(graceMs, () => kill('SIGKILL'));
    };
    if (timeoutMs !== undefined) {
      after(timeoutMs, () => {
        timedOut = true;
        end();
      });
    }
    signal?.addEventListener('abort', end, { once: true });
    // Children that it left behind may hold the pipes; what belongs to its group goes.
    child.once('exit', () => {
      after(graceMs, () => {
        kill('SIGKILL');
        child.stdout?.destroy();
        child.stderr?.destroy();
      });
    });
    child.once('close', (code, killedBy) => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve({ code: code ?? (killedBy === null ? 1 : 128 + signalNumber(killedBy)), timedOut });
    });
  });
}

function signalNumber(signal: NodeJS.Signals): number {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal as string] ?? 0;
}

/** Sends a signal to a process group; false if there is none any more. On Windows the tree below the process is ended. */
export function killGroup(group: number, signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') {
    const args = ['/pid', String(group), '/t', '/f'];
    return spawnSync('taskkill', args, { stdio: 'ignore', windowsHide: true }).status === 0;
  }
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** Starts a program that outlives this process, and gives the end of the pipe that it reads. */
export async function beginDetached(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Writable> {
  const child = spawn(program, [...args], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  child.stdin.on('error', () => {});
  await started(child, program);
  child.unref();
  return child.stdin;
}

function reasonOf(program: string, code: string): string {
  if (code === 'ENOENT') return `${program} is not installed, or not on the PATH.`;
  if (code === 'EACCES' || code === 'EPERM') return `${program} is there, but may not be run by this user.`;
  return `${program} cannot be started: ${code}.`;
}
