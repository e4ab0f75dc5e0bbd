/** Talks with a probe (`probe-process.ts`) that runs in the network namespace of a container. */
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { CannotStart } from '../process';
import type { Session } from '../session';
import { clientOf } from './client';
import type { HttpAnswer, HttpRequest } from './engine';

export interface Probe {
  readonly pid: number;
  readonly ask: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly end: () => void;
}

const answerShape = z.object({
  id: z.int(),
  answer: z.union([
    z.object({
      ...{ status: z.int(), body: z.string(), type: z.string() },
      location: z.optional(z.string()),
    }),
    z.object({ error: z.string(), refused: z.boolean() }),
  ]),
});

/** Starts a probe in the network of a process; `enter` is the program, with arguments, that leads there. */
export async function startProbe(
  session: Session,
  [program, ...before]: readonly [string, ...string[]],
): Promise<Probe> {
  const client = clientOf(session, program, before);
  const options = {
    timeoutMs: 3_600_000,
    signal: session.signal,
    // They make Node slow to start or let it do what nobody asked for.
    environment: { NODE_EXTRA_CA_CERTS: undefined, NODE_OPTIONS: undefined },
  };
  const running = await client.stream([process.execPath, session.script, 'internal-probe'], options);
  const waiting = new Map<number, (answer: HttpAnswer) => void>();
  const lines = createInterface({ input: running.stdout });
  const ready = new Promise<boolean>(resolve => {
    lines.on('line', line => {
      if (line === '{"ready":true}') resolve(true);
      else settle(line, waiting);
    });
    void running.ended.then(
      () => resolve(false),
      () => resolve(false),
    );
  });
  if (!(await ready)) {
    const { stderr } = await running.ended;
    throw new CannotStart(program, stderr.trim().split('\n')[0] ?? 'it ended at once');
  }
  void running.ended
    .catch(() => undefined)
    .then(() => {
      for (const answer of waiting.values()) answer({ error: 'the probe has ended', refused: false });
      waiting.clear();
    });
  let count = 0;
  return {
    pid: running.pid,
    ask: request =>
      new Promise(resolve => {
        const id = count++;
        waiting.set(id, resolve);
        running.stdin.write(`${JSON.stringify({ id, request })}\n`);
      }),
    end: () => {
      running.stdin.end();
      running.kill('SIGTERM');
    },
  };
}

function settle(line: string, waiting: Map<number, (answer: HttpAnswer) => void>): void {
  const { id, answer } = answerShape.parse(JSON.parse(line));
  const resolve = waiting.get(id);
  waiting.delete(id);
  resolve?.('status' in answer ? { ...answer, location: answer.location } : answer);
}
