/** The process around the commands: streams, colours, the date and the exit code. */
import { createColors, isColorSupported } from 'picocolors';
import { run } from './run';
import type { Terminal } from './terminal';

/** Whoever reads us may stop early (`| head`): that is no error, and nobody is left to tell. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

function terminalOf(color: boolean): Terminal {
  return {
    stdin: readStandardInput,
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
    cwd: process.cwd(),
    today: today(process.env.SOURCE_DATE_EPOCH),
    colors: createColors(color && isColorSupported && process.stdout.isTTY),
    // A terminal that calls itself dumb cannot take a line back.
    errorColumns: () =>
      process.stderr.isTTY && process.env.TERM !== 'dumb' ? process.stderr.columns : undefined,
  };
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reproducible builds set SOURCE_DATE_EPOCH to have the same answer tomorrow. */
function today(epoch: string | undefined): string {
  const date = epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return date.toISOString().slice(0, 10);
}

/** The entry of the server reads `--stdio` from the arguments itself. */
async function serve(): Promise<void> {
  await import('../../server/src/node');
}

/** What verify starts of this program for itself; nobody else should. */
async function internal(command: string | undefined): Promise<boolean> {
  if (command === 'internal-sweep') {
    await (await import('./verify/sweeper')).sweepAfterwards(process.stdin);
    process.exit();
  }
  if (command !== 'internal-probe') return false;
  await (await import('./verify/engines/probe-process')).answerProbes(process.stdin, process.stdout);
  return true;
}

void internal(process.argv[2]).then(async done => {
  if (done) return;
  const code = await run(process.argv.slice(2), terminalOf, serve);
  // Set rather than exit: what is written to a pipe is still under way, and the server goes on living.
  process.exitCode = code;
});
