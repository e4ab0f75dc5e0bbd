/** The sections of docs/evidence.md about public projects that were built, from the rows of docs/evidence/real-builds*.jsonl. */

/**
 * @typedef {object} Row
 * @property {string} repository
 * @property {string} commit
 * @property {string} path
 * @property {string} context
 * @property {string} original What became of it: `answers`, `runs` (stays up, listens nowhere), `ends` (by itself, with exit code 0), `calls out` (has started, and stops because a service outside cannot be reached), `stops` (with another error), `not built`, `left out`.
 * @property {string} [outcome]
 * @property {string} [target]
 * @property {string} verdict `same`, `stop alike`, `different`, `declined`, `unchanged`, `original broken`, `left out`, `unproven`.
 * @property {number} [before] Bytes.
 * @property {number} [after]
 * @property {string} [why]
 * @property {boolean} [imitated] On Debian, for want of the image on Alpine or on a vendor's Linux.
 * @property {string[]} [standIns] Which image was taken for which.
 * @property {string} [prepared] The maintainers' own build, where the Dockerfile only copies what it makes.
 * @property {string[]} [given] What it was lent to start: variables, services, arguments.
 */

const started = ['answers', 'runs', 'ends'];

/**
 * @typedef {object} Subject One section.
 * @property {string} heading
 * @property {string} rows The file with a row for each Dockerfile.
 * @property {string} environment The file that says what programs were lent.
 * @property {string} imitation What `imitated` means here.
 * @property {string} mark Which rows are imitated, in brackets.
 * @property {string} absent Why Dockerfiles are left out.
 */

/** The sections, by the word that `scripts/real-evidence.mjs` is given. @type {Record<'scripted' | 'compiled', Subject>} */
export const subjects = {
  scripted: {
    heading: '## Real builds of Node.js and Python',
    rows: 'evidence/real-builds.jsonl',
    environment: 'evidence/real-builds-environment.json',
    imitation:
      'stand on Alpine and were tried on an imitation, Debian with BusyBox: the C library is not what was tried',
    mark: 'imitated Alpine',
    absent: 'the lab has no reconstruction of their base image, or no room',
  },
  compiled: {
    heading: '## Real builds of Java, Rust, C, C++, static sites and multi-stage files',
    rows: 'evidence/real-builds-compiled.jsonl',
    environment: 'evidence/real-builds-compiled-environment.json',
    imitation:
      "stand on Alpine, Amazon's or Oracle's Linux and were tried on an imitation, Debian with the same version of what is on it: the C library is not what was tried",
    mark: 'imitated',
    absent:
      'the lab has no reconstruction of their base image, cannot load Gradle, .NET or packages of Alpine, or had not the time',
  },
};

/** @param {readonly number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? Number(sorted[middle])
    : (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2;
}

const percent = (/** @type {number} */ part) => `${(part * 100).toFixed(1)} %`;
const size = (/** @type {number} */ bytes) =>
  `${bytes < 1e8 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6)} MB`;
