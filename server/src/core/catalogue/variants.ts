/** Neighbours of an image: the tag to suggest, the same image on another distribution, the alternatives. */

import { findImage } from './images';
import { type ImageReference, parseReference } from './reference';
import type { CatalogueImage, EndOfLife } from './types';

/** What to write instead of no tag or `latest`: `1.27-trixie`, `trixie-slim`, `3.24`. */
export function currentTag(_repository: string, _today: string): string | undefined {
  return undefined;
}

/** `golang:1.24`, 'trixie' → `golang:1.24-trixie`; undefined unless that tag is or was published. Keeps no digest. */
export function withDistribution(_reference: ImageReference, _codename: string): string | undefined {
  return undefined;
}

/** `gcr.io/distroless/static` → `gcr.io/distroless/static-debian13` with the same tag; undefined where it has no suffixed twin. */
export function withDebianSuffix(_reference: ImageReference): string | undefined {
  return undefined;
}

export interface Alternative {
  readonly kind: 'distroless' | 'hardened' | 'chainguard' | 'chiseled' | 'slim' | 'alpine' | 'full';
  /** A reference that can be pulled, never a retired one. */
  readonly reference: string;
  readonly image: CatalogueImage;
}

/** Other images for the same runtime and version, smallest first; the image itself is in the list. */
export function alternatives(_image: CatalogueImage, _today: string): readonly Alternative[] {
  return [];
}

export interface TargetImage {
  readonly name: 'static' | 'base-nossl' | 'base' | 'cc';
  /** `gcr.io/distroless/static-debian13:nonroot` */
  readonly reference: string;
  readonly libraries: readonly string[];
  readonly libc?: { readonly kind: 'glibc'; readonly version: string };
}

/** The Google distroless images a compiled program can run on, smallest first. */
export const targetImages: readonly TargetImage[] = [];

/** `bookworm` → `2.36`; undefined for musl and unknown codenames. */
export function glibcVersion(_codename: string): string | undefined {
  return undefined;
}

export interface AptRuntime {
  /** The package to install at run time: `libpq5` for `libpq-dev`. */
  readonly package: string;
  /** Library packages that must come along because the image lacks them; empty where it has everything. */
  readonly missingFrom: Readonly<Partial<Record<'base' | 'cc' | 'python3' | 'java-base', readonly string[]>>>;
  /** True where the facts cut the lists. */
  readonly truncated: boolean;
}

/** The run-time side of an apt package; undefined for packages that the facts do not cover. */
export function aptRuntime(_packageName: string, _codename: string): AptRuntime | undefined {
  return undefined;
}

/** Those of `image.eol` that `today` has passed. */
export function ended(image: CatalogueImage, today: string): readonly EndOfLife[] {
  return image.eol.filter(end => end.date <= today);
}

/** True for the tag that a bare name means. */
export function imageOf(text: string): CatalogueImage | undefined {
  const reference = parseReference(text);
  return reference && findImage(reference);
}
