/**
 * The image lab: builds and runs each case and its conversion with a real engine, and compares.
 *
 *     node test/lab/run.mjs [--quick] [--case NAME]… [--originals] [--images] [--jobs N] [--keep]
 *     node test/lab/run.mjs --repo DIR [--dockerfile PATH] [--network default|none|host] [--seconds N] [--convert-option X]…
 *
 * --images only compares the base images with the facts (a part of every run that chooses no case). Results: .cache/lab/results.json.
 * Exit codes: 0 passed, 1 failed, 2 the lab could not run, 3 --repo needs a base image that cannot be made here.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDirectory, processIdentity, repositoryRoot, resultsDirectory } from './engine/cache.mjs';
import { docker, releaseEngine, startEngine } from './engine/daemon.mjs';
import { engineVersions } from './engine/install.mjs';
import { endChildren } from './engine/process.mjs';
import { checkBaseImages, checkModelRows, checkPrograms } from './own-checks.mjs';
import { runCase, stageCase } from './runner/case.mjs';
import { requireCommandLine } from './runner/convert.mjs';
import { endContainers, removeLeftovers } from './runner/leftovers.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    originals: { type: 'boolean', default: false },
    images: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string' },
    repo: { type: 'string' },
    dockerfile: { type: 'string' },
    network: { type: 'string', default: 'default' },
    seconds: { type: 'string', default: '5' },
    'convert-option': { type: 'string', multiple: true, default: [] },
    'build-arg': { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});

const casesDirectory = join(repositoryRoot, 'test', 'lab', 'cases');
const say = (/** @type {string} */ line) => console.log(line.replace(/^/gm, '# '));
const runId = `${processIdentity(process.pid)}-${randomBytes(3).toString('hex')}`.replace('@', '.');

/** @type {import('./runner/case.mjs').Lab} */
const lab = {
  originalsOnly: options.originals,
  keep: options.keep,
  smokeSeconds: Number(options.seconds),
  say,
};

/** Everything that must be undone however the run ends. @type {Set<() => void>} */
const disposers = new Set();

async function cleanUp() {
  await endContainers(runId);
  for (const dispose of disposers) dispose();
  await releaseEngine();
}

let interrupted = false;
const ending = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    say(`${signal}: cleaning up`);
    ending.abort(new Error(signal));
    endChildren();
    cleanUp().then(
      () => process.exit(signal === 'SIGINT' ? 130 : 143),
      error => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

/** @returns {import('./runner/case.mjs').Subject[]} */
function subjects() {
  if (options.repo) {
    const context = resolve(options.repo);
    const dockerfile = options.dockerfile
      ? resolve(context, options.dockerfile)
      : join(context, 'Dockerfile');
    const pairs = options['build-arg'].map(
      pair => /** @type {[string, string]} */ (pair.split(/=(.*)/s).slice(0, 2)),
    );
    return [
      {
        name: (context.split('/').at(-1) ?? 'repo')
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-|-$/g, ''),
        ...{ dockerfile, context },
        expectation: {
          about: context,
          runs: [{ smoke: true, network: options.network }],
          buildArgs: Object.fromEntries(pairs),
          conversion: {
            outcome: ['converted', 'declined', 'unchanged'],
            // A split that keeps its shell keeps its user, and so does a program that only root can run.
            user: '.*',
            options: options['convert-option'],
          },
        },
      },
    ];
  }
  const all = readdirSync(casesDirectory).filter(name =>
    existsSync(join(casesDirectory, name, 'expect.json')),
  );
  const unknown = options.case.filter(name => !all.includes(name));
  if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(', ')}`);
  return all
    .filter(name => options.case.length === 0 || options.case.includes(name))
    .filter(
      name =>
        !options.quick || JSON.parse(readFileSync(join(casesDirectory, name, 'expect.json'), 'utf8')).quick,
    )
    .map(name => {
      const { subject, dispose } = stageCase(join(casesDirectory, name));
      disposers.add(dispose);
      return subject;
    });
}

/** @param {number | undefined} bytes */
const megabytes = bytes => (bytes === undefined ? '' : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 2 : 0)} MB`);

