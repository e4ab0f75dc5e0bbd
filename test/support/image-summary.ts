/** What the tests of the catalogue compare images by. */
import type { CatalogueImage } from '../../server/src/core/catalogue/types';
import { ended } from '../../server/src/core/catalogue/variants';

export const today = '2026-11-20';
export const sha = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** One line per image, empty parts left out: what a reader wants to compare at a glance. */
export function summary(image: CatalogueImage | undefined): string {
  if (!image) return 'unknown';
  const { libc, distribution, user, floatsDistribution: floats } = image;
  const parts = [
    image.family,
    [image.runtime, image.version].filter(Boolean).join(' '),
    [distribution?.id, distribution?.version].filter(Boolean).join(' '),
    libc && [libc.kind, libc.kind === 'none' ? '' : libc.version].filter(Boolean).join(' '),
    image.shell === false ? 'no shell' : (image.shell ?? 'shell?'),
    user && `${user.uid}`,
    floats && `${floats.live ? 'floats' : 'floated'} ${floats.current}`,
    image.support.status === 'discontinued' && `discontinued ${image.support.since}`,
    ...ended(image, today).map(({ label, date }) => `${label} ended ${date}`),
  ];
  return parts.filter(Boolean).join(', ');
}
