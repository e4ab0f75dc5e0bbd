/**
 * Runs the analysis over many real Dockerfiles and holds what it says against what readers found.
 *
 *     node scripts/survey.mjs LIST [--corpus DIR] [--findings FILE] [--severity error,warning] [--rule ID]
 *                             [--sample N --seed S] [--show] [--verdicts FILE] [--count FILE]
 *
 * LIST is a text with a path a line, or JSONL with `repository`, `path` and, where they are known, `commit`
 * and `context`, the folder in the repository that is the build context; without one nothing is known of it.
 * A checkout is the row's `dir` or DIR/owner+name, or DIR/crawl/data/o/owner/name where `source` is `crawl`; the
 * paths of a text are taken from DIR.
 *
 * `--findings` writes a line of JSON per finding; `--severity`, `--rule` and `--sample` choose which, and a
 * seed always chooses the same. `--show` prints the chosen ones with the lines around, to be read. With
 * `--verdicts` (docs/evidence/findings.jsonl is looked at anyway) findings that have a verdict are counted,
 * and `--show` leaves them out. `--count` writes the number of squiggles (errors and warnings) of each file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleForNode } from './bundle.mjs';
import { listedFiles, readLines, writeRows } from './corpus.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'string', default: '.' },
    findings: { type: 'string' },
    severity: { type: 'string', default: 'error,warning,info,hint' },
    rule: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
    verdicts: { type: 'string', default: 'docs/evidence/findings.jsonl' },
    count: { type: 'string' },
    today: { type: 'string', default: '2026-11-20' },
  },
});
const [listPath] = positionals;
if (listPath === undefined) {
  console.error('Say which files: node scripts/survey.mjs LIST');
  process.exit(2);
}
const root = fileURLToPath(new URL('..', import.meta.url));
const { analyse, contextReader, defaultSettings, unknownContext } = await import(
  await bundleForNode(
    'survey/analysis',
    `export * from './core/analysis'; export { contextReader } from './read-context';`,
    'server/src',
  )
);
const readContext = contextReader();
const settings = defaultSettings(options.today);

const files = [];
const found = [];
const crashes = [];
let absent = 0;
for (const row of listedFiles(listPath, options.corpus)) {
  if (!existsSync(row.file)) {
    absent++;
    continue;
  }
  const source = readFileSync(row.file, 'utf8');
  try {
    const context =
      row.contextFolder === undefined ? undefined : await readContext(row.contextFolder, row.file, source);
    const start = performance.now();
    const { findings } = analyse(source, context ?? unknownContext, settings);
    files.push({ row, ms: performance.now() - start, findings });
    for (const finding of findings) found.push({ row, source, finding, line: lineOf(source, finding) });
  } catch (error) {
    crashes.push(`${row.file}: ${error.stack}`);
  }
}

const severities = options.severity.split(',');
const chosen = sampled(
  found.filter(
    ({ finding }) =>
      severities.includes(finding.severity) && (options.rule === undefined || finding.rule === options.rule),
  ),
);
printSummary();
const verdicts = recordedVerdicts();
if (verdicts.size > 0) printVerdicts();
if (options.findings !== undefined) writeRows(options.findings, chosen.map(recordOf));
if (options.count !== undefined) writeRows(options.count, files.map(countOf));
if (options.show) for (const item of chosen) if (!verdicts.has(keyOf(recordOf(item)))) show(item);
if (crashes.length > 0) process.exitCode = 1;

function lineOf(source, { span }) {
  return source.slice(0, span.start).split('\n').length;
}

function recordOf({ row, source, finding, line }) {
  const { repository, commit, path } = row;
  const { rule, severity, message, span } = finding;
  const text = source.slice(span.start, Math.min(span.end, span.start + 120));
  return { repository, commit, path, rule, severity, line, text, message };
}

/** A verdict holds for the commit it was made at; the message may have been reworded since. */
function keyOf({ repository, commit, path, rule, line }) {
  return JSON.stringify([repository, commit, path, rule, line]);
}

