/**
 * Child processes for the lab: always an argument array, never a shell, and every child known, so that an
 * interrupted run can end what it started.
 */
import { spawn } from 'node:child_process';

/** @typedef {{ code: number, stdout: string, stderr: string, timedOut: boolean }} Result */
/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] Laid over the environment of this process.
 * @property {string | Buffer} [input] What the child reads on its standard input; nothing if absent.
 * @property {number} [timeoutMs]
 * @property {(chunk: string) => void} [onStderr]
 */

/** Why a command did not do what was asked, with the end of what it said. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {readonly string[]} args
   * @param {Result} result
   */
  constructor(command, args, result) {
    const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
    super(
      `${command} ${args.join(' ')}: ${result.timedOut ? 'time limit reached' : `exit ${result.code}`}\n${said}`,
    );
    this.name = 'CommandFailed';
    this.result = result;
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends every child of this module that still runs. */
export function endChildren() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a command to its end and reports what happened, whatever that was.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Result>}
 */
export function attempt(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    running.add(child);
    /** @type {Buffer[]} */ const out = [];
    /** @type {Buffer[]} */ const err = [];
    let timedOut = false;
    const timer = options.timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          child.kill('SIGTERM');
          setTimeout(() => child.kill('SIGKILL'), 5000).unref();
        }, options.timeoutMs)
      : undefined;
    child.stdout?.on('data', chunk => out.push(chunk));
    child.stderr?.on('data', chunk => {
      err.push(chunk);
      options.onStderr?.(String(chunk));
    });
    child.stdin?.on('error', () => {}); // The child may end before it has read everything.
    if (options.input !== undefined) child.stdin?.end(options.input);
    child.on('error', error => {
      clearTimeout(timer);
      running.delete(child);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({
        code: code ?? (signal ? 128 : 1),
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        timedOut,
      });
    });
  });
}

/**
 * Runs a command that has to succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Result>}
 */
export async function run(command, args, options) {
  const result = await attempt(command, args, options);
  if (result.code !== 0 || result.timedOut) throw new CommandFailed(command, args, result);
  return result;
}

/** @param {number} ms */
export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
