/** The report for people at a terminal. */
import { createColors } from 'picocolors';
import { codeFrame } from '../../report/frame';
import { placesIn } from '../../report/places';
import { type Colors, printable, shownPath } from '../../terminal';
import type { BuildReport, Variant, Verdict, VerifyReport } from '../report';
import type { Verified } from '../verify-all';
import { figuresTable, vulnerabilityTable } from './text-tables';
import { budgetLines, deedsOf, labelled, verdictSentence } from './words';

/** How much of a builder's log is shown; all of it went by as progress, or is in the JSON. */
const logLines = 15;

/** A section for each file. */
export function verifyText(verified: readonly Verified[], colors: Colors = createColors(false)): string {
  return verified.map(one => section(one, colors)).join('\n');
}

function section({ report, subject }: Verified, colors: Colors): string {
  const { file, builder, variants, baseline } = report;
  const tried = variants.some(({ image, build }) => image !== undefined || build !== undefined);
  const sizes = baseline === undefined ? [] : budgetLines(baseline);
  const blocks = [
    `${colors.bold(shownPath(file))}${tried ? `, built by ${builder.name} ${printable(builder.version)}` : ''}\n`,
    figuresTable(report, colors),
    vulnerabilityTable(report, colors),
    ...variants.map(variant => about(variant, report, subject.source, colors)),
    sizes.map(line => `${printable(line)}\n`).join(''),
    `${verdictColor(report.verdict, colors)(printable(verdictSentence(report)))}\n`,
  ];
  return blocks.filter(block => block !== '').join('\n');
}

/** What there is to say about one variant beside its figures. */
function about(variant: Variant, { variants }: VerifyReport, source: string, colors: Colors): string {
  const { name, target, build, outcome, kept } = variant;
  const lines = [
    ...(build?.ok === false ? [buildFailure(build, variant.dockerfile ?? source, colors)] : []),
    ...(outcome === 'original' ? deeds(variant) : []),
    ...labelled(variant, variants).map(
      ({ label, text, tone }) => `${colors[tone](label)}: ${printable(text)}`,
    ),
    ...(kept === undefined ? [] : [`kept as ${printable(kept)}`]),
  ];
  if (lines.length === 0 && target === undefined) return '';
  const head = `${name}: ${outcome}${target === undefined ? '' : `${outcome === 'converted' ? ' to' : ', on'} ${target}`}`;
  const title = outcome === 'original' ? 'original' : printable(head);
  return `${title}\n${lines.map(line => `  ${line.replaceAll('\n', '\n  ')}\n`).join('')}`;
}

function deeds({ runs }: Variant): readonly string[] {
  return runs.flatMap(run => {
    const [first = '', ...more] = deedsOf(run).map(printable);
    const name = runs.length > 1 ? `${printable(run.name)}: ` : '';
    return [name + first, ...more.map(deed => `  ${deed}`)];
  });
}

/** The message, the line of the Dockerfile, and the end of the builder's own log. */
function buildFailure({ message = '', log = [], line }: BuildReport, source: string, colors: Colors): string {
  const places = placesIn(source);
  const text = line === undefined ? '' : places.line(line);
  const start = text.length - text.trimStart().length;
  const range = {
    start: { line: line ?? 0, character: start },
    end: { line: line ?? 0, character: text.length },
  };
  return [
    `${colors.red('does not build')}${line === undefined ? '' : `, line ${line + 1}`}: ${printable(message)}`,
    ...(text === '' ? [] : [codeFrame(places, range, colors)]),
    ...withoutFrame(log)
      .slice(-logLines)
      .map(one => colors.dim(`  | ${printable(one)}`)),
  ].join('\n');
}

/**
 * BuildKit ends with the last output of the instruction, which stands above already, the lines of the Dockerfile, which
 * have just been shown, and the message once more.
 */
function withoutFrame(log: readonly string[]): readonly string[] {
  const next = (index: number) => log[index + 1] ?? '';
  const at = log.findIndex((line, index) =>
    line === '------' ? /^ > /.test(next(index)) : /:\d+$/.test(line) && /^-{10,}$/.test(next(index)),
  );
  return at === -1 ? log : log.slice(0, at);
}

function verdictColor(verdict: Verdict, colors: Colors): (text: string) => string {
  if (verdict === 'same' || verdict === 'unchanged') return colors.green;
  return verdict === 'unproven' ? colors.yellow : colors.red;
}
