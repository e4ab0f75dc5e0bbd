/** Grype, by Anchore. */
import * as z from 'zod/mini';
import { jsonIn, NoReport, severityOf, tally } from './findings';
import type { ScannerKind } from './scanner';

const report = z.object({
  matches: z.array(
    z.object({ vulnerability: z.object({ id: z.string(), severity: z.nullish(z.string()) }) }),
  ),
});

export const grype: ScannerKind = {
  title: 'Grype',
  program: 'grype',
  versionArguments: ['version'],
  scanArguments(engine, image) {
    // The scheme keeps it from looking in a registry.
    return engine === 'buildah' ? undefined : [`${engine}:${image}`, '-o', 'json', '--quiet'];
  },
  parse(stdout) {
    const { success, data } = z.safeParse(report, jsonIn(stdout));
    if (!success) throw new NoReport('a report of another form than known');
    return tally(data.matches.map(({ vulnerability: { id, severity } }) => [id, severityOf(severity)]));
  },
};
