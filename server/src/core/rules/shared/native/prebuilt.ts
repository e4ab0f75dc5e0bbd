/** Programs that official images bring ready-made, and the C library that they need. */
import type { CatalogueImage } from '../../../catalogue/types';
import type { Found } from '../../../effects/contents';
import type { Span } from '../../../syntax/span';
import type { BinaryFacts } from './binaries';

/**
 * A program or runtime of an image of the catalogue, taken as the image has it. They are compiled for the C library of
 * the image, against one that may be older: no version can be told from them.
 */
export function prebuiltBinary(found: Found, image: CatalogueImage, place: Span): BinaryFacts | undefined {
  const libc = image.libc?.kind;
  if (image.family !== 'official' || (libc !== 'glibc' && libc !== 'musl')) return undefined;
  const listed = found.presence === 'yes' && found.entry?.origin.kind === 'base';
  // Where its environment says that Java is, Java is.
  const home = found.entry === undefined && found.presence === 'maybe' && image.env.JAVA_HOME === found.path;
  if (!listed && !home) return undefined;
  const runtime = runtimes.find(
    candidate => candidate.runtime === image.runtime && candidate.path.test(found.path),
  );
  if (runtime === undefined) return undefined;
  return {
    libc,
    why: `\`${image.repository}:${image.tag}\` has ${libc}`,
    built: place,
    withoutCgo: undefined,
    needs: runtime.needs,
    kind: runtime.kind,
    sure: true,
  };
}

interface Prebuilt {
  readonly runtime: string;
  readonly path: RegExp;
  readonly kind: 'program' | 'runtime';
  readonly needs: readonly string[];
}

/** The images' own Dockerfiles; what Node.js links is listed in its BUILDING.md. */
const runtimes: readonly Prebuilt[] = [
  { runtime: 'node', path: /^\/usr\/local\/bin\/node$/, kind: 'program', needs: ['stdc++', 'gcc_s'] },
  { runtime: 'python', path: /^\/usr\/local\/bin\/python3(?:\.\d+)?$/, kind: 'program', needs: [] },
  { runtime: 'ruby', path: /^\/usr\/local\/bin\/ruby$/, kind: 'program', needs: [] },
  { runtime: 'php', path: /^\/usr\/local\/bin\/php$/, kind: 'program', needs: [] },
  { runtime: 'java', path: /^\/opt\/java\/openjdk(?:\/bin\/java)?$/, kind: 'runtime', needs: [] },
  { runtime: 'java', path: /^\/usr\/local\/openjdk-\d+(?:\/bin\/java)?$/, kind: 'runtime', needs: [] },
];
