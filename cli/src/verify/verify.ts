/** Verifies one Dockerfile: the original and each conversion are built, looked into, run, compared and scanned. */
import { compareSizes } from './baseline';
import { examine, examineOriginal, specimenOf, type VerifyRequest } from './examine';
import type { Variant, VerifyReport } from './report';
import { messagesOf, type Subject } from './subject';
import { verdictOfAll } from './verdict';
import type { Workshop } from './workshop';

/** Rejects only when it is interrupted or the engine fails; whatever the images do is in the report. */
export async function verifyFile(workshop: Workshop, request: VerifyRequest): Promise<VerifyReport> {
  const { subject, options, baseline, images } = request;
  const { engine, scanner } = workshop;
  const made: string[] = [];
  try {
    const variants = await variantsOf(workshop, request, made);
    const sizes =
      baseline === undefined || options.budget === undefined
        ? undefined
        : compareSizes(baseline, subject.file, options.budget, variants);
    const judged = sizes === undefined ? variants : variants.map(variant => overBudget(variant, sizes));
    return {
      version: 1,
      file: subject.path,
      builder: { name: engine.name, version: engine.version },
      verdict: verdictOfAll(judged),
      variants: judged,
      ...(sizes === undefined ? {} : { baseline: sizes }),
      ...(scanner === undefined ? {} : { scanner: { name: scanner.name, version: scanner.version } }),
    };
  } finally {
    if (!options.build.keep && images === undefined && !workshop.signal.aborted) {
      for (const image of made.reverse()) await engine.removeImage(image);
    }
  }
}

async function variantsOf(
  workshop: Workshop,
  request: VerifyRequest,
  made: string[],
): Promise<readonly Variant[]> {
  const { subject, options, images } = request;
  const outcomes = new Set(subject.conversions.map(({ conversion }) => conversion.outcome));
  const allDeclined = outcomes.size === 1 && outcomes.has('declined');
  // Nothing is asked of the original and there is nothing to compare it with, or bake was not given it to build.
  if ((allDeclined && options.expect === undefined) || (images !== undefined && !outcomes.has('converted'))) {
    const verdict = allDeclined ? 'declined' : 'unchanged';
    const original: Variant = { name: 'original', outcome: 'original', verdict, runs: [], problems: [] };
    return [original, ...subject.conversions.map(one => declined(subject, one) ?? unbuilt(one.name))];
  }
  const specimen = await specimenOf(workshop, request, made, 'original', subject.file);
  const [original, first] = await examineOriginal(workshop, request, specimen);
  const variants = [first];
  for (const one of subject.conversions) {
    variants.push(declined(subject, one) ?? (await examine(workshop, request, made, one, original, first)));
  }
  return variants;
}

function declined(
  subject: Subject,
  { name, conversion }: Subject['conversions'][number],
): Variant | undefined {
  if (conversion.outcome !== 'declined') return undefined;
  const reasons = messagesOf(subject.source, conversion.reasons);
  return { name, outcome: 'declined', verdict: 'declined', reasons, runs: [], problems: [] };
}

function unbuilt(name: string): Variant {
  return { name, outcome: 'unchanged', verdict: 'unchanged', runs: [], problems: [] };
}

function overBudget(variant: Variant, { budget, variants }: NonNullable<VerifyReport['baseline']>): Variant {
  const size = variants.find(({ name, over }) => over && name === variant.name);
  if (size?.before === undefined || variant.outcome === 'original') return variant;
  const grown = ((size.bytes / size.before - 1) * 100).toFixed(1);
  const problem = `is ${grown} % larger than recorded (${size.before} bytes before, ${size.bytes} now), and ${budget} % are allowed`;
  return { ...variant, verdict: 'different', problems: [...variant.problems, problem] };
}
