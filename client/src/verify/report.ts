/**
 * What `distill verify` says to programs: its report, and a line of progress. `cli/src/verify/report.ts` declares
 * the same shapes; the two import nothing of each other, so what comes in is checked here.
 */
import * as z from 'zod/mini';

const verdict = z.enum(['same', 'different', 'declined', 'unchanged', 'unproven']);

const build = z.object({
  ok: z.boolean(),
  seconds: z.number(),
  log: z.optional(z.array(z.string())),
  line: z.optional(z.number()),
  message: z.optional(z.string()),
});

const image = z.object({
  bytes: z.number(),
  layers: z.number(),
  packages: z.optional(z.number()),
  user: z.string(),
  shell: z.optional(z.nullable(z.string())),
});

const request = { port: z.number(), path: z.string() };
const answer = z.union([
  z.object({
    ...request,
    status: z.number(),
    body: z.string(),
    type: z.string(),
    location: z.optional(z.string()),
  }),
  z.object({ ...request, error: z.string(), refused: z.boolean() }),
]);

const run = z.object({
  name: z.string(),
  smoke: z.boolean(),
  exit: z.union([z.number(), z.literal('running')]),
  startMs: z.optional(z.number()),
  uid: z.optional(z.number()),
  stdout: z.string(),
  stderr: z.string(),
  listens: z.array(z.number()),
  http: z.array(answer),
  health: z.optional(z.string()),
  files: z.record(z.string(), z.string()),
  written: z.optional(z.array(z.string())),
});

const variant = z.object({
  name: z.string(),
  outcome: z.enum(['original', 'converted', 'declined', 'unchanged']),
  target: z.optional(z.string()),
  dockerfile: z.optional(z.string()),
  notes: z.optional(z.array(z.string())),
  reasons: z.optional(z.array(z.string())),
  verdict,
  build: z.optional(build),
  image: z.optional(image),
  runs: z.array(run),
  problems: z.array(z.string()),
  remarks: z.optional(z.array(z.string())),
  vulnerabilities: z.optional(
    z.object({
      critical: z.number(),
      high: z.number(),
      medium: z.number(),
      low: z.number(),
      unknown: z.number(),
    }),
  ),
});

const report = z.object({
  version: z.literal(1),
  file: z.string(),
  builder: z.object({ name: z.string(), version: z.string() }),
  verdict,
  variants: z.array(variant),
  baseline: z.optional(
    z.object({
      file: z.string(),
      budget: z.number(),
      variants: z.array(
        z.object({
          name: z.string(),
          bytes: z.number(),
          before: z.optional(z.number()),
          over: z.boolean(),
        }),
      ),
    }),
  ),
  scanner: z.optional(z.object({ name: z.string(), version: z.string() })),
});

const progress = z.union([
  z.object({
    event: z.literal('step'),
    variant: z.string(),
    step: z.enum(['convert', 'build', 'inspect', 'run', 'scan']),
    detail: z.optional(z.string()),
  }),
  z.object({ event: z.literal('log'), variant: z.string(), line: z.string() }),
]);

export type Verdict = z.infer<typeof verdict>;
export type VerifyReport = z.infer<typeof report>;
export type Variant = z.infer<typeof variant>;
export type Run = z.infer<typeof run>;
export type ProgressEvent = z.infer<typeof progress>;

/** The report that is all of `text`, or undefined for anything else. */
export function reportIn(text: string): VerifyReport | undefined {
  return z.safeParse(report, json(text)).data;
}

/** The event that is all of `line`, or undefined for what is said to people. */
export function progressIn(line: string): ProgressEvent | undefined {
  return z.safeParse(progress, json(line)).data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
