/** The report for programs. */
import type { Verified } from '../verify-all';

/** One report for one file; a list of them for several. */
export function verifyJson(verified: readonly Verified[]): string {
  const reports = verified.map(({ report }) => report);
  const [first, ...more] = reports;
  return `${plain(JSON.stringify(more.length === 0 ? first : { version: 1, reports }, null, 2))}\n`;
}

/** JSON may hold control characters beyond ASCII and marks of direction as they are; a terminal would obey them. */
function plain(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
