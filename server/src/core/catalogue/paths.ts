/** Questions about what an image contains, answered with "unknown" where the catalogue cannot tell. */
import type { CatalogueImage } from './types';

/** The absolute path that `name` has through PATH; false where it is certainly absent, undefined where unknown. */
export function executable(_image: CatalogueImage, _name: string): string | false | undefined {
  return undefined;
}

/** Whether the path exists; undefined where the image is open and the path not a known one. */
export function hasPath(_image: CatalogueImage, _path: string): boolean | undefined {
  return undefined;
}
