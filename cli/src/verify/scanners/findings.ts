/** Known vulnerabilities by how bad they are, the same for every scanner. */

export const severities = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type Severity = (typeof severities)[number];

export interface Findings {
  /** How many identifiers there are of each severity. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** CVE and the like, each once, sorted. */
  readonly ids: readonly string[];
}

/** What a scanner wrote is not its report; the message goes on after "and". */
export class NoReport extends Error {
  override readonly name = 'NoReport';
}

/**
 * An identifier that is found in several packages counts once, with its worst severity: a flaw of glibc is one flaw,
 * whether a distribution cuts glibc into two packages or five.
 */
export function tally(found: Iterable<readonly [id: string, severity: Severity]>): Findings {
  const worst = new Map<string, Severity>();
  for (const [id, severity] of found) {
    const before = worst.get(id);
    if (before === undefined || severities.indexOf(severity) < severities.indexOf(before)) {
      worst.set(id, severity);
    }
  }
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const severity of worst.values()) counts[severity]++;
  return { counts, ids: [...worst.keys()].sort() };
}

/** The words of all three scanners; what Grype calls negligible is low. */
export function severityOf(word: string | null | undefined): Severity {
  const lower = word?.toLowerCase();
  return lower === 'negligible' ? 'low' : (severities.find(severity => severity === lower) ?? 'unknown');
}

/** JSON of a scanner, without what some versions print before and after it. */
export function jsonIn(stdout: string): unknown {
  const text = stdout.slice(Math.max(stdout.indexOf('{'), 0), stdout.lastIndexOf('}') + 1);
  try {
    return JSON.parse(text);
  } catch {
    throw new NoReport(stdout.trim() === '' ? 'no report' : 'a report that is no JSON');
  }
}
