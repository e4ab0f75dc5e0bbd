// Turns facts/python-packages.json into the compact table of the core: `--write` it, or `--check` that it is in step.
import { readFileSync, writeFileSync } from 'node:fs';

const target = 'server/src/core/manifests/python-packages.generated.json';
const facts = JSON.parse(readFileSync('facts/python-packages.json', 'utf8'));
// Where a fact comes from is of no use at run time.
const table = facts.packages.map(({ source, ...fact }) => (source === undefined ? undefined : fact));
if (table.includes(undefined)) throw new Error('facts/python-packages.json: a fact has no source');
const text = `${JSON.stringify(table)}\n`;
if (process.argv.includes('--write')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    `${target} is not in step with facts/python-packages.json: run node scripts/python-packages.mjs --write`,
  );
  process.exitCode = 1;
}