const cell = (/** @type {string} */ text) => text.replace(/\s+/g, ' ').replace(/[\\|<>*_[\]`]/g, '\\$&');

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const align = head.map(title => (/^(original|conversion|smaller by)$/.test(title) ? '--:' : '---'));
  return [head, align, ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}

/** @param {readonly Row[]} rows */
function tally(rows) {
  const of = (/** @type {(row: Row) => boolean} */ holds) => rows.filter(holds);
  const running = of(({ original }) => started.includes(original));
  const inScope = running.filter(({ verdict }) => verdict !== 'unchanged');
  const same = running.filter(({ verdict }) => verdict === 'same');
  const alike = of(({ verdict }) => verdict === 'stop alike');
  return { running, inScope, same, alike };
}

/** Of those with a size before and after. @param {readonly Row[]} rows */
function reductions(rows) {
  return rows.flatMap(({ before, after }) => (before && after ? [1 - after / before] : []));
}

/** @param {Row} row */
const isForDevelopment = ({ why = '' }) => /\bfor development\b|development server|watches files/.test(why);

/** @param {Row} row */
const nameOf = ({ repository, path, commit }) => [
  cell(repository),
  `\`${commit.slice(0, 10)}\``,
  `\`${path}\``,
];

/** @param {readonly Row[]} rows */
function notConverted(rows) {
  const lines = rows.map(row => [...nameOf(row), row.original, row.verdict, cell(row.why ?? '')]);
  return table(['repository', 'commit', 'Dockerfile', 'the original', 'outcome', 'why'], lines);
}

/** @param {readonly Row[]} rows @param {Subject} subject */
function converted(rows, { mark }) {
  const lines = rows.map(row => [
    ...nameOf(row),
    `${row.original}${row.imitated ? ` (${mark})` : ''}`,
    size(row.before ?? 0),
    size(row.after ?? 0),
    percent(1 - (row.after ?? 0) / (row.before ?? 1)),
    `\`${row.target}\``,
  ]);
  return table(
    [
      'repository',
      'commit',
      'Dockerfile',
      'both',
      'original',
      'conversion',
      'smaller by',
      'final base image',
    ],
    lines,
  );
}

/** Lines that stand only where there is something to say. @param {readonly Row[]} rows Those that run. */
function besides(rows) {
  const prepared = rows.filter(row => row.prepared).length;
  const standing = rows.filter(row => row.standIns?.length).length;
  return [
    ...(prepared > 0
      ? [
          `${prepared} only copy what the project's own build has made: it was run before, and the same files went into both images.`,
        ]
      : []),
    ...(standing > 0
      ? [`${standing} were tried on an image of another version or Debian release, which their row names.`]
      : []),
  ]
    .map(line => `${line}\n`)
    .join('');
}

/**
 * The section, with its heading and without what follows.
 * @param {readonly Row[]} rows
 * @param {Subject} subject
 */
export function realBuildsSection(rows, subject) {
  const { running, inScope, same, alike } = tally(rows);
  const tried = rows.filter(({ verdict }) => verdict !== 'left out');
  const dead = tried.filter(({ original }) => original === 'not built');
  const stops = tried.filter(({ original }) => original === 'stops');
  const callers = tried.filter(({ original }) => original === 'calls out');
  const declined = inScope.filter(({ verdict }) => verdict === 'declined');
  const development = declined.filter(isForDevelopment);
  const failed = rows.filter(({ verdict }) => verdict === 'different');
  const withoutShell = same.filter(({ target }) => /^(?:gcr\.io\/distroless\/|scratch$)/.test(target ?? ''));
  const saved = reductions(same);
  const mean = saved.reduce((sum, one) => sum + one, 0) / saved.length;
  const others = running.filter(row => row.verdict !== 'same');
  const answering = running.filter(({ original }) => original === 'answers');
  const imitated = running.filter(row => row.imitated);
  const lent = running.filter(({ given }) => given?.length);
  return `${subject.heading}

Written by \`node scripts/real-evidence.mjs\` from what \`node scripts/real-builds.mjs\` found; a row for each Dockerfile is in [${subject.rows}](${subject.rows}).
Originals were built with their real dependencies and run, then their conversions as \`--to auto\` has them, and both were compared by \`distill verify\`.

| | Dockerfiles |
| --- | --: |
| tried | ${tried.length} |
| the original does not build any more (here) | ${dead.length} |
| it builds, and stops by itself with an error | ${stops.length} |
| it builds and starts, and stops because a service outside of the lab cannot be reached | ${callers.length} |
| … of these: converted, and the conversion does the same | ${callers.filter(({ verdict }) => verdict === 'stop alike').length} |
| **it builds, starts, and answers, stays up or ends well** | **${running.length}** |
| … of these: there was nothing to gain (unchanged) | ${running.length - inScope.length} |
| … **converted; the conversion builds, starts and answers the same** | **${same.length} of ${inScope.length} (${percent(same.length / inScope.length)})** |
| … declined | ${declined.length} |
| … … of these: for development, with a program that compiles or restarts when sources change | ${development.length} |
| … converted and the same, of those that are not for development | ${same.length} of ${inScope.length - development.length} (${percent(same.length / (inScope.length - development.length))}) |
| … converted, and different | ${failed.filter(({ original }) => started.includes(original)).length} |
| original and conversion load what they have, and stop alike with the same exit code, altogether | ${alike.length} |

The published figures to beat are 60.3 % of conversions that work and 52.2 % less size; the median conversion here is **${percent(median(saved))}** smaller (mean ${percent(mean)}).
${withoutShell.length} of the ${same.length} are on a base without a shell.
${answering.length} of the ${running.length} answer requests; the others stay up without listening, or end with exit code 0.
${lent.length} were lent what they want of their environment, original and conversion the same: variables without meaning, and a PostgreSQL or Redis of their own ([${subject.environment}](${subject.environment})).
${imitated.length} ${subject.imitation}.
${besides(running)}${rows.length - tried.length} more were left out, because ${subject.absent}.

### Converted, and the same

${converted(same, subject)}

### Built and started, not converted or not the same

${notConverted(others)}

### The original stops by itself, or does not build

${notConverted(tried.filter(row => !started.includes(row.original)))}
`;
}

/**
 * A document with a section replaced, or with the section at its end.
 * @param {string} document
 * @param {readonly Row[]} rows
 * @param {Subject} subject
 */
export function withRealBuilds(document, rows, subject) {
  const [before = '', rest] = document.split(`${subject.heading}\n`);
  const after = rest === undefined ? '' : (/\n## [\s\S]*/.exec(rest)?.[0] ?? '');
  return `${before.trimEnd()}\n\n${realBuildsSection(rows, subject)}${after}`;
}
