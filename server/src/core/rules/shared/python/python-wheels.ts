/** Python packages with machine code that one stage takes from another: they need the C library they were built for. */
import { pythonPackage } from '../../../manifests/python-packages';
import { rootImage, type Stage, type Step } from '../../../model/build';
import type { Subject } from '../../rule';
import type { DynamicBinary } from '../native/binaries';
import { copiedSites, nativePackages } from './python-sites';

/**
 * The folders of packages copied into a stage in which at least one surely holds machine code, as binaries
 * that need the C library of where they were installed. Empty where the names of the packages are not known.
 */
export function compiledPackages(steps: readonly Step[], stage: Stage, subject: Subject): DynamicBinary[] {
  const seen = new Set<number>();
  return copiedSites(steps, stage, subject).flatMap(found => {
    const kind = rootImage(found.copy.stage)?.libc?.kind;
    const { span } = found.copy.word;
    const packages = nativePackages(found, subject);
    const [first] = packages;
    const built = found.installs[0]?.span;
    if ((kind !== 'glibc' && kind !== 'musl') || first === undefined || built === undefined) return [];
    if (seen.has(span.start)) return [];
    seen.add(span.start);
    return [
      {
        span,
        path: found.copy.path,
        libc: kind,
        why: `its package \`${first}\` is compiled code`,
        built,
        withoutCgo: undefined,
        packages,
        libraries: packages.flatMap(name => pythonPackage(name)?.libraries ?? []),
      },
    ];
  });
}
