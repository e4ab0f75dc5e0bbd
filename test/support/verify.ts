/** Runs `distill verify` in this process with an engine that is no engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { onTestFinished } from 'vitest';
import { parseArguments } from '../../cli/src/arguments';
import { verify } from '../../cli/src/commands/verify';
import { CannotRun } from '../../cli/src/terminal';
import type { OpenWorkshop } from '../../cli/src/verify/open-workshop';
import type { Scanner } from '../../cli/src/verify/scanners/scanner';
import type { Outcome } from './cli';
import type { FakeEngine } from './fake-engine';

export interface VerifySurroundings {
  readonly scanner?: Scanner;
  readonly signal?: AbortSignal;
  /** Columns of a terminal on standard error. */
  readonly columns?: number;
}

/** What the command prints and answers in the folder `cwd`; programs are never started. */
export async function distillVerify(
  cwd: string,
  argv: readonly string[],
  engine: FakeEngine,
  { scanner, signal = new AbortController().signal, columns }: VerifySurroundings = {},
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const terminal = {
    stdin: () => Promise.resolve(Buffer.from('')),
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
    cwd,
    today: '2026-11-20',
    colors: createColors(false),
    errorColumns: () => columns,
  };
  const folder = mkdtempSync(join(tmpdir(), 'distill-test-verify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const open: OpenWorkshop = (_terminal, _options, progress, action) =>
    action({
      ...{ engine, scanner, folder, progress, signal },
      tag: name => `fake:${name}`,
      runProgram: () => Promise.reject(new Error('No programs here.')),
    });
  try {
    const request = parseArguments(['verify', ...argv]);
    if (!('command' in request) || request.command !== 'verify') throw new Error('This is not verify.');
    return { code: await verify(terminal, request, open), stdout, stderr };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { code: 2, stdout, stderr: `${stderr}distill: ${error.message}\n` };
  }
}
