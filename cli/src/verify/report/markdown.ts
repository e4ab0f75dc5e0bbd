/** The report for a pull request: tables, and logs to unfold. Nothing of an image can be taken for markup. */
import { printable } from '../../terminal';
import type { Variant, VerifyReport } from '../report';
import type { Verified } from '../verify-all';
import { cellsOf, headings, rightAligned, vulnerabilityCells, vulnerabilityHeadings } from './figures';
import { budgetLines, deedsOf, labelled, verdictSentence } from './words';

/** GitHub takes comments of up to 65,536 characters. */
const logCharacters = 8000;

/** A section for each file. */
export function verifyMarkdown(verified: readonly Verified[]): string {
  return verified.map(({ report }) => section(report)).join('\n');
}

function section(report: VerifyReport): string {
  const { file, builder, variants, baseline, scanner } = report;
  const scanned = variants.filter(({ vulnerabilities }) => vulnerabilities !== undefined);
  const tried = variants.some(({ image, build }) => image !== undefined || build !== undefined);
  const blocks = [
    `### ${escaped(file)}\n`,
    `**${escaped(verdictSentence(report))}**\n`,
    tried ? table([headings, ...variants.map(cellsOf)], rightAligned) : '',
    scanner === undefined || scanned.length === 0
      ? ''
      : `Known vulnerabilities, by ${escaped(`${scanner.name} ${scanner.version}`)}:\n\n${table(
          [vulnerabilityHeadings, ...scanned.map(vulnerabilityCells)],
          new Set(vulnerabilityHeadings.slice(1)),
        )}`,
    list(baseline === undefined ? [] : budgetLines(baseline)),
    ...variants.map(variant => about(variant, variants)),
    tried ? `<sub>Built by ${escaped(`${builder.name} ${builder.version}`)}.</sub>\n` : '',
  ];
  return blocks.filter(block => block !== '').join('\n');
}

function about(variant: Variant, variants: readonly Variant[]): string {
  const { name, outcome, target, build, runs, kept, dockerfile } = variant;
  const onto = target === undefined ? '' : `${outcome === 'converted' ? ' to' : ', on'} ${target}`;
  const lines = [
    ...(build?.ok === false ? [buildText(variant)] : []),
    ...(outcome === 'original'
      ? runs.flatMap(run => deedsOf(run).map(deed => (runs.length > 1 ? `${run.name}: ${deed}` : deed)))
      : []),
    ...labelled(variant, variants).map(({ label, text }) => `${label}: ${text}`),
    ...(kept === undefined ? [] : [`kept as ${kept}`]),
  ];
  const blocks = [
    lines.length === 0
      ? ''
      : `**${escaped(name)}**${outcome === 'original' ? '' : escaped(` ${outcome}${onto}`)}\n\n${list(lines)}`,
    build?.log === undefined || build.log.length === 0
      ? ''
      : details(`The builder's log of ${name}`, build.log.join('\n').slice(-logCharacters)),
    dockerfile === undefined ? '' : details(`The Dockerfile of ${name}`, dockerfile),
  ];
  return blocks.filter(block => block !== '').join('\n');
}

function buildText({ build }: Variant): string {
  const line = build?.line === undefined ? '' : `, line ${build.line + 1}`;
  return `does not build${line}: ${build?.message ?? ''}`;
}

function table(rows: readonly (readonly string[])[], right: ReadonlySet<string>): string {
  const [head = []] = rows;
  const rule = head.map(title => (right.has(title) ? '--:' : '---'));
  const lines = rows.map(row => row.map(escaped));
  return [lines[0] ?? [], rule, ...lines.slice(1)].map(cells => `| ${cells.join(' | ')} |\n`).join('');
}

function list(lines: readonly string[]): string {
  return lines.map(line => `- ${escaped(line)}\n`).join('');
}

/** A fence, so that the text can be copied as it is; longer than any row of backticks in it. */
function details(title: string, text: string): string {
  const inside = printable(text).trimEnd();
  const rows = inside.match(/`+/g) ?? [];
  const fence = '`'.repeat(rows.reduce((longest, row) => Math.max(longest, row.length + 1), 3));
  return `<details><summary>${escaped(title)}</summary>\n\n${fence}\n${inside}\n${fence}\n\n</details>\n`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text that Markdown shows as it is, on one line: no markup, no mention of people, no link, no cell of a table. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[&<>]/g, character => entities[character] ?? character)
    .replace(/[\\`*_[\]#|~$]/g, character => `\\${character}`)
    .replace(/^(\s*)([-+])(?=\s)/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/, '$1\\$2')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/\b(https?|www)(?=:\/\/|\.)/gi, '$1\u200b')
    .replace(/\s*\n\s*/g, ' ');
}