/** @param {import('./runner/case.mjs').Report[]} reports */
function table(reports) {
  const rows = [
    ['case', 'original', 'conversion', 'outcome', 'target'],
    ...reports.map(report => [
      report.name,
      megabytes(report.originalBytes),
      megabytes(report.conversionBytes),
      report.verdict === 'left out' ? 'left out' : (report.outcome ?? ''),
      report.target ?? '',
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows.map(row =>
    row
      .map((cell, column) =>
        column === 1 || column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

async function main() {
  const started = Date.now();
  if (!options.originals) requireCommandLine();
  await startEngine(say);
  await removeLeftovers(say);
  /** @type {{ title: string, ok: boolean }[]} */ const own = [];
  let count = 0;
  let passed = 0;
  let failed = 0;
  let leftOut = 0;
  const tell = (
    /** @type {boolean} */ ok,
    /** @type {string} */ title,
    /** @type {readonly string[]} */ problems,
  ) => {
    if (interrupted) return;
    console.log(`${ok ? 'ok' : 'not ok'} ${++count} - ${title}`);
    for (const problem of problems) say(`  ${problem}`);
    if (ok) passed++;
    else failed++;
  };

  const chosen = Boolean(options.repo) || options.case.length > 0;
  /** @param {import('./own-checks.mjs').Outcome} outcome */
  const tellOwn = ({ title, problems, group }) => {
    if (interrupted) return;
    own.push({ title: group ?? title, ok: problems.length === 0 });
    tell(problems.length === 0, title, problems);
  };
  if (!chosen && !options.images) {
    await checkPrograms(options.quick, tellOwn);
    await checkModelRows(options.quick, say, ending.signal, tellOwn);
  }
  if (!chosen || options.images) await checkBaseImages(runId, options.quick, say, tellOwn);
  /** @type {import('./runner/case.mjs').Report[]} */ const reports = [];
  const queue = options.images && !options.quick && !chosen ? [] : subjects();
  const worker = async () => {
    for (let subject = queue.shift(); subject && !interrupted; subject = queue.shift()) {
      const report = await runCase(subject, lab);
      reports.push(report);
      const sizes = [report.originalBytes, report.conversionBytes]
        .filter(size => size !== undefined)
        .map(megabytes)
        .join(' -> ');
      const title = `${subject.name} ${sizes}`.trimEnd();
      if (options.repo && report.verdict === 'left out') {
        console.log(`ok ${++count} - ${title} # SKIP ${report.problems.join('; ')}`);
        leftOut++;
      } else {
        const kind =
          options.repo && report.outcome !== 'converted' ? ` (${report.outcome ?? 'no conversion'})` : '';
        tell(report.verdict === 'passed', title + kind, report.problems);
      }
    }
  };
  const jobs = Number(options.jobs ?? Math.min(2, availableParallelism()));
  await Promise.all(Array.from({ length: jobs }, worker));
  if (interrupted) return 130;

  reports.sort((a, b) => a.name.localeCompare(b.name));
  const engine = {
    versions: engineVersions(),
    docker: (await docker(['version', '--format', '{{.Server.Version}}'])).stdout.trim(),
  };
  const seconds = (Date.now() - started) / 1000;
  const file = options.out
    ? resolve(options.out)
    : join(ensureDirectory(resultsDirectory), options.repo ? 'repo.json' : 'results.json');
  writeFileSync(
    file,
    `${JSON.stringify({ version: 1, finished: new Date().toISOString(), engine, seconds, passed, failed, own, reports }, undefined, 2)}\n`,
  );
  for (const line of reports.length > 0 ? table(reports) : []) say(line);
  if (options.repo) {
    const [report] = reports;
    if (report?.outcome === 'declined') for (const reason of report.reasons ?? []) say(`declined: ${reason}`);
  }
  say(`${seconds.toFixed(0)} s; ${file}`);
  console.log(`1..${count}`);
  console.log(`${passed} passed, ${failed} failed${leftOut > 0 ? `, ${leftOut} left out` : ''}`);
  if (leftOut > 0) return 3;
  if (count === 0) {
    say('nothing was run');
    return 1;
  }
  return failed === 0 ? 0 : 1;
}

let code = 1;
try {
  code = await main();
} catch (error) {
  if (!interrupted) {
    console.log('not ok - the lab could not run');
    say(String(/** @type {Error} */ (error)?.message ?? error));
    console.log('0 passed, 1 failed');
    code = 2;
  }
}
if (!interrupted) {
  await cleanUp().catch(error => console.error(error));
  process.exit(code);
}
