/**
 * Converts a list of real Dockerfiles in their build contexts and says what came of each, and why of the others.
 *
 *     node scripts/projects.mjs LIST [--to TARGET] [--corpus DIR] [--out FILE]
 *
 * LIST is JSONL with `repository`, `commit`, `path`, `context` and perhaps `language`. A checkout is the row's
 * `dir` or DIR/owner+name. The conversion is that of the built command line (dist/cli.js).
 *
 * `--out` writes a line of JSON per file, in the form of docs/evidence/node.jsonl; there a reader adds `verdict`
 * and `reason`. Printed are totals, and the reasons by how many files they stop: what stands in backticks in them
 * differs from file to file and is left out.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundleForNode } from './bundle.mjs';
import { conversionOf, listedFiles, writeRows } from './corpus.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string' },
    corpus: { type: 'string', default: '.' },
    out: { type: 'string' },
  },
});
const [list] = positionals;
if (list === undefined) {
  console.error('Say which files: node scripts/projects.mjs LIST');
  process.exit(2);
}
const { parseDockerfile, readBuild, rootBase, targetStage } = await import(
  await bundleForNode(
    'projects/build',
    `export { parseDockerfile } from './syntax/parse'; export { readBuild } from './model/read-build';
     export { rootBase, targetStage } from './model/build';`,
    'server/src/core',
  )
);

const listed = listedFiles(list, options.corpus);
const rows = listed.filter(({ file }) => existsSync(file)).map(rowOf);
if (options.out !== undefined) writeRows(options.out, rows);
printTotals();
printReasons();
for (const { repository, path, problem } of rows.filter(({ outcome }) => outcome === 'failed'))
  console.log(`\nfailed: ${repository} ${path}: ${problem}`);
if (rows.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1;

function rowOf({ repository, commit, path, context, language, file, contextFolder }) {
  const { outcome, target, notes, reasons, problem } = conversionOf(file, contextFolder, options.to);
  return {
    repository,
    commit,
    path,
    context,
    language,
    base: baseOf(readFileSync(file, 'utf8')),
    outcome,
    target,
    reasons: reasons?.map(({ rule, message, range }) => ({
      rule,
      line: range === undefined ? undefined : range.start.line + 1,
      message,
    })),
    notes: notes?.length,
    problem,
  };
}

/** The image that the last stage stands on in the end; as FROM has it, where that needs an unknown argument. */
function baseOf(source) {
  const stage = targetStage(readBuild(parseDockerfile(source), {}));
  if (stage === undefined) return undefined;
  const base = rootBase(stage);
  if (base.kind === 'scratch') return 'scratch';
  return base.kind === 'image' ? base.reference.text : stage.imageText;
}

function printTotals() {
  const repositories = new Set(rows.map(({ repository }) => repository)).size;
  console.log(
    `${rows.length} files of ${repositories} repositories, ${listed.length - rows.length} without a checkout`,
  );
  const languages = [...new Set(rows.map(({ language }) => language))].sort();
  for (const language of languages.length > 1 ? [undefined, ...languages] : languages) {
    const some = rows.filter(row => language === undefined || row.language === language);
    const outcomes = counted(some, ({ outcome }) => [outcome]);
    const shares = outcomes.map(([outcome, { length }]) => `${length} ${outcome} (${share(length, some)})`);
    console.log(`${(language ?? 'all').padEnd(8)} ${shares.join(', ')}`);
  }
  const converted = rows.filter(({ outcome }) => outcome === 'converted');
  for (const [target, { length }] of counted(converted, row => [row.target]))
    console.log(`  ${String(length).padStart(4)}  ${target}`);
}

function printReasons() {
  const reasons = counted(rows, row => (row.reasons ?? []).map(alike));
  if (reasons.length > 0) console.log('\nReasons, by files:');
  for (const [reason, [example, ...others]] of reasons)
    console.log(
      `  ${String(others.length + 1).padStart(4)}  ${reason}\n        ${example.repository} ${example.path}`,
    );
}

function alike({ rule, message }) {
  const text = message.replace(/`[^`]*`/g, '`…`');
  return rule === undefined ? text : `${text} [${rule}]`;
}

/** The rows under each of their keys, the most frequent key first. */
function counted(items, keysOf) {
  const found = new Map();
  for (const item of items)
    for (const key of new Set(keysOf(item))) found.set(key, [...(found.get(key) ?? []), item]);
  return [...found].sort(([, a], [, b]) => b.length - a.length);
}

function share(count, { length }) {
  return `${((100 * count) / Math.max(1, length)).toFixed(0)} %`;
}
