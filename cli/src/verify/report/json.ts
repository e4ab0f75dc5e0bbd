/** The report for programs. */
import type { Verified } from '../verify-all';

/** One report for one file; a list of them for several. */
export function verifyJson(verified: readonly Verified[]): string {
  const reports = verified.map(({ report }) => report);
  const [first, ...more] = reports;
  return `${JSON.stringify(more.length === 0 ? first : { version: 1, reports }, null, 2)}\n`;
}
