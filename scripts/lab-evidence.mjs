/**
 * Writes docs/evidence.md from the results of a full run of the lab, and of the projects that were run with --repo.
 *
 *     npm run lab && node scripts/lab-evidence.mjs [--results FILE] [--part]
 *
 * Refuses results of a part of the cases: a table that hides what was not run proves nothing. With --part, cases and
 * checks that were not run stay as the document has them, and it says how many those are.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { results: { type: 'string' }, part: { type: 'boolean', default: false } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const results = JSON.parse(
  readFileSync(options.results ?? join(root, '.cache', 'lab', 'results.json'), 'utf8'),
);
const { own } = results;
const target = join(root, 'docs', 'evidence.md');
const earlier = options.part ? earlierReports(results.reports.map(({ name }) => name)) : [];
results.reports = [...results.reports, ...earlier].sort((a, b) => a.name.localeCompare(b.name));
const cases = readdirSync(join(root, 'test', 'lab', 'cases'));
const missing = cases.filter(name => !results.reports.some(report => report.name === name));
if (missing.length > 0) {
  console.error(`These cases are not in the results; run the whole lab first: ${missing.join(', ')}`);
  process.exit(2);
}

const expectations = new Map(
  cases.map(name => [
    name,
    JSON.parse(readFileSync(join(root, 'test', 'lab', 'cases', name, 'expect.json'), 'utf8')),
  ]),
);
const languages = [...new Set([...expectations.values()].map(({ language }) => language))].sort();

/** The rows of the document about cases that were not run this time. @param {readonly string[]} done */
function earlierReports(done) {
  const bytes = cell => (cell === '' ? undefined : Number.parseFloat(cell) * 1e6);
  return readFileSync(target, 'utf8')
    .split('\n')
    .map(line => line.split(/(?<!\\)\|/).map(cell => cell.trim()))
    .filter(
      ([, name = '', , outcome = '']) =>
        /^[\w-]+$/.test(name) && /^(?:converted|declined|unchanged)$/.test(outcome),
    )
    .filter(([, name = '']) => !done.includes(name) && existsSync(join(root, 'test/lab/cases', name)))
    .map(([, name, , outcome, original = '', conversion = '', , image = '']) => ({
      ...{ name, outcome, verdict: 'passed', problems: [] },
      originalBytes: bytes(original),
      conversionBytes: bytes(conversion),
      target: image.replaceAll('`', ''),
    }));
}

function size(bytes) {
  if (bytes === undefined) return '';
  const megabytes = bytes / 1e6;
  return `${megabytes < 100 ? megabytes.toFixed(2) : Math.round(megabytes)} MB`;
}

