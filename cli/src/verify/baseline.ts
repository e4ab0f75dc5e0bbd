/** The file of `--baseline`: the sizes of images as they were recorded, to hold against a budget of growth. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import * as z from 'zod/mini';
import { causeOf } from '../dockerfile';
import { CannotRun, printable } from '../terminal';
import { fitting, mistakes, only } from './mistakes';
import type { BaselineReport, Variant, VerifyReport } from './report';

/** Bytes by the path of the Dockerfile, from the folder of the baseline, and by the name of the variant. */
export type Sizes = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Baseline {
  /** As the user named it. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  readonly sizes: Sizes;
}

const bytes = fitting(z.int, 'a number of bytes', value => value > 0);
const shape = only({
  version: z.literal(1),
  files: z.record(z.string(), z.record(z.string(), bytes)),
});

/** What was recorded. A missing file is an error unless it is about to be written (`mayBeMissing`). */
export async function readBaseline(cwd: string, path: string, mayBeMissing: boolean): Promise<Baseline> {
  const file = resolve(cwd, path);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      if (mayBeMissing) return { path, file, sizes: {} };
      throw new CannotRun(`There is no baseline ${path}; record one with --write-baseline.`);
    }
    throw new CannotRun(`The baseline ${path} cannot be read: ${causeOf(error)}.`);
  }
  return { path, file, sizes: sizesIn(text, path) };
}

function sizesIn(text: string, path: string): Sizes {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CannotRun(`The baseline ${path} is no JSON; mend it, or remove it and record it again.`);
  }
  const found = mistakes(shape, value);
  if ('value' in found) return found.value.files;
  const lines = found.mistakes.map(line => `\n  ${printable(line)}`).join('');
  throw new CannotRun(`${path} is no baseline that this version of Distill has written:${lines}`);
}

/** The key of a Dockerfile, the same from whatever folder verify is started. */
function keyOf(baseline: Baseline, dockerfile: string): string {
  return relative(dirname(baseline.file), dockerfile).replaceAll('\\', '/');
}

/** CannotRun for the first variant without a size: a budget that cannot fail must not look as if it were kept. */
export function requireSizes(baseline: Baseline, dockerfile: string, variants: readonly string[]): void {
  const key = keyOf(baseline, dockerfile);
  for (const name of variants) {
    if (baseline.sizes[key]?.[name] !== undefined) continue;
    throw new CannotRun(
      `The baseline ${baseline.path} has no size for ${key} (${name}); record it with --write-baseline.`,
    );
  }
}

/** How the conversions' sizes stand to what was recorded; those that were not built are left out. */
export function compareSizes(
  baseline: Baseline,
  dockerfile: string,
  budget: number,
  variants: readonly Variant[],
): BaselineReport {
  const before = baseline.sizes[keyOf(baseline, dockerfile)] ?? {};
  return {
    file: baseline.path,
    budget,
    variants: variants.flatMap(({ name, outcome, image }) => {
      if (outcome === 'original' || image === undefined) return [];
      const old = before[name];
      const over = old !== undefined && image.bytes > old * (1 + budget / 100);
      return [{ name, bytes: image.bytes, before: old, over }];
    }),
  };
}

/** The sizes with those of a report laid over; only of images that do what they should. */
export function recorded(baseline: Baseline, dockerfile: string, report: VerifyReport): Baseline {
  const good = report.variants.filter(
    ({ image, verdict }) => image !== undefined && (verdict === 'same' || verdict === 'unchanged'),
  );
  if (good.length === 0) return baseline;
  const sizes = Object.fromEntries(good.flatMap(({ name, image }) => (image ? [[name, image.bytes]] : [])));
  const key = keyOf(baseline, dockerfile);
  return {
    ...baseline,
    sizes: { ...baseline.sizes, [key]: { ...baseline.sizes[key], ...sizes } },
  };
}

/** Replaces the file in one step, so that a run that is interrupted leaves the old one. */
export async function writeBaseline({ file, path, sizes }: Baseline): Promise<void> {
  const files = Object.fromEntries(Object.entries(sizes).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = `${JSON.stringify({ version: 1, files }, null, 2)}\n`;
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new CannotRun(`The baseline ${path} cannot be written: ${causeOf(error)}.`);
  }
}
