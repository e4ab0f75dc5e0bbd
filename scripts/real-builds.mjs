/**
 * Builds public projects in the lab, each as it is and as Distill converts it, and compares what they do.
 *
 *     node scripts/real-builds.mjs LIST.jsonl --out FILE [--only OWNER/NAME]… [--to TARGET] [--again] [--seconds N]
 *         [--imitate-alpine]
 *
 * LIST has a row for each Dockerfile: repository, commit, path, context, and `dir`, the checkout. A row goes to FILE for
 * each that was tried; rows that are there already are not tried again without --again. Base images are those of the
 * lab, reconstructions, unless the engine has one of that name; where neither can be had, the project is left out. With --imitate-alpine, Node and Python on Alpine are Debian's slim images with BusyBox
 * while a Dockerfile that asks for no `apk` is built (alpine-stand-ins.mjs); its text, from which the conversion is
 * made, stays as it is, and its row says `imitated`: the C library is not what was tried. Containers have no network
 * beyond their own; nothing of a project is kept.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheDirectory, ensureDirectory } from '../test/lab/engine/cache.mjs';
import { dockerEnvironment, startEngine, tryDocker } from '../test/lab/engine/daemon.mjs';
import { engineDirectory } from '../test/lab/engine/install.mjs';
import { alpineStandIn } from '../test/lab/images/alpine-stand-ins.mjs';
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
    'imitate-alpine': { type: 'boolean', default: false },
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

const say = (/** @type {string} */ line) => console.error(`# ${line}`);

/**
 * Makes sure of the base images: the first that cannot be had, and what stands for which.
 * @param {readonly string[]} texts Of the original and of the conversion.
 * @param {boolean} imitating Whether Alpine may be imitated.
 */
async function ensureImages(texts, imitating) {
  /** @type {Map<string, string>} */ const standIns = new Map();
  for (const image of texts.flatMap(text => imagesOf(text))) {
    const standIn = imitating ? await alpineStandIn(image, say) : undefined;
    if (standIn !== undefined) standIns.set(image, standIn);
    // What the engine has is taken first: making an interpreter takes minutes.
    if (standIn !== undefined || (await tryDocker(['image', 'inspect', image])).code === 0) continue;
    if (!(await ensureImage(image, say).catch(() => false))) return { absent: image, standIns };
  }
  return { absent: undefined, standIns };
}

/**
 * Writes a client that builds with other images than the Dockerfile names: to BuildKit, a named context is the image.
 * @param {string} folder
 * @param {Map<string, string>} standIns
 */
function writeClient(folder, standIns) {
  const contexts = [...standIns].map(([image, own]) => `--build-context '${image}=docker-image://${own}'`);
  const real = join(engineDirectory, 'usr/bin/docker');
  const text = `#!/bin/sh
[ "$1" = build ] || exec ${real} "$@"
shift
exec ${real} build ${contexts.join(' ')} "$@"
`;
  writeFileSync(join(folder, 'docker'), text);
  chmodSync(join(folder, 'docker'), 0o755);
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
    const imitating = options['imitate-alpine'] && !/\bapk\b/.test(texts[0] ?? '');
    const { absent, standIns } = await ensureImages(texts, imitating);
    const imitated = standIns.size > 0;
    if (imitated) writeClient(scratch, standIns);
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
      env: {
        ...process.env,
        ...dockerEnvironment,
        ...(imitated ? { PATH: `${scratch}${delimiter}${dockerEnvironment.PATH}` } : {}),
      },
    });
    if (run.stdout === '') return { ...head, verdict: 'left out', why: run.stderr.slice(-400) };
    const report = JSON.parse(run.stdout);
    const [original, converted] = report.variants;
    return {
      ...{
        ...head,
        ...(imitated ? { imitated } : {}),
        outcome: converted?.outcome,
        target: converted?.target,
        verdict: report.verdict,
      },
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

await startEngine(say);
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
