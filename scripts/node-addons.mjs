// Turns facts/node-addons.json into the table of the core: `--write` it, or `--check` that it is in step.
import { readFileSync, writeFileSync } from 'node:fs';

const target = 'server/src/core/rules/shared/node-addons.generated.json';
const { addons } = JSON.parse(readFileSync('facts/node-addons.json', 'utf8'));
const table = addons.map(({ package: name, below }) => ({ name, ...(below ? { below } : {}) }));
const text = `${JSON.stringify(table)}\n`;
if (process.argv.includes('--write')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    `${target} is not in step with facts/node-addons.json: run node scripts/node-addons.mjs --write`,
  );
  process.exitCode = 1;
}
