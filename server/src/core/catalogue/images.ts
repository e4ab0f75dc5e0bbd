/** Looks an image up. An image that the facts do not name is unknown, whatever its name suggests. */
import { findAdoptOpenJdk } from './adoptopenjdk';
import { findBunOrDeno } from './bun-deno';
import { cargoChefRepository, findCargoChef } from './cargo-chef';
import { distrolessPrefix, findDistroless } from './distroless';
import { findOldDotnet } from './dotnet';
import { findDotnetSix } from './dotnet-six';
import { findOfficial } from './official';
import { findOther } from './other-families';
import type { ImageReference } from './reference';
import type { CatalogueImage } from './types';
import { officialNames } from './unpack';
import { findUv, uvRepository } from './uv-images';

/** Undefined for an unknown image. A reference by digest alone is unknown too: its tag cannot be told. */
export function findImage(reference: ImageReference): CatalogueImage | undefined {
  const key = `${reference.repository}:${reference.tag ?? ''}@${reference.digest === undefined ? '' : 'digest'}`;
  const known = found.get(key);
  if (known !== undefined) return known === null ? undefined : known;
  const image = search(reference);
  if (found.size < 2000) found.set(key, image ?? null);
  return image;
}

/** The same few images are asked for with every keystroke. */
const found = new Map<string, CatalogueImage | null>();

function search(reference: ImageReference): CatalogueImage | undefined {
  if (reference.repository.startsWith(distrolessPrefix)) return findDistroless(reference);
  if (reference.repository === uvRepository) return findUv(reference);
  if (reference.repository === cargoChefRepository) return findCargoChef(reference);
  return (
    findBunOrDeno(reference) ??
    findOther(reference) ??
    findDotnetSix(reference) ??
    findOldDotnet(reference) ??
    findAdoptOpenJdk(reference) ??
    findOfficial(reference)
  );
}

/** Whether the name is one that Docker Official images have or had, known to the catalogue or not. */
export function isOfficialName(repository: string): boolean {
  return officialNames('all').has(repository) || repository === 'scratch';
}
