/**
 * Builds public projects in the lab, each as it is and as Distill converts it, and compares what they do.
 *
 *     node scripts/real-builds.mjs LIST.jsonl --out FILE [--only OWNER/NAME]… [--to TARGET] [--again] [--seconds N]
 *         [--minutes N] [--imitate-alpine] [--env-table FILE] [--prepared FOLDER]
 *
 * LIST has a row for each Dockerfile: repository, commit, path, context, and `dir`, the checkout. A row goes to FILE for
 * each that was tried; rows that are there already are not tried again without --again. Base images are those of the
 * lab, reconstructions, unless the engine has one of that name; where neither can be had, the project is left out.
 * What stands between a build and the registries is taken out of the lab's copy of the Dockerfile (reach.mjs).
 *
 * With --imitate-alpine, Node and Python on Alpine are Debian's slim images with BusyBox while a Dockerfile that asks
 * for no `apk` is built (alpine-stand-ins.mjs); its text, from which the conversion is made, stays as it is, and its row
 * says `imitated`: the C library is not what was tried.
 *
 * --env-table names a file like docs/evidence/real-builds-environment.json: by repository and path what a program is
 * lent to start, the same for the original and its conversion: `env`, `args`, and `services`, the names under which it
 * looks for a PostgreSQL, MariaDB or Redis (services.mjs); `prepare`, the project's own build where the Dockerfile only
 * copies what it makes, in a container of an image (kept below --prepared); or with `leaveOut` why it is not tried;
 * `note` is what a reader adds. Containers have no network beyond their own; nothing else of a project is kept.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cacheDirectory, ensureDirectory } from '../test/lab/engine/cache.mjs';
import { dockerEnvironment, startEngine, tryDocker } from '../test/lab/engine/daemon.mjs';
import { ensureImage } from '../test/lab/images/index.mjs';
import { makeServices, servicePorts, servicesImage } from '../test/lab/images/services.mjs';
import { isImitation, standInFor } from '../test/lab/images/stand-ins.mjs';
import { commandLine } from '../test/lab/runner/convert.mjs';
import { imagesOf } from '../test/lab/runner/images-of.mjs';
import { withoutDigest } from '../test/lab/runner/reach.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    to: { type: 'string', default: 'auto' },
    again: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
    'imitate-alpine': { type: 'boolean', default: false },
    'env-table': { type: 'string' },
    minutes: { type: 'string', default: '12' },
    prepared: { type: 'string' },
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

const isThere = async (/** @type {string} */ image) =>
  (await tryDocker(['image', 'inspect', image])).code === 0;

/**
 * Makes sure of the base images: the first that cannot be had, and what stands for which.
 * @param {readonly string[]} texts Of the original and of the conversion.
 * @param {boolean} imitating Whether Alpine and the Linux of a vendor may be imitated.
 */
async function ensureImages(texts, imitating) {
  /** @type {Map<string, string>} */ const standIns = new Map();
  for (const image of texts.flatMap(text => imagesOf(text).map(withoutDigest))) {
    const standIn = await standInFor(image, imitating, say);
    if (standIn !== undefined) standIns.set(image, standIn);
    if (standIn !== undefined || (await isThere(image))) continue;
    if (!(await ensureImage(image, say).catch(() => false))) return { absent: image, standIns };
  }
  return { absent: undefined, standIns };
}

/**
 * Writes a Docker client that builds public projects as the lab can.
 * @param {string} folder
 */
function writeClient(folder) {
  const script = fileURLToPath(new URL('../test/lab/runner/reaching-client.mjs', import.meta.url));
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  chmodSync(join(folder, 'docker'), 0o755);
}

/** npm's registry, as this machine reaches it. */
const npmRegistry = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim();

/** How projects are run that want something of their environment. @type {Record<string, { env?: Record<string, string>, args?: string[], services?: import('../test/lab/images/services.mjs').Services, leaveOut?: string, prepare?: { image: string, run: string } }>} */
const environments =
  options['env-table'] === undefined ? {} : JSON.parse(readFileSync(options['env-table'], 'utf8'));

/** Not a service that was lent. */
const isOwn = (/** @type {number} */ port) => !servicePorts.includes(port);

