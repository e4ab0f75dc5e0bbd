// Turns facts/node-addons.json into the table of the core: `--write` it, or `--check` that it is in step.
import { readFileSync, writeFileSync } from 'node:fs';

const target = 'server/src/core/node/node-addons.generated.json';
const facts = JSON.parse(readFileSync('facts/node-addons.json', 'utf8'));
// Where a fact comes from is of no use at run time.
const packed = rows => rows.map(({ package: name, below }) => ({ name, ...(below ? { below } : {}) }));
const table = {
  addons: packed(facts.addons),
  v8: packed(facts.v8),
  scripts: facts.scripts.map(row => row.package),
  system: Object.fromEntries(facts.system.map(row => [row.package, row.needs])),
};
const text = `${JSON.stringify(table)}\n`;
if (process.argv.includes('--write')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    `${target} is not in step with facts/node-addons.json: run node scripts/node-addons.mjs --write`,
  );
  process.exitCode = 1;
}
