/** The hover of a base image: what it is, what it holds, how long it is supported, what else there is. */
import type { CatalogueImage } from '../catalogue/types';

/** Markdown; the caller shows nothing for images that the catalogue does not know. */
export function describeImage(_image: CatalogueImage, _today: string): string {
  return '';
}