/** What a table cell must not end, and a browser must not take for its own. */
function cell(text) {
  return text.replace(/\s+/g, ' ').replace(/[\\|<>*_[\]`]/g, found => (found === '`' ? found : `\\${found}`));
}

function table(head, rows) {
  const align = head.map(title => (/^(original|conversion|smaller by)$/.test(title) ? '--:' : '---'));
  return [head, align, ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}

function saved(before, after) {
  if (before === undefined || after === undefined) return '';
  const percent = (1 - after / before) * 100;
  return `${percent > 99 ? percent.toFixed(2) : percent.toFixed(1)} %`;
}

function caseTable(language) {
  const rows = results.reports
    .filter(({ name }) => expectations.get(name)?.language === language)
    .map(report => [
      report.name,
      cell(expectations.get(report.name).about),
      report.verdict === 'passed' ? (report.outcome ?? '') : `**${report.verdict}**`,
      size(report.originalBytes),
      size(report.conversionBytes),
      saved(report.originalBytes, report.conversionBytes),
      report.outcome === 'converted' ? `\`${report.target}\`` : '',
    ]);
  const converted = results.reports.some(
    ({ name, outcome }) => expectations.get(name)?.language === language && outcome === 'converted',
  );
  const waiting =
    'Programs in this language are not converted yet. The originals are built and run, and the reason for declining is checked.\n\n';
  const cells = table(
    ['case', 'what', 'outcome', 'original', 'conversion', 'smaller by', 'final base image'],
    rows,
  );
  return converted ? cells : waiting + cells;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function summary() {
  const { reports } = results;
  const converted = reports.filter(report => report.outcome === 'converted' && report.conversionBytes);
  const count = outcome => reports.filter(report => report.outcome === outcome).length;
  const failed = reports.filter(report => report.verdict !== 'passed');
  const smaller = median(converted.map(report => 1 - report.conversionBytes / report.originalBytes));
  return [
    `${reports.length} cases: ${converted.length} converted, ${count('declined')} declined for the reason that their expectation names, ${count('unchanged')} with nothing to gain.`,
    failed.length === 0 ? 'All of them passed.' : `${failed.length} failed; they are listed at the end.`,
    ...(earlier.length === 0 ? [] : [`${earlier.length} of the rows are of an earlier run.`]),
    `The median conversion is ${(smaller * 100).toFixed(1)} % smaller than its original.`,
  ].join('\n');
}

const older = 'They are of an earlier run of the whole lab.';

/** The section as the document has it. */
function earlierChecks() {
  const text = existsSync(target) ? readFileSync(target, 'utf8') : '';
  const section = /## The lab's own checks\n\n([\s\S]*?)\n\n## /.exec(text)?.[1] ?? '';
  return section.startsWith(older) ? section : `${older}\n\n${section}`;
}

/** Checks of one group as a line with their number. */
function ownChecks() {
  if (own.length === 0) return earlierChecks();
  const groups = new Map();
  for (const { title, ok } of own) groups.set(title, [...(groups.get(title) ?? []), ok]);
  return [...groups]
    .map(([title, all]) => {
      const failed = all.filter(ok => !ok).length;
      const number = all.length > 1 ? `${all.length} ` : '';
      return `- ${failed > 0 ? `**${failed} failed** of ` : ''}${number}${cell(title)}`;
    })
    .join('\n');
}

function headline() {
  const report = results.reports.find(({ name }) => name === 'headline');
  if (report?.conversionBytes === undefined) return '';
  return `## The headline

An article that is often quoted takes a small Go web server from 861 MB to 1.83 MB.
The case \`headline\` is a program of that kind, written for this project: **${size(report.originalBytes)} to ${size(report.conversionBytes)}** on \`${report.target}\`.

`;
}

function failures() {
  const failed = results.reports.filter(report => report.verdict !== 'passed');
  if (failed.length === 0) return '';
  const items = failed.map(
    ({ name, problems }) => `- \`${name}\`: ${cell(problems.join('; ').slice(0, 600))}`,
  );
  return `## What failed\n\n${items.join('\n')}\n\n`;
}

/** Public projects whose original and conversion were built and run with their real dependencies. */
function projects() {
  const rows = readdirSync(join(root, 'docs', 'evidence'))
    .filter(name => name.endsWith('.jsonl'))
    .flatMap(name => readFileSync(join(root, 'docs', 'evidence', name), 'utf8').split('\n'))
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
    .filter(row => row.lab !== undefined)
    .map(({ repository, commit, path, target, lab }) => {
      const [before = '', after = ''] = lab.split(' -> ');
      return [cell(repository), `\`${commit.slice(0, 10)}\``, `\`${path}\``, before, after, `\`${target}\``];
    });
  const head = ['repository', 'commit', 'Dockerfile', 'original', 'conversion', 'final base image'];
  return `## Public projects

Original and conversion of these were built and run with their real dependencies, and did the same (\`npm run lab -- --repo DIR\`).
What was read, and not built, is in [evidence/](evidence/README.md).

${table(head, rows)}
`;
}

const { engine, seconds, finished } = results;
const text = `# What the image lab proves

Written by \`node scripts/lab-evidence.mjs\` from a run of \`npm run lab\`${finished ? ` on ${finished.slice(0, 10)}` : ''}; not by hand.

Each case is a folder in [test/lab/cases](../test/lab/cases).
Its original is built and run; then its conversion is built and run as its own user, by \`distill verify\`, with the same arguments, requests and files, and compared: exit code, output, answers, files written, health.
A conversion must be smaller than its original, and a second conversion must leave it unchanged.

**The base images are reconstructions from Debian packages and published toolchains, not the vendors' images**: where the vendor's are larger or smaller, so are the figures.
They were built with Docker ${engine.docker} (BuildKit); the whole run took ${Math.round(seconds / 60)} minutes on two cores.

${summary()}

${headline()}${languages.map(language => `## ${language}\n\n${caseTable(language)}\n`).join('\n')}
## The lab's own checks

${ownChecks()}

${failures()}${projects()}`;
writeFileSync(target, text);
console.log(`docs/evidence.md: ${results.reports.length} cases`);
