/** Verifies several Dockerfiles, one after another, in spite of single failures. */
import { CannotRun } from '../terminal';
import { imagesFor, type Metadata } from './bake-files';
import type { Baseline } from './baseline';
import type { VerifyOptions } from './options';
import { CommandFailed } from './process';
import type { VerifyReport } from './report';
import type { Subject } from './subject';
import { verifyFile } from './verify';
import type { Workshop } from './workshop';

/** A report with what is needed to print it. */
export interface Verified {
  readonly report: VerifyReport;
  readonly subject: Subject;
}

export interface AllOfThem {
  readonly options: VerifyOptions;
  readonly subjects: readonly Subject[];
  readonly baseline: Baseline | undefined;
  readonly metadata: Metadata | undefined;
  /** Told of each file whose verification the engine would not do. */
  readonly complain: (message: string) => void;
}

/** A report for each file; `troubled` says that there was one without. */
export async function verifyAll(
  workshop: Workshop,
  { options, subjects, baseline, metadata, complain }: AllOfThem,
): Promise<{ readonly verified: readonly Verified[]; readonly troubled: boolean }> {
  const verified: Verified[] = [];
  let troubled = false;
  for (const [number, subject] of subjects.entries()) {
    try {
      const images = await imagesOf(workshop, metadata, subject);
      const report = await verifyFile(workshop, { subject, options, baseline, images, number });
      verified.push({ report, subject });
    } catch (error) {
      workshop.signal.throwIfAborted();
      if (!(error instanceof CommandFailed || error instanceof CannotRun)) throw error;
      troubled = true;
      complain(`${subject.path}: ${error.message}`);
    }
  }
  return { verified, troubled };
}

/** Undefined without metadata; none for a file for which nothing was converted, because bake was given nothing of it. */
async function imagesOf(
  workshop: Workshop,
  metadata: Metadata | undefined,
  subject: Subject,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (metadata === undefined) return undefined;
  const converted = subject.conversions.some(({ conversion }) => conversion.outcome === 'converted');
  return converted ? imagesFor(workshop, metadata, subject) : new Map();
}
