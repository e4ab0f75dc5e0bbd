/**
 * Checks the recorded verdicts against checkouts of the same repositories.
 *
 *     node scripts/evidence.mjs --corpus DIR [--only OWNER/NAME]
 *
 * DIR holds a folder `owner+name` for each repository, at the commit that docs/evidence/go*.jsonl name.
 * Each Dockerfile is converted with the built command line (dist/cli.js) in its context; a row agrees when the
 * outcome and the target are those recorded. Rows without a checkout are counted, not judged.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { corpus: { type: 'string' }, only: { type: 'string' } } });
if (options.corpus === undefined) {
  console.error('Say where the checkouts are: node scripts/evidence.mjs --corpus DIR');
  process.exit(2);
}
const corpus = resolve(options.corpus);
const root = fileURLToPath(new URL('..', import.meta.url));
const rows = ['go.jsonl', 'go-unseen.jsonl']
  .flatMap(name => readFileSync(join(root, 'docs/evidence', name), 'utf8').split('\n'))
  .filter(line => line !== '')
  .map(line => JSON.parse(line))
  .filter(row => options.only === undefined || row.repository === options.only);

const counts = { agreed: 0, differed: 0, absent: 0 };
for (const row of rows) {
  const checkout = join(corpus, row.repository.replace('/', '+'));
  if (!existsSync(join(checkout, row.path))) {
    counts.absent++;
    continue;
  }
  const context = join(checkout, row.context);
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'dist/cli.js'),
      'convert',
      join(checkout, row.path),
      '--context',
      context,
      '--format',
      'json',
    ],
    { encoding: 'utf8' },
  );
  const { outcome, target } = run.stdout === '' ? { outcome: run.stderr } : JSON.parse(run.stdout);
  const same = outcome === row.outcome && (outcome !== 'converted' || target === row.target);
  counts[same ? 'agreed' : 'differed']++;
  if (!same)
    console.log(`${row.repository} ${row.path}: recorded ${row.outcome}, now ${outcome} ${target ?? ''}`);
}
console.log(`${counts.agreed} agree, ${counts.differed} differ, ${counts.absent} without a checkout`);
process.exitCode = counts.differed > 0 ? 1 : 0;
