/** One case from beginning to end: the original, the conversion, and what is the same about them. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheDirectory, ensureDirectory } from '../engine/cache.mjs';
import { tryDocker } from '../engine/daemon.mjs';
import { BuildFailed, buildDockerfile, ImageUnavailable } from './build.mjs';
import { differences, differsFromExpected } from './compare.mjs';
import { convert } from './convert.mjs';
import { observe } from './observe.mjs';

/** @typedef {import('./convert.mjs').Conversion['outcome']} Outcome */
/** @typedef {import('./observe.mjs').Run & import('./compare.mjs').Expected} ExpectedRun */
/**
 * What stands in expect.json.
 * @typedef {object} Expectation
 * @property {string} about
 * @property {boolean} [quick] Belongs to the quick set.
 * @property {ExpectedRun[]} runs
 * @property {Record<string, string>} [buildArgs]
 * @property {{ outcome: Outcome | Outcome[], target?: string | string[], user?: string, reason?: string,
 *   contains?: string[], lacks?: string[], options?: string[] }} conversion
 */
/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} dockerfile Path of the original.
 * @property {string} context
 * @property {Expectation} expectation
 */
/**
 * @typedef {object} Report
 * @property {string} name
 * @property {'passed' | 'failed' | 'left out'} verdict
 * @property {string[]} problems
 * @property {string} [outcome]
 * @property {string} [target]
 * @property {string[]} [reasons]
 * @property {string[]} [notes]
 * @property {number} [originalBytes]
 * @property {number} [conversionBytes]
 * @property {Record<string, number>} seconds
 * @property {string} [conversion] The converted text.
 */
/**
 * @typedef {object} Lab
 * @property {string} runId
 * @property {boolean} originalsOnly
 * @property {boolean} keep
 * @property {string} network
 * @property {number} smokeSeconds
 * @property {(line: string) => void} say
 */

/**
 * A folder of test/lab/cases as a subject; its context is a copy without expect.json.
 * @param {string} folder
 * @returns {{ subject: Subject, dispose: () => void }}
 */
export function stageCase(folder) {
  const context = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'case-'));
  cpSync(folder, context, { recursive: true, filter: path => basename(path) !== 'expect.json' });
  return {
    subject: {
      name: basename(folder),
      dockerfile: join(context, 'Dockerfile'),
      context,
      expectation: JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')),
    },
    dispose: () => rmSync(context, { recursive: true, force: true }),
  };
}

/** @param {ExpectedRun} run @returns {import('./observe.mjs').Run} */
const asRun = run => ({ ...run, files: Array.isArray(run.files) ? run.files : Object.keys(run.files ?? {}) });

/** @param {ExpectedRun} run @returns {import('./compare.mjs').Expected} */
const asExpected = ({ http: _http, files, ...rest }) => ({
  ...rest,
  http: (_http ?? []).map(request => /** @type {{ expect?: object }} */ (request).expect ?? {}),
  files: Array.isArray(files) || !files ? {} : files,
});

/**
 * @param {Subject} subject
 * @param {Lab} lab
 * @returns {Promise<Report>}
 */
export async function runCase(subject, lab) {
  const { name, expectation } = subject;
  /** @type {Report} */ const report = { name, verdict: 'failed', problems: [], seconds: {} };
  const scratch = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'run-'));
  const tags = [`distill-lab/${name}:${lab.runId}-original`, `distill-lab/${name}:${lab.runId}-conversion`];
  const text = readFileSync(subject.dockerfile, 'utf8');
  const build = (/** @type {string} */ tag, /** @type {string} */ content) =>
    buildDockerfile(
      {
        ...{ tag, text: content, context: subject.context, scratch },
        ignoreFile: `${subject.dockerfile}.dockerignore`,
        buildArgs: expectation.buildArgs ?? {},
      },
      lab.say,
    );
  const observed = (/** @type {string} */ tag, /** @type {ExpectedRun} */ run) =>
    observe(tag, asRun(run), {
      runId: lab.runId,
      folder: scratch,
      smokeSeconds: lab.smokeSeconds,
      network: lab.network,
    });
  try {
    const original = await build(String(tags[0]), text);
    report.originalBytes = original.size;
    report.seconds['build original'] = original.seconds;
    /** @type {import('./observe.mjs').Observation[]} */ const before = [];
    for (const run of expectation.runs) {
      const seen = await observed(String(tags[0]), run);
      before.push(seen);
      for (const problem of differsFromExpected(asExpected(run), seen)) {
        report.problems.push(`original, ${run.name ?? 'run'}: ${problem}`);
      }
    }
    if (!lab.originalsOnly)
      await proveConversion(subject, before, report, { build, observed, scratch, tag: String(tags[1]) });
    report.verdict = report.problems.length === 0 ? 'passed' : 'failed';
  } catch (error) {
    if (error instanceof ImageUnavailable) report.verdict = 'left out';
    const where =
      error instanceof BuildFailed
        ? report.originalBytes === undefined
          ? 'original does not build: '
          : 'conversion does not build: '
        : '';
    report.problems.push(`${where}${/** @type {Error} */ (error).message}`);
  } finally {
    if (!lab.keep) await tryDocker(['image', 'rm', '--force', ...tags]);
    rmSync(scratch, { recursive: true, force: true });
  }
  return report;
}