/** What is told of an original or a conversion. @param {any} variant */
function tell(variant) {
  const [run] = variant?.runs ?? [];
  return {
    built: variant?.image !== undefined,
    ...(variant?.image ? { bytes: variant.image.bytes, user: variant.image.user } : {}),
    ...(variant?.build && !variant.build.ok
      ? { message: variant.build.message, log: variant.build.log?.slice(-40) }
      : {}),
    ...(run
      ? {
          ...{ exit: run.exit, listens: run.listens.filter(isOwn) },
          http: run.http
            .filter((/** @type {any} */ answer) => isOwn(answer.port))
            .map((/** @type {any} */ answer) => `${answer.port}${answer.path} ${answer.status ?? ''}`),
          said: `${run.stdout}\n${run.stderr}`.trim().slice(-6000),
        }
      : {}),
  };
}

/**
 * A copy of a checkout in which the maintainers' own build has been run, for a Dockerfile that only copies what it makes.
 * @param {any} row @param {{ image: string, run: string }} how @param {string} scratch
 */
async function prepared(row, { image, run }, scratch) {
  const { dir, context } = row;
  const folder = options.prepared === undefined ? scratch : ensureDirectory(options.prepared);
  const copy = join(folder, keyOf(row).replace(/[^\w.-]+/g, '+'));
  if (existsSync(`${copy}.done`)) return copy;
  rmSync(copy, { recursive: true, force: true });
  cpSync(dir, copy, { recursive: true, verbatimSymlinks: true });
  if (!(await isThere(image))) await ensureImage(image, say);
  const cache = ensureDirectory(join(cacheDirectory, 'maven'));
  const words = [
    'run',
    '--rm',
    '--network',
    'host',
    '--volume',
    `${copy}:/src`,
    '--volume',
    `${cache}:/root/.m2`,
  ];
  const told = await tryDocker(
    [...words, '--workdir', join('/src', context), '--entrypoint', 'sh', image, '-c', run],
    { timeoutMs: 900_000 },
  );
  if (told.code !== 0) {
    const lines = `${told.stdout}\n${told.stderr}`.split('\n').filter(line => /ERROR|error/.test(line));
    throw new Error(`the build before the image's own, ${run}, fails: ${lines.slice(0, 3).join(' ')}`);
  }
  writeFileSync(`${copy}.done`, `${run}\n`);
  return copy;
}

/** @param {any} row */
async function judge(row) {
  const { repository, commit, path, context, dir } = row;
  const { env, args: words, services, leaveOut, prepare } = environments[`${repository} ${path}`] ?? {};
  const how = { ...(env ? { env } : {}), ...(words ? { args: words } : {}) };
  const head = {
    repository,
    commit,
    path,
    context,
    ...(env || words || services ? { how: { ...how, ...(services ? { services } : {}) } } : {}),
  };
  if (leaveOut !== undefined) return { ...head, verdict: 'left out', why: leaveOut };
  const scratch = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'real-'));
  try {
    const checkout = prepare ? await prepared(row, prepare, scratch) : dir;
    const dockerfile = join(checkout, path);
    const folder = join(checkout, context);
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
    const imitated = [...standIns.values()].some(isImitation);
    const stands = [...standIns]
      .filter(([, own]) => !isImitation(own))
      .map(([image, own]) => `${image}: ${own}`);
    writeClient(scratch);
    if (absent !== undefined) return { ...head, verdict: 'left out', why: `no ${absent}` };
    if (services && !(await isThere(servicesImage))) await makeServices();
    const expect = join(scratch, 'expectation.json');
    writeFileSync(expect, JSON.stringify({ runs: [{ smoke: true, ...how }] }));
    const args = [
      ...[commandLine(), 'verify', dockerfile, ...common, '--expect', expect, '--to', options.to],
      ...['--builder', 'docker', '--build-network', 'host', '--format', 'json', '--progress', 'none'],
      ...['--scan', 'never', '--timeout', options.minutes, '--seconds', options.seconds],
    ];
    const run = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      maxBuffer: 1e8,
      timeout: (Number(options.minutes) * 3 + 10) * 60_000,
      env: {
        ...process.env,
        ...dockerEnvironment,
        PATH: `${scratch}${delimiter}${dockerEnvironment.PATH}`,
        LAB_STAND_INS: JSON.stringify([...standIns]),
        LAB_NPM_REGISTRY: npmRegistry,
        LAB_SCRATCH: scratch,
        ...(services ? { LAB_SERVICES: JSON.stringify(services) } : {}),
      },
    });
    if (run.stdout === '') return { ...head, verdict: 'left out', why: run.stderr.slice(-400) };
    const report = JSON.parse(run.stdout);
    const [original, converted] = report.variants;
    return {
      ...{
        ...head,
        ...(imitated ? { imitated } : {}),
        ...(stands.length > 0 ? { standIns: stands } : {}),
        ...(prepare ? { prepared: prepare.run } : {}),
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
