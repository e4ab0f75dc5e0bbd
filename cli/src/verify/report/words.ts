/** Sentences about a verification, for text and Markdown alike; none of them is escaped yet. */
import { counted } from '../../report/findings';
import type { Hindrance } from '../engines/engine';
import type { BaselineReport, RunReport, Variant, VerifyReport } from '../report';
import { quoted } from '../text-difference';
import { sizeText } from './figures';

/** What a run did: its end, its output, what answered and how; a line each. */
export function deedsOf(run: RunReport): readonly string[] {
  const { exit, stdout, stderr, listens, http, health, files } = run;
  const ended = exit !== 'running';
  const ports = listens.length > 0 ? ` and listens on ${listens.join(', ')}` : '';
  const said = [
    ...(stdout.trim() === '' ? [] : [`prints ${shortened(stdout)}`]),
    ...(ended && exit !== 0 && stderr.trim() !== '' ? [`says ${shortened(stderr)} on standard error`] : []),
  ];
  const output = said.length > 0 ? `, ${said.join(', ')}` : ended ? ', prints nothing' : '';
  return [
    `${ended ? `ends with exit code ${exit}` : `stays up${ports}`}${output}`,
    ...http.map(answer => `${answer.path} on port ${answer.port}: ${answerText(answer)}`),
    ...(health === undefined ? [] : [`health check: ${health}`]),
    ...Object.entries(files).map(([path, text]) => `leaves ${path}: ${shortened(text)}`),
  ];
}

function answerText(answer: RunReport['http'][number]): string {
  if ('error' in answer) return `no answer (${answer.error})`;
  const type = answer.type === '' ? '' : ` ${answer.type}`;
  const location = answer.location === undefined ? '' : ` to ${answer.location}`;
  return `${answer.status}${type}${location} ${shortened(answer.body)}`;
}

function shortened(text: string): string {
  const lines = text.trim().split('\n');
  const more = lines.length > 2 ? ` and ${counted(lines.length - 2, 'more line')}` : '';
  return quoted(lines.slice(0, 2).join('\n')) + more;
}

/** The first sentence of each note: the rest stands in the output of `convert`. */
function briefly(note: string): string {
  const [first = note] = note.split(/(?<=[.!?])\s+(?=[A-Z`])/);
  return first;
}

export interface Labelled {
  readonly label: string;
  readonly text: string;
  readonly tone: 'red' | 'cyan';
}

/**
 * What is held against a variant, why there is none, and what its operators should know; notes that stand at an earlier
 * one of `variants` already are only counted.
 */
export function labelled(variant: Variant, variants: readonly Variant[]): readonly Labelled[] {
  const { outcome, reasons = [], problems, notes = [], remarks = [] } = variant;
  const problem = outcome === 'original' ? 'not as expected' : 'problem';
  const earlier = variants.slice(0, variants.indexOf(variant));
  const fresh = notes.filter(note => !earlier.some(one => one.notes?.includes(note)));
  const repeated = notes.length - fresh.length;
  const again = repeated === 0 ? [] : [`${counted(repeated, 'note')} as above`];
  return [
    ...reasons.map(text => ({ label: 'reason', text, tone: 'red' }) as const),
    ...problems.map(text => ({ label: problem, text, tone: 'red' }) as const),
    ...fresh.map(text => ({ label: 'note', text: briefly(text), tone: 'cyan' }) as const),
    ...[...again, ...remarks].map(text => ({ label: 'note', text, tone: 'cyan' }) as const),
  ];
}

/** A line for each conversion that has a size to compare with. */
export function budgetLines({ budget, variants }: BaselineReport): readonly string[] {
  return variants.map(({ name, bytes, before, over }) => {
    if (before === undefined) return `${name} was not recorded before`;
    const percent = (bytes / before - 1) * 100;
    const change = `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
    return `${name}: ${sizeText(before)} before, ${sizeText(bytes)} now (${change}), ${over ? 'over' : 'within'} the budget of ${budget} %`;
  });
}

/** A sentence on what became of a file. */
export function verdictSentence(report: VerifyReport): string {
  const { verdict, variants } = report;
  const names = (wanted: Variant['verdict']) =>
    variants.filter(one => one.outcome !== 'original' && one.verdict === wanted).map(({ name }) => name);
  const [original] = variants;
  switch (verdict) {
    case 'same':
      return `The same: ${listOf(names('same'))} ${names('same').length === 1 ? 'does' : 'do'} what the original does.`;
    case 'different':
      return `Different: ${variants.flatMap(one => faultOf(one, report) ?? []).join('; ')}.`;
    case 'declined':
      return 'Declined: nothing was converted.';
    case 'unchanged':
      return 'Unchanged: there is nothing to convert.';
    case 'unproven':
      if (original?.build?.ok === false) return 'Unproven: the original does not build.';
      if (original?.verdict === 'same') return `Unproven: ${variants.flatMap(doubtOf).join('; ')}.`;
      return original !== undefined && original.problems.length > 0
        ? 'Unproven: the original does not do what is expected.'
        : 'Unproven: the original fails by itself, and a conversion that fails alike proves nothing. State in a file for --expect what it needs.';
  }
}

/** How a conversion is different, as a clause; undefined for one that is not. */
function faultOf(
  { name, outcome, verdict, build, runs, problems }: Variant,
  { baseline }: VerifyReport,
): string | undefined {
  if (outcome === 'original' || verdict !== 'different') return undefined;
  if (build?.ok === false) return `${name} does not build`;
  const over = baseline?.variants.some(one => one.over && one.name === name);
  if (over && problems.length === 1) return `${name} is over the budget`;
  return runs.some(({ exit }) => exit === 127) ? `${name} does not start` : `${name} does something else`;
}

const hindrances: Readonly<Record<Hindrance, string>> = {
  'base image': 'an image that it builds on could not be had',
  'time limit': 'the time limit was reached',
  disk: 'no space is left',
  builder: 'the builder went away',
};

/** Why a conversion of an original that works is unproven; none for one that is not. */
function doubtOf({ name, outcome, verdict, build }: Variant): readonly string[] {
  if (outcome === 'original' || verdict !== 'unproven') return [];
  return build?.hindrance === undefined
    ? [`the original does not end alike twice, so nothing can be said of ${name}`]
    : [`${name} could not be built, because ${hindrances[build.hindrance]}`];
}

function listOf(names: readonly string[]): string {
  const [last = '', ...before] = names.toReversed();
  return before.length === 0 ? last : `${before.reverse().join(', ')} and ${last}`;
}
