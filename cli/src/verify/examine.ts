/** Examines the original and each conversion of one Dockerfile, and holds them against each other. */
import { join } from 'node:path';
import type { Baseline } from './baseline';
import { compareRuns } from './compare';
import { unexpected } from './expected';
import { tcpPorts } from './observe';
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
  const deaf = deafPorts(specimen, runs);
  const scan = await scanned(workshop, specimen);
  const standing = originalStanding(specimen.build, subject.expectation.runs, runs, problems);
  const variant: Variant = {
    ...{ name: 'original', outcome: 'original', verdict: standing === 'works' ? 'same' : 'unproven' },
    ...parts(specimen, image, [...remarks, ...deaf, ...scan.remarks], options, images),
    ...(scan.vulnerabilities === undefined ? {} : { vulnerabilities: scan.vulnerabilities }),
    ...{ runs, problems },
  };
  return [{ specimen, runs, standing, again: new Map() }, variant];
}

/** A server that waits for something stays up, too; who reads that nothing listens knows what was compared. */
function deafPorts({ facts }: Specimen, runs: readonly RunReport[]): readonly string[] {
  const ports = facts === undefined ? [] : tcpPorts(facts);
  const waits = ({ smoke, exit, listens }: RunReport) =>
    smoke && exit === 'running' && !ports.some(port => listens.includes(port));
  if (ports.length === 0 || !runs.some(waits)) return [];
  const named = ports.length === 1 ? `port ${ports[0]}` : `any of the ${ports.length} ports`;
  return [
    `Nothing listens on ${named}, which the image exposes, so no answer was compared; say with --expect what it needs.`,
  ];
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
  for (const [index, expected] of specimen.facts === undefined ? [] : subject.expectation.runs.entries()) {
    const seen = await ran(workshop, specimen, expected, original.runs[index]);
    runs.push(seen);
    const found = await differencesOf(workshop, original, index, seen, expected);
    problems.push(...found.problems.map(problem => inRun(subject, seen, problem)));
    for (const part of found.unstable) unstable.add(inRun(subject, seen, part));
    if (found.erratic && standing === 'works') standing = 'fails';
  }
  const scan = await scanned(workshop, specimen);
  const wavering =
    unstable.size === 0
      ? []
      : [`The original itself differs from run to run in: ${[...unstable].join(', ')}.`];
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

/** Against the original and what is expected; a difference is worth further runs of the original. */
async function differencesOf(
  workshop: Workshop,
  { specimen, runs, again }: Original,
  index: number,
  seen: RunReport,
  expected: Subject['expectation']['runs'][number],
) {
  const before = runs[index];
  const asked = unexpected(expected, seen);
  if (before === undefined) return { problems: asked, unstable: [], erratic: false };
  let found = compareRuns(before, seen);
  const others = again.get(index) ?? [];
  again.set(index, others);
  for (let time = 0; found.problems.length > 0 && time < mostAgain(before, seen); time++) {
    const second =
      others[time] ?? (await ran(workshop, specimen, expected, before, `${expected.name}, once more`));
    others[time] = second;
    found = compareRuns(before, seen, second);
    // What did waver is known now, and held against nobody; another run would only hide it again.
    if (found.unstable.length > 0) break;
  }
  return { ...found, problems: [...found.problems, ...asked] };
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
