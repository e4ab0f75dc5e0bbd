/**
 * Which rules answer for which case of facts/compatibility.json: reads the labels on the examples of the rule pages
 * and writes docs/coverage.md.
 *
 *     node scripts/coverage.mjs --write     writes the page
 *     node scripts/coverage.mjs --check     fails if it is out of step, or a case of severity error has no answer
 *
 * A label is the end of the line above an example, its ids in parentheses: `npm is not in the image (D02):`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const at = path => new URL(`../${path}`, import.meta.url);
const cases = JSON.parse(readFileSync(at('facts/compatibility.json'), 'utf8'));
const reasons = JSON.parse(readFileSync(at('facts/beyond-analysis.json'), 'utf8'));
const pages = 'server/src/core/rules/';
const labels = new Map();

for (const file of readdirSync(at(pages))
  .filter(name => name.endsWith('.md'))
  .sort()) {
  let section = '';
  const lines = readFileSync(at(pages + file), 'utf8').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('## ')) section = line.slice(3);
    const label = /\(((?:[A-L]\d{2}(?:, )?)+)\)[.:]?$/.exec(line);
    if (label === null || (section !== 'Reported' && section !== 'Not reported')) continue;
    const next = lines.slice(index + 1).find(text => text !== '') ?? '';
    if (!/^```(?:files|dockerfile)$/.test(next))
      throw new Error(`${file}:${index + 1}: no example follows the label`);
    for (const id of label[1].split(', ')) {
      const known = labels.get(id) ?? { Reported: new Set(), 'Not reported': new Set() };
      known[section].add(file.slice(0, -3));
      labels.set(id, known);
    }
  }
}

const problems = [];
const ids = new Set(cases.map(({ id }) => id));
for (const id of [...labels.keys(), ...Object.keys(reasons)])
  if (!ids.has(id)) problems.push(`${id} is no case of facts/compatibility.json`);
for (const { id, severity } of cases) {
  const label = labels.get(id);
  const proved = label !== undefined && label.Reported.size > 0 && label['Not reported'].size > 0;
  if (proved && reasons[id] !== undefined && severity === 'error' && !reasons[id].startsWith('In part'))
    problems.push(`${id} has examples and a reason why there are none`);
  if (severity === 'error' && !proved && reasons[id] === undefined)
    problems.push(
      `${id} needs an example that is reported and one that is not, or a reason in facts/beyond-analysis.json`,
    );
}

const link = rule => `[\`${rule}\`](../server/src/core/rules/${rule}.md)`;
const list = set => [...set].map(link).join(', ');
const escape = text => text.replaceAll('|', '\\|');
const row = ({ id, severity, rule }) => {
  const label = labels.get(id);
  const fires = label === undefined ? '' : list(label.Reported);
  const quiet = label === undefined ? '' : list(label['Not reported']);
  return `| ${id} | ${severity} | ${escape(rule)} | ${fires} | ${quiet} | ${escape(reasons[id] ?? '')} |`;
};
const errors = cases.filter(({ severity }) => severity === 'error');
const proved = errors.filter(
  ({ id }) => labels.get(id)?.Reported.size && labels.get(id)?.['Not reported'].size,
);
const text = `# What the rules cover

Written by \`node scripts/coverage.mjs --write\` from the labels on the examples of the rule pages and from \`facts/beyond-analysis.json\`.

Of the ${errors.length} cases of severity error in [facts/compatibility.json](../facts/compatibility.json), ${proved.length} have an example that is reported and one that is not; the examples are tests.
For the others, the last column says why a static analysis cannot know, or who answers instead.

| case | severity | what goes wrong | reported by | quiet on the right file | beyond the analysis |
|---|---|---|---|---|---|
${cases
  .filter(({ id, severity }) => severity === 'error' || labels.has(id) || reasons[id])
  .map(row)
  .join('\n')}
`;

if (process.argv.includes('--write')) writeFileSync(at('docs/coverage.md'), text);
else if (readFileSync(at('docs/coverage.md'), 'utf8') !== text)
  problems.push('docs/coverage.md is out of step: node scripts/coverage.mjs --write');
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
