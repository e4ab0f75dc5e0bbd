/**
 * Builds public projects in the lab, each as it is and as Distill converts it, and compares what they do.
 *
 *     node scripts/real-builds.mjs LIST.jsonl --out FILE [--only OWNER/NAME]… [--to TARGET] [--again] [--seconds N]
 *
 * LIST has a row for each Dockerfile: repository, commit, path, context, and `dir`, the checkout. A row goes to FILE for
 * each that was tried; rows that are there already are not tried again without --again. Base images are those of the
 * lab: reconstructions; where it has no recipe, an image of that name that the engine has is taken, and if there is
 * none the project is left out. Containers have no network beyond their own; nothing of a project is kept.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheDirectory, ensureDirectory } from '../test/lab/engine/cache.mjs';
import { dockerEnvironment, startEngine, tryDocker } from '../test/lab/engine/daemon.mjs';
import { ensureImage } from '../test/lab/images/index.mjs';
import { commandLine } from '../test/lab/runner/convert.mjs';
import { imagesOf } from '../test/lab/runner/images-of.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    to: { type: 'string', default: 'auto' },
    again: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
  },
});
const [list] = positionals;
if (list === undefined || options.out === undefined) {
  console.error('Say which list and where to: node scripts/real-builds.mjs LIST.jsonl --out FILE');
  process.exit(2);
}
const out = options.out;

/** @param {string} file @returns {any[]} */
const rowsOf = file =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

const keyOf = (/** @type {{ repository: string, path: string }} */ row) => `${row.repository} ${row.path}`;
const done = new Set(options.again || !existsSync(out) ? [] : rowsOf(out).map(keyOf));

/** The first base image that cannot be had. @param {readonly string[]} texts */
async function absentImage(texts) {
  for (const image of texts.flatMap(text => imagesOf(text))) {
    const made = await ensureImage(image, line => console.error(`# ${line}`)).catch(() => false);
    if (!made && (await tryDocker(['image', 'inspect', image])).code !== 0) return image;
  }
  return undefined;
}

/** What is told of an original or a conversion. @param {any} variant */
function tell(variant) {
  const [run] = variant?.runs ?? [];
  return {
    built: variant?.image !== undefined,
    ...(variant?.image ? { bytes: variant.image.bytes, user: variant.image.user } : {}),
    ...(variant?.build && !variant.build.ok
      ? { message: variant.build.message, log: variant.build.log?.slice(-12) }
      : {}),
    ...(run
      ? {
          ...{ exit: run.exit, listens: run.listens },
          http: run.http.map(
            (/** @type {any} */ answer) => `${answer.port}${answer.path} ${answer.status ?? ''}`,
          ),
          said: `${run.stdout}\n${run.stderr}`.trim().slice(-400),
        }
      : {}),
  };
}

/** @param {any} row */
async function judge({ repository, commit, path, context, dir }) {
  const head = { repository, commit, path, context };
  const dockerfile = join(dir, path);
  const folder = join(dir, context);
  const scratch = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'real-'));
  try {
    const common = ['--context', folder];
    const asked = spawnSync(
      process.execPath,
      [commandLine(), 'convert', dockerfile, ...common, '--to', options.to, '--format', 'json'],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
    const conversion = JSON.parse(asked.stdout);
    const texts = [readFileSync(dockerfile, 'utf8'), conversion.dockerfile ?? ''];
    const absent = await absentImage(texts);
    if (absent !== undefined) return { ...head, verdict: 'left out', why: `no ${absent}` };
    const expect = join(scratch, 'expectation.json');
    writeFileSync(expect, JSON.stringify({ runs: [{ smoke: true }] }));
    const args = [
      ...[commandLine(), 'verify', dockerfile, ...common, '--expect', expect, '--to', options.to],
      ...['--builder', 'docker', '--build-network', 'host', '--format', 'json', '--progress', 'none'],
      ...['--scan', 'never', '--timeout', '12', '--seconds', options.seconds],
    ];
    const run = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      maxBuffer: 1e8,
      timeout: 1_800_000,
      env: { ...process.env, ...dockerEnvironment },
    });
    if (run.stdout === '') return { ...head, verdict: 'left out', why: run.stderr.slice(-400) };
    const report = JSON.parse(run.stdout);
    const [original, converted] = report.variants;
    return {
      ...{ ...head, outcome: converted?.outcome, target: converted?.target, verdict: report.verdict },
      original: tell(original),
      ...(converted?.outcome === 'converted' ? { conversion: tell(converted) } : {}),
      ...(converted?.reasons?.length ? { reasons: converted.reasons } : {}),
      ...(converted?.problems?.length ? { problems: converted.problems } : {}),
    };
  } catch (error) {
    return { ...head, verdict: 'left out', why: String(error).slice(0, 400) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

await startEngine(line => console.error(`# ${line}`));
for (const row of rowsOf(list)) {
  if (options.only.length > 0 && !options.only.includes(row.repository)) continue;
  if (done.has(keyOf(row))) continue;
  const started = Date.now();
  const result = { ...(await judge(row)), seconds: Math.round((Date.now() - started) / 1000) };
  appendFileSync(out, `${JSON.stringify(result)}\n`);
  console.log(
    `${result.verdict}\t${keyOf(row)}\t${/** @type {any} */ (result).target ?? /** @type {any} */ (result).outcome ?? /** @type {any} */ (result).why ?? ''}\t${result.seconds} s`,
  );
}
process.exit(0);
