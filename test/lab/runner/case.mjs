/**
 * One case from beginning to end: `distill verify` builds, runs and compares original and conversion, as users have
 * it; this looks whether what it says is what the case expects, and whether a second conversion changes nothing.
 */
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheDirectory, ensureDirectory } from '../engine/cache.mjs';
import { ensureImage } from '../images/index.mjs';
import { convert } from './convert.mjs';
import { imagesOf } from './images-of.mjs';
import { verify } from './verify.mjs';

/** @typedef {import('./convert.mjs').Conversion['outcome']} Outcome */
/** @typedef {import('../../../cli/src/verify/report').Variant} Variant */
/**
 * What stands in expect.json beside what `distill verify --expect` reads (cli/src/verify/expectation.ts).
 * @typedef {object} Expectation
 * @property {string} about
 * @property {string} [language]
 * @property {boolean} [quick] Belongs to the quick set.
 * @property {object[]} runs
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
 * @property {boolean} originalsOnly
 * @property {boolean} keep
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

/**
 * @param {Subject} subject
 * @param {Lab} lab
 * @returns {Promise<Report>}
 */
export async function runCase(subject, lab) {
  const { name, expectation, context } = subject;
  /** @type {Report} */ const report = { name, verdict: 'failed', problems: [], seconds: {} };
  const scratch = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'run-'));
  const options = expectation.conversion.options ?? [];
  try {
    const dockerfile = withoutFrontend(subject, scratch);
    const conversion = await convert(dockerfile, context, options);
    const absent = await absentImage(subject, [dockerfile], conversion.dockerfile, lab.say);
    if (absent !== undefined) {
      report.verdict = 'left out';
      report.problems.push(`the lab has no recipe for the base image ${absent}`);
      return report;
    }
    const seen = await verify(dockerfile, subject, scratch, lab);
    const [original, converted] = seen.variants;
    tellOriginal(original, report);
    if (!lab.originalsOnly) {
      tellOutcome(converted, expectation.conversion, report);
      if (converted?.outcome === 'converted') {
        tellConversion(converted, expectation.conversion, report);
        await convertAgain(converted.dockerfile ?? '', dockerfile, context, options, report);
      }
    }
    report.verdict = report.problems.length === 0 ? 'passed' : 'failed';
  } catch (error) {
    report.problems.push(/** @type {Error} */ (error).message);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return report;
}

/**
 * A copy of the Dockerfile in which no frontend is named: one would have to be pulled; the engine's own is used.
 * @param {Subject} subject @param {string} scratch
 */
