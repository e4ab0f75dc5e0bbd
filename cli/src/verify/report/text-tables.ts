/** Tables of a report in columns that fit a terminal. */
import { type Colors, printable } from '../../terminal';
import type { VerifyReport } from '../report';
import { cellsOf, headings, rightAligned, vulnerabilityCells, vulnerabilityHeadings } from './figures';

/** Empty where nothing was built. */
export function figuresTable({ variants }: VerifyReport, colors: Colors): string {
  if (variants.every(({ image, build }) => image === undefined && build === undefined)) return '';
  return table([headings, ...variants.map(cellsOf)], rightAligned, colors);
}

/** Empty where nothing was scanned. */
export function vulnerabilityTable({ variants, scanner }: VerifyReport, colors: Colors): string {
  const scanned = variants.filter(({ vulnerabilities }) => vulnerabilities !== undefined);
  if (scanner === undefined || scanned.length === 0) return '';
  const rows = [vulnerabilityHeadings, ...scanned.map(vulnerabilityCells)];
  const numbers = new Set<string>(vulnerabilityHeadings.slice(1));
  return `Known vulnerabilities, by ${scanner.name} ${printable(scanner.version)}\n${table(rows, numbers, colors)}`;
}

/** Without the columns in which nothing is known. */
function table(rows: readonly (readonly string[])[], right: ReadonlySet<string>, colors: Colors): string {
  const [head = [], ...body] = rows;
  const columns = head.flatMap((title, at) => {
    if (at > 0 && body.every(row => row[at] === '-')) return [];
    const cells = rows.map(row => printable(row[at] ?? ''));
    const width = Math.max(...cells.map(cell => cell.length));
    return [cells.map(cell => (right.has(title) ? cell.padStart(width) : cell.padEnd(width)))];
  });
  return rows
    .map((_, index) => {
      const line = columns
        .map(column => column[index])
        .join('  ')
        .trimEnd();
      return `${index === 0 ? colors.dim(line) : line}\n`;
    })
    .join('');
}
