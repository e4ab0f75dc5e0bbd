/** Examines the original and each conversion of one Dockerfile, and holds them against each other. */
import { join } from 'node:path';
import { otherWords, showsLittle } from './asides';
import type { Baseline } from './baseline';
import { type Comparison, compareRuns } from './compare';
import type { ExpectedRun } from './expectation';
import { unexpected } from './expected';
import type { VerifyOptions } from './options';
import type { RunReport, Variant } from './report';
import { built, inspected, ran, type Specimen, scanned } from './specimen';
import { messagesOf, type Subject, writeConversion } from './subject';
import { originalStanding, type Standing, verdictOf } from './verdict';
import type { Workshop } from './workshop';

/** What is done besides for one file. */
export interface VerifyRequest {
  readonly subject: Subject;
  readonly options: VerifyOptions;
  /** To hold the sizes against; undefined without a budget. */
  readonly baseline: Baseline | undefined;
  /** Images that are built already, by variant. */
  readonly images: ReadonlyMap<string, string> | undefined;
  /** Part of the names of images, different for each file. */
  readonly number: number;
}

/** The original as it was seen, with what is needed to run it again. */
export interface Original {
  readonly specimen: Specimen;
  readonly runs: readonly RunReport[];
  readonly standing: Standing;
  /** Further runs by the place of the first; made once, and only when something differs. */
  readonly again: Map<number, RunReport[]>;
}

/** Builds an image and notes in `made` that it is to be removed, or takes the one that is built already. */
export async function specimenOf(
  workshop: Workshop,
  { subject, options, images, number }: VerifyRequest,
  made: string[],
  name: string,
  dockerfile: string,
): Promise<Specimen> {
  const known = images?.get(name);
  if (known !== undefined) {
    return { name, image: known, build: undefined, facts: await workshop.engine.inspect(known) };
  }
  const image = workshop.tag(`${number}-${name}`);
  const specimen = await built(workshop, subject, options, { name, image, dockerfile });
  if (specimen.facts !== undefined) made.push(image);
  return specimen;
}

/** Looks into the original, runs it as expected, and tells how it stands. */
export async function examineOriginal(
  workshop: Workshop,
  { subject, options, images }: VerifyRequest,
  specimen: Specimen,
): Promise<readonly [Original, Variant]> {
  const { image, remarks } = await inspected(workshop, specimen);
  const runs: RunReport[] = [];
  const problems: string[] = [];
  for (const expected of specimen.facts === undefined ? [] : subject.expectation.runs) {
    const seen = await ran(workshop, specimen, expected, undefined);
    runs.push(seen);
    problems.push(...unexpected(expected, seen).map(problem => inRun(subject, seen, problem)));
  }
  const little = runs.flatMap(run => {
    const text = showsLittle(run);
    return text === undefined ? [] : inRun(subject, run, text);
  });
  const scan = await scanned(workshop, specimen);
  const standing = originalStanding(specimen.build, subject.expectation.runs, runs, problems);
  const variant: Variant = {
    ...{ name: 'original', outcome: 'original', verdict: standing === 'works' ? 'same' : 'unproven' },
    ...parts(specimen, image, [...remarks, ...little, ...scan.remarks], options, images),
    ...(scan.vulnerabilities === undefined ? {} : { vulnerabilities: scan.vulnerabilities }),
    ...{ runs, problems },
  };
  return [{ specimen, runs, standing, again: new Map() }, variant];
}

/** Builds a conversion and compares it; one that is unchanged is the original, and not built again. */
export async function examine(
  workshop: Workshop,
  request: VerifyRequest,
  made: string[],
  { name, conversion }: Subject['conversions'][number],
  original: Original,
  first: Variant,
): Promise<Variant> {
  const { subject, options, images } = request;
  const head = {
    name,
    ...('target' in conversion && conversion.target !== undefined ? { target: conversion.target } : {}),
    ...('notes' in conversion ? { notes: messagesOf(subject.source, conversion.notes) } : {}),
  };
  const none = { runs: [], problems: [] };
  const cannotTell = original.standing === 'does not build';
  if (conversion.outcome !== 'converted') {
    const verdict = original.standing === 'works' ? 'unchanged' : 'unproven';
    return {
      ...head,
      outcome: 'unchanged',
      verdict,
      ...(first.image ? { image: first.image } : {}),
      ...none,
    };
  }
  const { dockerfile } = conversion;
  if (cannotTell) return { ...head, outcome: 'converted', dockerfile, verdict: 'unproven', ...none };
  const folder = join(workshop.folder, `${request.number}-${name}`);
  const path = await writeConversion(folder, subject, dockerfile);
  const specimen = await specimenOf(workshop, request, made, name, path);
  const { image, remarks } = await inspected(workshop, specimen);
  const runs: RunReport[] = [];
  const problems: string[] = [];
  const unstable = new Set<string>();
  let { standing } = original;
  const asides: string[] = [];
  for (const [index, expected] of specimen.facts === undefined ? [] : subject.expectation.runs.entries()) {
    const found = await compared(workshop, specimen, original, index, expected);
    runs.push(found.seen);
    problems.push(...found.problems.map(problem => inRun(subject, found.seen, problem)));
    for (const part of found.unstable) unstable.add(inRun(subject, found.seen, part));
    asides.push(...found.asides.map(aside => inRun(subject, found.seen, aside)));
    if (found.erratic && standing === 'works') standing = 'fails';
  }
  const scan = await scanned(workshop, specimen);
  const wavering = [
    ...(unstable.size === 0
      ? []
      : [`The original itself differs from run to run in: ${[...unstable].join(', ')}.`]),
    ...asides,
  ];
  return {
    ...head,
    ...{ outcome: 'converted', dockerfile, verdict: verdictOf(specimen.build, standing, problems) },
    ...parts(specimen, image, [...remarks, ...wavering, ...scan.remarks], options, images),
    ...(scan.vulnerabilities === undefined ? {} : { vulnerabilities: scan.vulnerabilities }),
    ...{ runs, problems },
  };
}

