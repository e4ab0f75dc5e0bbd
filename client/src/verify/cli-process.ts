/** The command line of the extension as a child process; the only place of the client that starts one. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CliCall {
  /** The path of `cli.js`. */
  readonly cli: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Each line of standard error as it comes. */
  readonly onLine: (line: string) => void;
}

export interface CliEnd {
  /** The exit code, or the name of the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
}

export interface CliProcess {
  /** Fails when it cannot be started, or prints without end. */
  readonly ended: Promise<CliEnd>;
  /** Asks it to clean up and end, and ends it when it does not. */
  stop(): void;
}

const mostBytes = 64 * 1024 * 1024;
const patienceMs = 45_000;

export function startCli({ cli, args, cwd, onLine }: CliCall): CliProcess {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    // The desktop's executable is Node only when told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    // The channel carries nothing; that it closes is how the child learns that this process is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  const { stdout, stderr } = child;
  // It is a pipe, as asked for above; the types of a child with a channel do not know.
  if (!stdout || !stderr) throw new Error('The command line was started without its streams.');
  const chunks: Buffer[] = [];
  let size = 0;
  let killer: ReturnType<typeof setTimeout> | undefined;
  stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else child.kill();
  });
  createInterface({ input: stderr, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
  const ended = new Promise<CliEnd>((answer, fail) => {
    const end = (code: number | null, signal: string | null) => {
      clearTimeout(killer);
      if (size > mostBytes) return fail(new Error('It printed more than a report can be.'));
      answer({ code: code ?? signal ?? 'unknown', stdout: Buffer.concat(chunks).toString('utf8') });
    };
    child.once('error', fail);
    child.once('close', end);
    // What it has started may hold its streams for longer than it lives itself.
    child.once('exit', (code, signal) => setTimeout(() => end(code, signal), 2000).unref());
  });
  return {
    ended,
    stop() {
      // Windows has no signal that a program could answer.
      if (process.platform === 'win32' && child.connected) child.disconnect();
      else child.kill('SIGTERM');
      killer ??= setTimeout(() => child.kill('SIGKILL'), patienceMs);
      killer.unref();
    },
  };
}
