// Turns facts/go-modules.json into the compact table of the core: `--write` it, or `--check` that it is in step.
import { readFileSync, writeFileSync } from 'node:fs';

const target = 'server/src/core/go/modules.generated.json';
const facts = JSON.parse(readFileSync('facts/go-modules.json', 'utf8'));
const table = {
  cgo: facts.cgo.map(({ module, requires, needs, packages, systemPackages, withoutCgo }) => ({
    module,
    requires,
    needs,
    ...(packages ? { packages } : {}),
    ...(systemPackages ? { systemPackages } : {}),
    // Calls C without cgo: the binary loads a C library either way.
    ...(/dynamically linked/.test(withoutCgo ?? '') ? { alwaysDynamic: true } : {}),
  })),
  exec: facts.exec
    .filter(item => item.program !== '' && !item.conditional)
    .map(({ module, program, systemPackages }) => ({
      module,
      program,
      ...(systemPackages ? { systemPackages } : {}),
    })),
  files: facts.files
    .filter(item => item.conventional?.length > 0)
    .map(({ module, conventional }) => ({ module, conventional })),
};
const text = `${JSON.stringify(table)}\n`;
if (process.argv.includes('--write')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    `${target} is not in step with facts/go-modules.json: run node scripts/go-modules.mjs --write`,
  );
  process.exitCode = 1;
}
