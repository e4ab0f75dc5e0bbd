/**
 * The hidden command `internal-probe`: a process inside of a container's network, which asks for verify what can be
 * asked from there only. A line of JSON in is a request, a line out is its answer; it ends with its input.
 */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod/mini';
import { ask } from './ask';

const requestShape = z.object({
  id: z.int(),
  request: z.object({
    port: z.int(),
    path: z.string(),
    method: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.optional(z.string()),
    timeoutMs: z.int(),
  }),
});

/** Answers every line of `input` on `output`, several at a time. Returns when the input has ended. */
export async function answerProbes(input: Readable, output: Writable): Promise<void> {
  output.write('{"ready":true}\n');
  for await (const line of createInterface({ input })) {
    const { id, request } = requestShape.parse({ ...JSON.parse(line) });
    void ask({ ...request, body: request.body }, { port: request.port, proxied: false }).then(answer =>
      output.write(`${JSON.stringify({ id, answer })}\n`),
    );
  }
}
