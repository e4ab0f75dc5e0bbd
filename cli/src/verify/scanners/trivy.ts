/** Trivy, by Aqua Security. */
import * as z from 'zod/mini';
import { jsonIn, NoReport, severityOf, tally } from './findings';
import type { ScannerKind } from './scanner';

/** Older versions write null where nothing was found, newer ones leave it out. */
const list = <Item extends z.ZodMiniType>(item: Item) => z.nullish(z.array(item));

const report = z.object({
  SchemaVersion: z.number(),
  Results: list(
    z.object({
      Vulnerabilities: list(z.object({ VulnerabilityID: z.string(), Severity: z.nullish(z.string()) })),
    }),
  ),
});

export const trivy: ScannerKind = {
  title: 'Trivy',
  program: 'trivy',
  versionArguments: ['--version'],
  scanArguments(engine, image) {
    if (engine === 'buildah') return undefined;
    // One source only: an image that is not there must not be looked for in a registry.
    const source = ['--image-src', engine];
    return ['image', '--format', 'json', '--quiet', '--scans', 'vuln', ...source, image];
  },
  parse(stdout) {
    const { success, data } = z.safeParse(report, jsonIn(stdout));
    if (!success) throw new NoReport('a report of another form than known');
    const all = (data.Results ?? []).flatMap(result => result.Vulnerabilities ?? []);
    return tally(all.map(({ VulnerabilityID, Severity }) => [VulnerabilityID, severityOf(Severity)]));
  },
};