/** Orders by a hash of the finding, so that a new finding does not change which others are drawn. */
function sampled(items) {
  if (options.sample === undefined) return items;
  const rank = item =>
    createHash('sha256')
      .update(`${options.seed} ${keyOf(recordOf(item))}`)
      .digest('hex');
  return items
    .map(item => ({ item, rank: rank(item) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, Number(options.sample))
    .map(({ item }) => item);
}

function squiggles({ findings }) {
  return findings.filter(({ severity }) => severity === 'error' || severity === 'warning').length;
}

function countOf(file) {
  const { repository, commit, path, context, source } = file.row;
  return { repository, commit, path, context, source, squiggles: squiggles(file) };
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function printSummary() {
  const times = files.map(({ ms }) => ms);
  const counts = files.map(squiggles);
  const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
  console.log(`${files.length} files, ${absent} absent, ${crashes.length} crashes`);
  for (const crash of crashes) console.log(crash);
  console.log(
    `milliseconds: median ${quantile(times, 0.5).toFixed(1)}, 99 % ${quantile(times, 0.99).toFixed(1)}, slowest ${Math.max(0, ...times).toFixed(0)}`,
  );
  for (const { row, ms } of files.toSorted((a, b) => b.ms - a.ms).slice(0, 5))
    console.log(`  ${ms.toFixed(0).padStart(5)}  ${row.file}`);
  console.log(
    `squiggles a file: median ${quantile(counts, 0.5)}, mean ${mean.toFixed(1)}, 90 % ${quantile(counts, 0.9)}, most ${Math.max(0, ...counts)}`,
  );
  const rules = new Map();
  for (const { row, finding } of found) {
    const key = `${finding.severity.padEnd(8)}${finding.rule}`;
    const entry = rules.get(key) ?? { findings: 0, files: new Set() };
    entry.findings++;
    entry.files.add(row.file);
    rules.set(key, entry);
  }
  for (const [key, entry] of [...rules].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  ${key.padEnd(44)}${entry.findings} in ${entry.files.size} files`);
}

function recordedVerdicts() {
  const path = resolve(root, options.verdicts);
  if (!existsSync(path)) return new Map();
  const rows = readLines(path).map(line => JSON.parse(line));
  return new Map(rows.map(row => [keyOf(row), row]));
}

/** Only verdicts about files that were looked at now are compared. */
function printVerdicts() {
  const looked = new Set(files.map(({ row }) => `${row.repository} ${row.commit} ${row.path}`));
  const made = new Map(found.map(item => [keyOf(recordOf(item)), item.finding.severity]));
  const here = [...verdicts].filter(([, { repository, commit, path }]) =>
    looked.has(`${repository} ${commit} ${path}`),
  );
  for (const severity of ['error', 'warning', 'info', 'hint']) {
    const still = here.filter(([key]) => made.get(key) === severity).map(([, row]) => row.verdict);
    const unread = [...made].filter(([key, now]) => now === severity && !verdicts.has(key)).length;
    if (still.length === 0 && unread === 0) continue;
    const right = still.filter(verdict => verdict === 'right').length;
    const share = still.length === 0 ? '' : ` (${((100 * right) / still.length).toFixed(1)} %)`;
    console.log(`${severity}: ${right} of ${still.length} read are right${share}, ${unread} are unread`);
  }
  for (const [key, row] of here) {
    const what = `${row.repository} ${row.path}:${row.line} ${row.rule}`;
    if (!made.has(key)) {
      if (row.verdict === 'right') console.log(`no longer made, though right: ${what}`);
    } else if (row.verdict !== 'right') console.log(`still made, though ${row.verdict}: ${what}`);
  }
}

function show(item) {
  const { row, source, finding, line } = item;
  const name = row.repository === undefined ? row.path : `${row.repository} ${row.path}`;
  console.log(`\n${name}:${line} [${finding.severity}] ${finding.rule}\n${finding.message}`);
  const lines = source.split('\n');
  for (let at = Math.max(1, line - 2); at <= Math.min(lines.length, line + 2); at++)
    console.log(`${at === line ? '>' : ' '} ${at}  ${lines[at - 1]}`);
}
