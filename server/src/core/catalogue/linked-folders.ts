/** Which of `/bin`, `/sbin`, `/lib` and `/lib64` an image has as links into `/usr`. */
import type { CatalogueImage } from './types';

/**
 * The folders at the root that are surely links: where the contents are known, those that are listed, and `/bin`,
 * `/sbin` and `/lib` of Debian from 12 on, whose package `usr-is-merged` refuses to be installed otherwise
 * (debuerreotype/docker-debian-artifacts, rootfs.manifest of bookworm and trixie). Empty where that is not known.
 */
export function linkedFolders(image: CatalogueImage): readonly string[] {
  if (image.closed)
    return image.paths
      .filter(({ path, kind }) => kind === 'link' && path.lastIndexOf('/') === 0)
      .map(({ path }) => path);
  const { distribution } = image;
  return distribution?.id === 'debian' && Number(distribution.version) >= 12 ? ['/bin', '/sbin', '/lib'] : [];
}