/**
 * What a program prints may be the same twice by chance, such as the few entries of a map in Go; an end that is
 * another is not worth so much time.
 */
function mostAgain(before: RunReport, seen: RunReport): number {
  return before.exit === seen.exit ? 3 : 1;
}

/** What is held against a run of a conversion, and what is said beside that. */
interface Difference extends Comparison {
  readonly asides: readonly string[];
}

/**
 * Runs a conversion and compares it with the original and with what is expected. A difference is worth a second run of
 * the original, and one that remains a second run of the conversion: a machine under load lets a program answer too
 * late, and an engine may lose what it printed. Only what is seen twice is held against it.
 */
async function compared(
  workshop: Workshop,
  specimen: Specimen,
  original: Original,
  index: number,
  expected: ExpectedRun,
): Promise<Difference & { readonly seen: RunReport }> {
  const like = original.runs[index];
  const seen = await ran(workshop, specimen, expected, like);
  const first = await differencesOf(workshop, original, index, seen, expected);
  // What does not do as expected proves nothing, however often it is run.
  if (first.problems.length === 0 || original.standing === 'unexpected') return { ...first, seen };
  const seenAgain = await ran(workshop, specimen, expected, like, `${expected.name}, once more`);
  const second = await differencesOf(workshop, original, index, seenAgain, expected);
  if (second.problems.length >= first.problems.length) return { ...first, seen };
  const flukes = second.problems.length > 0 ? [] : first.problems;
  const asides = [
    ...flukes.map(problem => `Seen once, and not when it ran again: ${problem}`),
    ...second.asides,
  ];
  return { ...second, asides, seen: seenAgain };
}

/** Against the original, which is run again where something differs, and against what is expected. */
async function differencesOf(
  workshop: Workshop,
  { specimen, runs, again }: Original,
  index: number,
  seen: RunReport,
  expected: ExpectedRun,
): Promise<Difference> {
  const before = runs[index];
  const asked = unexpected(expected, seen);
  if (before === undefined) return { problems: asked, unstable: [], erratic: false, asides: [] };
  let found = compareRuns(before, seen);
  let aside = otherWords(before, seen);
  const others = again.get(index) ?? [];
  again.set(index, others);
  const differs = () => found.problems.length > 0 || aside !== undefined;
  for (let time = 0; differs() && time < mostAgain(before, seen); time++) {
    const second =
      others[time] ?? (await ran(workshop, specimen, expected, before, `${expected.name}, once more`));
    others[time] = second;
    aside = otherWords(before, seen, second);
    if (found.problems.length > 0) found = compareRuns(before, seen, second);
    // What did waver is known now, and held against nobody; another run would only hide it again.
    if (found.unstable.length > 0 || found.problems.length === 0) break;
  }
  return {
    ...found,
    problems: [...found.problems, ...asked],
    asides: aside === undefined ? [] : [aside],
  };
}

function inRun({ expectation }: Subject, { name }: RunReport, text: string): string {
  return expectation.runs.length > 1 ? `${name}: ${text}` : text;
}

function parts(
  specimen: Specimen,
  image: Variant['image'],
  remarks: readonly string[],
  { build: { keep } }: VerifyOptions,
  images: VerifyRequest['images'],
): Partial<Variant> {
  return {
    ...(specimen.build === undefined ? {} : { build: specimen.build }),
    ...(image === undefined ? {} : { image }),
    ...(remarks.length === 0 ? {} : { remarks }),
    ...(keep && images === undefined && specimen.facts !== undefined ? { kept: specimen.image } : {}),
  };
}
