/** Docker Scout, a plugin of Docker's client. Its SARIF has a rule for every vulnerability that it found. */
import * as z from 'zod/mini';
import { jsonIn, NoReport, type Severity, severityOf, tally } from './findings';
import type { ScannerKind } from './scanner';

const properties = z.object({
  cvssV3_severity: z.nullish(z.string()),
  /** A score, as text. */
  'security-severity': z.nullish(z.string()),
});
const rule = z.object({ id: z.string(), properties: z.nullish(properties) });
const run = z.object({ tool: z.object({ driver: z.object({ rules: z.nullish(z.array(rule)) }) }) });
/** A report without a run was broken off. */
const report = z.object({ runs: z.array(run).check(z.minLength(1)) });

export const dockerScout: ScannerKind = {
  title: 'Docker Scout',
  program: 'docker',
  versionArguments: ['scout', 'version'],
  scanArguments(engine, image) {
    return engine === 'docker' ? ['scout', 'cves', '--format', 'sarif', `local://${image}`] : undefined;
  },
  parse(stdout) {
    const { success, data } = z.safeParse(report, jsonIn(stdout));
    if (!success) throw new NoReport('a report of another form than known');
    const rules = data.runs.flatMap(({ tool }) => tool.driver.rules ?? []);
    return tally(rules.map(({ id, properties }) => [id, ratingOf(properties ?? {})]));
  },
};

/** Not every advisory has a word; the bounds of the score are those of CVSS. */
function ratingOf(given: z.infer<typeof properties>): Severity {
  const named = severityOf(given.cvssV3_severity);
  if (named !== 'unknown') return named;
  const score = Number(given['security-severity'] ?? 0);
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'unknown';
}
