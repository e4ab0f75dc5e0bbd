/** What Distill itself believes of an image: its own catalogue, bundled from the sources for the lab to ask. */
import { bundleForNode } from '../../../scripts/bundle.mjs';

/** @typedef {import('../../../server/src/core/catalogue/types').CatalogueImage} CatalogueImage */
/**
 * @typedef {object} Catalogue
 * @property {typeof import('../../../server/src/core/catalogue/images').findImage} findImage
 * @property {typeof import('../../../server/src/core/catalogue/reference').parseReference} parseReference
 */

/**
 * @returns {Promise<(name: string) => CatalogueImage | undefined>} Finds an image by its name in a FROM.
 */
export async function readCatalogue() {
  const bundle = await bundleForNode(
    'lab-catalogue',
    "export { findImage } from './images'; export { parseReference } from './reference';",
    'server/src/core/catalogue',
  );
  /** @type {Catalogue} */ const { findImage, parseReference } = await import(bundle);
  return name => {
    const reference = parseReference(name);
    return reference && findImage(reference);
  };
}
