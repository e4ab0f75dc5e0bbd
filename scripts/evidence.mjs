/**
 * Checks the recorded verdicts on conversions (docs/evidence) against checkouts of the same repositories.
 *
 *     node scripts/evidence.mjs --corpus DIR [--only OWNER/NAME]
 *
 * DIR holds a folder `owner+name` for each repository, at the commit that the row names, or `owner+name-` with the first
 * eight digits of the commit where a repository has several.
 * Each Dockerfile is converted with the built command line (dist/cli.js) in its context; a row agrees when the
 * outcome and the target are those recorded. Rows without a checkout are counted, not judged.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { conversionOf, listedFiles } from './corpus.mjs';

const { values: options } = parseArgs({ options: { corpus: { type: 'string' }, only: { type: 'string' } } });
if (options.corpus === undefined) {
  console.error('Say where the checkouts are: node scripts/evidence.mjs --corpus DIR');
  process.exit(2);
}
const corpus = resolve(options.corpus);
const records = fileURLToPath(new URL('../docs/evidence', import.meta.url));
const rows = [
  'go.jsonl',
  'go-unseen.jsonl',
  'node.jsonl',
  'node-unseen.jsonl',
  'python.jsonl',
  'python-unseen.jsonl',
  'java.jsonl',
  'applications.jsonl',
  'applications-unseen.jsonl',
  'applications-later.jsonl',
  'multi-stage.jsonl',
  'hand-made.jsonl',
]
  .map(name => join(records, name))
  .filter(path => existsSync(path))
  .flatMap(path => listedFiles(path, corpus))
  .filter(row => options.only === undefined || row.repository === options.only);

const counts = { agreed: 0, differed: 0, absent: 0 };
for (const row of rows) {
  if (!existsSync(row.file)) {
    counts.absent++;
    continue;
  }
  const { outcome, target, problem } = conversionOf(row.file, row.contextFolder);
  const same = outcome === row.outcome && (outcome !== 'converted' || target === row.target);
  counts[same ? 'agreed' : 'differed']++;
  if (!same)
    console.log(
      `${row.repository} ${row.path}: recorded ${row.outcome}, now ${outcome} ${target ?? problem ?? ''}`,
    );
}
console.log(`${counts.agreed} agree, ${counts.differed} differ, ${counts.absent} without a checkout`);
process.exitCode = counts.differed > 0 ? 1 : 0;
