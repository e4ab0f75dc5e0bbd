/** One image under examination: built or found, looked into, run and scanned. */
import { readContents } from './contents/contents';
import { BuildFailed, type ImageFacts } from './engines/engine';
import type { ExpectedRun } from './expectation';
import { observe } from './observe';
import type { VerifyOptions } from './options';
import type { BuildReport, ImageReport, RunReport, Variant } from './report';
import type { Subject } from './subject';
import type { Workshop } from './workshop';

/** A scanner may have to read a large image for the first time. */
const scanMs = 15 * 60_000;

export interface Specimen {
  readonly name: string;
  /** What the engine calls it. */
  readonly image: string;
  readonly build: BuildReport | undefined;
  /** Undefined where it does not build. */
  readonly facts: ImageFacts | undefined;
}

/** Builds a Dockerfile; one that does not build is a result, not an error. */
export async function built(
  workshop: Workshop,
  subject: Subject,
  options: VerifyOptions,
  { name, image, dockerfile }: { readonly name: string; readonly image: string; readonly dockerfile: string },
): Promise<Specimen> {
  const { engine, progress, signal } = workshop;
  progress.step(name, 'build');
  const begun = performance.now();
  const seconds = () => Math.round((performance.now() - begun) / 100) / 10;
  try {
    await engine.build({
      ...{ image, dockerfile, context: subject.context, stage: options.stage, signal },
      buildArgs: { ...subject.expectation.buildArgs, ...options.buildArgs },
      options: options.build,
      onLog: line => progress.log(name, line),
    });
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    const { message, log, line } = error;
    const report = { ok: false, seconds: seconds(), message, log, ...(line === undefined ? {} : { line }) };
    return { name, image, build: report, facts: undefined };
  }
  const facts = await engine.inspect(image);
  return { name, image, build: { ok: true, seconds: seconds() }, facts };
}

/** What is in the image; a file system that cannot be read costs the figures, and is said. */
export async function inspected(
  { engine, progress, signal }: Workshop,
  { name, image, facts }: Specimen,
): Promise<{ readonly image?: ImageReport; readonly remarks: readonly string[] }> {
  if (facts === undefined) return { remarks: [] };
  progress.step(name, 'inspect');
  const report: ImageReport = { bytes: facts.bytes, layers: facts.layers, user: facts.user };
  try {
    const { packages, shell } = await readContents(await engine.export(image));
    return {
      image: {
        ...report,
        ...(packages === undefined ? {} : { packages }),
        shell: shell ?? null,
      },
      remarks: [],
    };
  } catch (error) {
    signal.throwIfAborted();
    return { image: report, remarks: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Runs the image once; `like` is what the original did. */
export async function ran(
  { engine, progress, signal }: Workshop,
  { name, image, facts }: Specimen,
  run: ExpectedRun,
  like: RunReport | undefined,
  detail?: string,
): Promise<RunReport> {
  progress.step(name, 'run', detail ?? run.name);
  const exposedPorts = facts?.exposedPorts ?? [];
  return observe({ engine, image, facts: { exposedPorts }, run, like, signal });
}

/** Counts of known vulnerabilities, or why there are none. */
export async function scanned(
  { scanner, progress, signal }: Workshop,
  { name, image, facts }: Specimen,
): Promise<Pick<Variant, 'vulnerabilities'> & { readonly remarks: readonly string[] }> {
  if (scanner === undefined || facts === undefined) return { remarks: [] };
  progress.step(name, 'scan', scanner.name);
  const found = await scanner.scan(image, { signal, timeoutMs: scanMs });
  return 'note' in found ? { remarks: [found.note] } : { vulnerabilities: found.counts, remarks: [] };
}
