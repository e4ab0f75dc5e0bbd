/** The figures of a variant as the cells of a table, the same in text and in Markdown. */
import type { RunReport, Variant } from '../report';
import { severities } from '../scanners/findings';

export const headings = ['', 'size', 'layers', 'packages', 'user', 'shell', 'start', 'result'] as const;

/** The columns of numbers. */
export const rightAligned: ReadonlySet<string> = new Set(['size', 'layers', 'packages', 'start']);

export const vulnerabilityHeadings = ['', ...severities] as const;

/** A cell for each severity, behind the name. */
export function vulnerabilityCells({ name, vulnerabilities }: Variant): readonly string[] {
  return [name, ...severities.map(severity => String(vulnerabilities?.[severity] ?? '-'))];
}

/** A cell for each heading; a dash where something is not known, or does not apply. */
export function cellsOf(variant: Variant): readonly string[] {
  const { name, image } = variant;
  const figures =
    image === undefined
      ? ['-', '-', '-', '-', '-']
      : [
          sizeText(image.bytes),
          String(image.layers),
          image.packages === undefined ? '-' : String(image.packages),
          image.user === '' ? 'root' : image.user,
          image.shell === undefined ? '-' : (image.shell ?? 'none'),
        ];
  return [name, ...figures, startText(variant), resultText(variant)];
}

/** As Docker prints sizes: powers of 1000, three digits that count. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Milliseconds up to a second, tenths of seconds beyond. */
export function timeText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Of the first run that came to an answer or to an end. */
function startText({ runs }: Variant): string {
  const first = runs.find(({ startMs }) => startMs !== undefined);
  return first?.startMs === undefined ? '-' : timeText(first.startMs);
}

/** The verdict; of the original what it did, which is what the others are measured by. */
function resultText(variant: Variant): string {
  const { outcome, verdict, build, runs } = variant;
  if (build?.ok === false) return 'does not build';
  if (outcome !== 'original') return verdict;
  const [first] = runs;
  if (first === undefined) return 'not built';
  if (verdict === 'unproven') return 'unproven';
  return runs.length > 1 ? `${runs.length} runs` : shortEnd(first);
}

/** What a run came to, in a few words. */
export function shortEnd({ exit, http, listens }: RunReport): string {
  if (exit !== 'running') return `exit ${exit}`;
  const answer = http.find(one => !('error' in one));
  if (answer !== undefined && !('error' in answer)) return `${answer.status} on :${answer.port}`;
  return listens.length > 0 ? `listens on :${listens[0]}` : 'stays up';
}