/**
 * @param {Subject} subject
 * @param {import('./observe.mjs').Observation[]} before
 * @param {Report} report
 * @param {{ build: (tag: string, text: string) => ReturnType<typeof buildDockerfile>,
 *   observed: (tag: string, run: ExpectedRun) => ReturnType<typeof observe>, scratch: string, tag: string }} tools
 */
async function proveConversion(
  { dockerfile, context, expectation },
  before,
  report,
  { build, observed, scratch, tag },
) {
  const wanted = expectation.conversion;
  const options = wanted.options ?? [];
  const conversion = await convert(dockerfile, context, options);
  const reasons = (conversion.reasons ?? []).map(
    reason => (reason.rule ? `${reason.rule}: ` : '') + reason.message,
  );
  Object.assign(report, {
    outcome: conversion.outcome,
    ...(conversion.target ? { target: conversion.target } : {}),
    ...(conversion.dockerfile ? { conversion: conversion.dockerfile } : {}),
    reasons,
    notes: (conversion.notes ?? []).map(note => note.message),
  });
  const { problems } = report;
  const outcomes = [wanted.outcome].flat();
  if (!outcomes.includes(conversion.outcome)) {
    problems.push(
      `expected ${outcomes.join(' or ')}, got ${conversion.outcome}${reasons.length > 0 ? `: ${reasons.join(' | ')}` : ''}`,
    );
  }
  if (
    wanted.reason &&
    conversion.outcome === 'declined' &&
    !reasons.join('\n').toLowerCase().includes(wanted.reason.toLowerCase())
  ) {
    problems.push(`the reasons do not mention ${JSON.stringify(wanted.reason)}: ${reasons.join(' | ')}`);
  }
  if (conversion.outcome === 'declined' && reasons.length === 0) problems.push('declined without a reason');
  if (conversion.outcome !== 'converted' || !conversion.dockerfile) return;

  const targets = [wanted.target ?? []].flat();
  if (targets.length > 0 && !targets.includes(conversion.target ?? '')) {
    problems.push(`target ${conversion.target}, expected ${targets.join(' or ')}`);
  }
  for (const part of wanted.contains ?? []) {
    if (!conversion.dockerfile.includes(part)) problems.push(`the conversion lacks ${JSON.stringify(part)}`);
  }
  for (const part of wanted.lacks ?? []) {
    if (conversion.dockerfile.includes(part)) problems.push(`the conversion has ${JSON.stringify(part)}`);
  }

  const built = await build(tag, conversion.dockerfile);
  report.conversionBytes = built.size;
  report.seconds['build conversion'] = built.seconds;
  const user = new RegExp(`^(${wanted.user ?? String.raw`[1-9]\d*(:\d+)?`})$`);
  if (!user.test(built.user)) {
    problems.push(`user ${JSON.stringify(built.user)}, expected ${wanted.user ?? 'a number other than 0'}`);
  }
  if (built.size >= (report.originalBytes ?? 0))
    problems.push(`not smaller: ${report.originalBytes} and ${built.size} bytes`);
  for (const [index, run] of expectation.runs.entries()) {
    const seen = await observed(tag, run);
    const original = before[index];
    const same = original ? differences(original, seen, run.smoke ? { smoke: true } : {}) : [];
    const unexpected = differsFromExpected(asExpected(run), seen);
    for (const problem of [...same, ...unexpected])
      problems.push(`conversion, ${run.name ?? 'run'}: ${problem}`);
    if (seen.uid === 0 && wanted.user === undefined)
      problems.push(`conversion, ${run.name ?? 'run'}: runs as root`);
  }

  const again = join(scratch, 'Dockerfile.converted');
  writeFileSync(again, conversion.dockerfile);
  const ignoreFile = `${dockerfile}.dockerignore`;
  if (existsSync(ignoreFile)) cpSync(ignoreFile, `${again}.dockerignore`);
  const second = await convert(again, context, options);
  if (second.outcome !== 'unchanged')
    problems.push(`the second conversion is ${second.outcome}, not unchanged`);
}
