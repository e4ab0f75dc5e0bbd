/** The bases without a shell that Google publishes for programs with and without a C library. */

import { throughMirror } from '../catalogue/mirrors';
import type { Settings } from '../settings';

export type RuntimeBase = 'static' | 'base-nossl' | 'base' | 'cc' | 'scratch';

/** glibc of the debian13 images (facts/images.json: the debian13 rows); a binary built against a newer one does not load. */
export const targetGlibc = '2.41';

/** The reference that is written into the file: at the user's mirror, where there is one. */
export function targetReference(
  base: RuntimeBase,
  { imageMirrors }: Pick<Settings, 'imageMirrors'>,
  keepsRoot = false,
): string {
  if (base === 'scratch') return 'scratch';
  const name = `gcr.io/distroless/${base}-debian13:${keepsRoot ? 'latest' : 'nonroot'}`;
  return throughMirror(name, imageMirrors);
}

/** The smallest base that has what a binary loads. */
export function baseFor(libraries: readonly string[]): RuntimeBase {
  if (libraries.length === 0) return 'static';
  if (libraries.some(name => name === 'libstdc++' || name === 'libgcc')) return 'cc';
  if (libraries.some(name => name !== 'libc')) return 'base';
  return 'base-nossl';
}

/** Directories on PATH in Google's images and, by Docker's default, in scratch. */
export const targetPath: readonly string[] = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** Compares dotted versions; undefined when one of them is not known. */
export function isNewer(version: string | undefined, than: string): boolean | undefined {
  if (version === undefined) return undefined;
  const a = version.split('.').map(Number);
  const b = than.split('.').map(Number);
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (Number.isNaN(difference)) return undefined;
    if (difference !== 0) return difference > 0;
  }
  return false;
}
