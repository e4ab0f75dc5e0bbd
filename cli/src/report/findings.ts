/** Findings as text for people and as the JSON of `check --format json`. */
import type { Finding, Severity } from '../../../server/src/core/analysis';
import { type Colors, printable, shownPath } from '../terminal';
import { codeFrame } from './frame';
import { type Places, placesIn } from './places';

export interface CheckedFile {
  readonly path: string;
  readonly source: string;
  readonly findings: readonly Finding[];
}

export type Summary = Readonly<Record<'errors' | 'warnings' | 'infos' | 'hints', number>>;

export function findingsText({ path, source, findings }: CheckedFile, colors: Colors): string {
  const places = placesIn(source);
  return findings.map(finding => `${findingText(path, places, finding, colors)}\n`).join('\n');
}

export function findingsJson(files: readonly (CheckedFile & { fixed?: number })[]): string {
  const report = {
    version: 1,
    files: files.map(({ path, source, findings, fixed }) => {
      const places = placesIn(source);
      return {
        path,
        ...(fixed === undefined ? {} : { fixed }),
        findings: findings.map(({ rule, severity, message, span, equivalents, fixes }) => ({
          rule,
          severity,
          message,
          range: places.range(span),
          equivalents,
          fixes: fixes.map(({ title, applicability }) => ({ title, applicability })),
        })),
      };
    }),
    summary: summaryOf(files.flatMap(({ findings }) => findings)),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

export function summaryOf(findings: readonly Finding[]): Summary {
  const count = (severity: Severity) => findings.filter(finding => finding.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), infos: count('info'), hints: count('hint') };
}

/** Such as `1 error, 2 warnings in 3 files`. */
export function summaryText({ errors, warnings, infos, hints }: Summary, files: number): string {
  const counts = [
    counted(errors, 'error'),
    counted(warnings, 'warning'),
    counted(infos, 'info', 'infos'),
    counted(hints, 'hint'),
  ].filter(text => !text.startsWith('0 '));
  return `${counts.length === 0 ? 'No findings' : counts.join(', ')} in ${counted(files, 'file')}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function findingText(path: string, places: Places, finding: Finding, colors: Colors): string {
  const { rule, severity, message, span, related, fixes } = finding;
  const range = places.range(span);
  return [
    `${heading(path, range.start)}: ${severityText(severity, colors)}: ${printable(message)} ${colors.dim(`[${rule}]`)}`,
    codeFrame(places, range, colors),
    ...related.map(
      other => `  see ${heading(path, places.range(other.span).start)}: ${printable(other.message)}`,
    ),
    ...fixes.map(fix => `  ${colors.green('fix')} (${fix.applicability}): ${printable(fix.title)}`),
  ].join('\n');
}

/** `file:line:column` counted from 1, which terminals and editors make a link of. */
export function heading(path: string, { line, character }: { line: number; character: number }): string {
  return `${shownPath(path)}:${line + 1}:${character + 1}`;
}

function severityText(severity: Severity, colors: Colors): string {
  switch (severity) {
    case 'error':
      return colors.red('error');
    case 'warning':
      return colors.yellow('warning');
    case 'info':
      return colors.cyan('info');
    case 'hint':
      return colors.dim('hint');
  }
}
