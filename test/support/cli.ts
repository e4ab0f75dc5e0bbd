/** Runs the command line in this process: the same `run` as the shipped one, with streams of our own. */
import { createColors } from 'picocolors';
import { run } from '../../cli/src/run';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function distill(cwd: string, argv: readonly string[], stdin = ''): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const terminal = {
    stdin: () => Promise.resolve(Buffer.from(stdin)),
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
    cwd,
    today: '2026-11-20',
    colors: createColors(false),
  };
  const serve = () => Promise.reject(new Error('No server here.'));
  const code = await run(argv, () => terminal, serve);
  return { code, stdout, stderr };
}
