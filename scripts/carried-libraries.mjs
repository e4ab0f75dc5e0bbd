// Turns facts/carried-runtimes.json into the compact table of the core: `--write` it, or `--check` that it is in step.
import { readFileSync, writeFileSync } from 'node:fs';

const target = 'server/src/core/catalogue/carried.generated.json';
const facts = JSON.parse(readFileSync('facts/carried-runtimes.json', 'utf8'));
/** Modules that no program of today imports, and whose libraries would bring Kerberos along. */
const left = new Set(['nis']);
const byVersion = (one, other) => one.localeCompare(other, 'en', { numeric: true });
/** @type {Record<string, Record<string, string[]>>} */
const table = {};
const add = (language, line, libraries) => {
  const needed = Object.entries(libraries).flatMap(([soname, modules]) =>
    modules.every(module => left.has(module)) ? [] : [soname],
  );
  table[language] ??= {};
  table[language][line] = [...new Set([...(table[language][line] ?? []), ...needed])].sort();
};
for (const { image, line, libraries } of facts.images) add(image.split(':')[0], line, libraries);
for (const { language, lines, libraries } of facts.derived)
  for (const line of lines) add(language, line, libraries);
// What no image of the lab shows yet has what the lines around it have.
const shown = facts.images.map(({ image, line }) => ({ language: image.split(':')[0], line }));
for (const [language, lines] of Object.entries(table))
  for (const line of Object.keys(lines)) {
    const own = shown.filter(item => item.language === language);
    if (own.some(item => item.line === line)) continue;
    const before = own
      .filter(item => byVersion(item.line, line) < 0)
      .sort((one, other) => byVersion(other.line, one.line));
    const after = own
      .filter(item => byVersion(item.line, line) > 0)
      .sort((one, other) => byVersion(one.line, other.line));
    for (const neighbour of [before[0], after[0]])
      for (const soname of neighbour ? lines[neighbour.line] : [])
        if (!lines[line].includes(soname)) lines[line].push(soname);
    lines[line].sort();
  }
const sorted = Object.fromEntries(
  Object.entries(table).map(([language, lines]) => [
    language,
    Object.fromEntries(Object.entries(lines).sort(([one], [other]) => byVersion(one, other))),
  ]),
);
const text = `${JSON.stringify(sorted)}\n`;
if (process.argv.includes('--write')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    `${target} is not in step with facts/carried-runtimes.json: run node scripts/carried-libraries.mjs --write`,
  );
  process.exitCode = 1;
}