function withoutFrontend({ dockerfile }, scratch) {
  const text = readFileSync(dockerfile, 'utf8');
  const neutral = text.replace(/^(\s*#\s*)(syntax)(\s*=)/im, '$1(the lab) $2$3');
  if (neutral === text) return dockerfile;
  const copy = join(scratch, basename(dockerfile));
  writeFileSync(copy, neutral);
  const ignoreFile = `${dockerfile}.dockerignore`;
  if (existsSync(ignoreFile)) copyFileSync(ignoreFile, `${copy}.dockerignore`);
  return copy;
}

/**
 * Makes the base images of the original and of the conversion.
 * @param {Subject} subject @param {readonly string[]} files @param {string | undefined} converted
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} The first that the lab cannot make.
 */
async function absentImage({ expectation }, files, converted, say) {
  const texts = files.map(file => readFileSync(file, 'utf8'));
  for (const text of converted === undefined ? texts : [...texts, converted]) {
    for (const image of imagesOf(text, expectation.buildArgs)) {
      if (!(await ensureImage(image, say))) return image;
    }
  }
  return undefined;
}

/** @param {Variant | undefined} original @param {Report} report */
function tellOriginal(original, report) {
  if (original?.image === undefined) {
    const log = original?.build?.log?.slice(-40).join('\n') ?? '';
    report.problems.push(`original does not build: ${original?.build?.message ?? ''}\n${log}`);
    return;
  }
  report.originalBytes = original.image.bytes;
  report.seconds['build original'] = original.build?.seconds ?? 0;
  for (const problem of original.problems) report.problems.push(`original, ${problem}`);
}

/** @param {Variant | undefined} variant @param {Expectation['conversion']} wanted @param {Report} report */
function tellOutcome(variant, wanted, report) {
  const outcome = variant?.outcome ?? 'nothing';
  const reasons = [...(variant?.reasons ?? [])];
  Object.assign(report, {
    outcome,
    ...(variant?.target ? { target: variant.target } : {}),
    ...(variant?.dockerfile ? { conversion: variant.dockerfile } : {}),
    reasons,
    notes: [...(variant?.notes ?? [])],
  });
  const { problems } = report;
  const outcomes = [wanted.outcome].flat();
  if (!outcomes.some(one => one === outcome)) {
    const why = reasons.length > 0 ? `: ${reasons.join(' | ')}` : '';
    problems.push(`expected ${outcomes.join(' or ')}, got ${outcome}${why}`);
  }
  if (outcome !== 'declined') return;
  if (reasons.length === 0) problems.push('declined without a reason');
  const { reason } = wanted;
  if (reason && !reasons.join('\n').toLowerCase().includes(reason.toLowerCase()))
    problems.push(`the reasons do not mention ${JSON.stringify(reason)}: ${reasons.join(' | ')}`);
}

/** @param {Variant} variant @param {Expectation['conversion']} wanted @param {Report} report */
function tellConversion(variant, wanted, report) {
  const { problems } = report;
  const text = variant.dockerfile ?? '';
  const targets = [wanted.target ?? []].flat();
  if (targets.length > 0 && !targets.includes(variant.target ?? ''))
    problems.push(`target ${variant.target}, expected ${targets.join(' or ')}`);
  for (const part of wanted.contains ?? [])
    if (!text.includes(part)) problems.push(`the conversion lacks ${JSON.stringify(part)}`);
  for (const part of wanted.lacks ?? [])
    if (text.includes(part)) problems.push(`the conversion has ${JSON.stringify(part)}`);
  for (const problem of variant.problems) problems.push(`conversion, ${problem}`);
  if (variant.image === undefined) {
    problems.push(`conversion does not build: ${variant.build?.message ?? ''}`);
    problems.push(...(variant.build?.log?.slice(-40) ?? []));
    return;
  }
  // A problem that `verify` found and did not put into words here would be lost otherwise.
  if (variant.verdict !== 'same' && variant.problems.length === 0)
    problems.push(`verdict ${variant.verdict}`);
  report.conversionBytes = variant.image.bytes;
  report.seconds['build conversion'] = variant.build?.seconds ?? 0;
  const user = new RegExp(`^(${wanted.user ?? String.raw`[1-9]\d*(:\d+)?`})$`);
  if (!user.test(variant.image.user))
    problems.push(
      `user ${JSON.stringify(variant.image.user)}, expected ${wanted.user ?? 'a number other than 0'}`,
    );
  if (variant.image.bytes >= (report.originalBytes ?? 0))
    problems.push(`not smaller: ${report.originalBytes} and ${variant.image.bytes} bytes`);
  for (const run of variant.runs)
    if (run.uid === 0 && wanted.user === undefined) problems.push(`conversion, ${run.name}: runs as root`);
}

/**
 * @param {string} text @param {string} dockerfile @param {string} context @param {readonly string[]} options
 * @param {Report} report
 */
async function convertAgain(text, dockerfile, context, options, report) {
  const scratch = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'again-'));
  try {
    const again = join(scratch, 'Dockerfile.converted');
    writeFileSync(again, text);
    const ignoreFile = `${dockerfile}.dockerignore`;
    if (existsSync(ignoreFile)) copyFileSync(ignoreFile, `${again}.dockerignore`);
    const second = await convert(again, context, options);
    if (second.outcome !== 'unchanged')
      report.problems.push(`the second conversion is ${second.outcome}, not unchanged`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
