/** Neighbours of an image: the tag to suggest, the same image on another distribution, the distroless targets. */
import { isOver, supportedCycles } from './end-of-life';
import { findImage } from './images';
import { librariesOf } from './libraries';
import { currentVersion, resolveTag } from './official-tags';
import { type ImageReference, parseReference } from './reference';
import type { CatalogueImage, EndOfLife } from './types';
import { glibcOf, packedImages, tagsOf } from './unpack';

/**
 * What to write instead of no tag or `latest`: `1.27-trixie`, `trixie`, `3.24`. The newest version that is supported
 * (of those with long-term support, where the project has them) on the distribution that `latest` is on.
 * Undefined where tags carry no version: distroless, Chainguard's free images.
 */
export function currentTag(repository: string, today: string): string | undefined {
  if (repository.startsWith('mcr.microsoft.com/dotnet/')) return dotnetTag(repository, today);
  const image = imageOf(repository);
  const tags = tagsOf(repository);
  if (!image || !tags || image.family !== 'official') return undefined;
  if (repository === 'alpine')
    return supportedCycles('alpine', today)
      .map(({ cycle }) => cycle)
      .find(cycle => tags.fateOf(cycle));
  if (repository === 'ubuntu') return image.distribution?.version;
  if (repository === 'debian') return image.distribution?.codename;
  const line = newestLine(repository, image, today);
  if (!line) return undefined;
  const codename = resolveTag(repository, line)?.fate.current;
  const suffixed = codename && placeDistribution(repository, line, codename);
  return suffixed ?? line;
}

function newestLine(repository: string, image: CatalogueImage, today: string): string | undefined {
  const live = (tag: string): boolean => {
    const fate = tagsOf(repository)?.fateOf(tag);
    return fate !== undefined && !fate.retired;
  };
  const cycles = supportedCycles(image.runtime ?? '', today).filter(({ cycle }) => live(cycle));
  const longTerm = cycles.filter(({ lts }) => lts !== undefined && lts <= today);
  const newest = (longTerm.length > 0 ? longTerm : cycles)[0]?.cycle;
  if (newest) return newest;
  const latest = resolveTag(repository, 'latest');
  const full = latest && currentVersion(repository, latest);
  const parts = full?.split('.') ?? [];
  return [parts.slice(0, 2).join('.'), parts[0] ?? '', full ?? ''].find(tag => tag !== '' && live(tag));
}

function dotnetTag(repository: string, today: string): string | undefined {
  // Nothing after .NET Core 3.1 is published under that name.
  if (repository.includes('/dotnet/core/')) return undefined;
  const lines = supportedCycles('dotnet', today).map(({ cycle }) =>
    cycle.includes('.') ? cycle : `${cycle}.0`,
  );
  return lines.find(line => imageOf(`${repository}:${line}`));
}

/** `golang:1.24`, 'trixie' → `golang:1.24-trixie`; undefined unless that tag is or was published. Keeps no digest. */
export function withDistribution(reference: ImageReference, codename: string): string | undefined {
  const tag = placeDistribution(reference.repository, reference.tag ?? 'latest', codename);
  return tag && `${reference.text.slice(0, reference.nameEnd)}:${tag}`;
}

/** Owners disagree on the order (`18-bookworm-slim`, `3.11-slim-bookworm`), so each place is tried. */
function placeDistribution(repository: string, tag: string, codename: string): string | undefined {
  const resolved = resolveTag(repository, tag);
  if (!resolved || resolved.named) return undefined;
  const words = tag === 'latest' ? [] : tag.split('-');
  const alpine = words.indexOf('alpine');
  const places =
    alpine >= 0
      ? codename.startsWith('alpine')
        ? [words.map(word => (word === 'alpine' ? codename : word))]
        : []
      : words.map((_, at) => [...words.slice(0, at + 1), codename, ...words.slice(at + 1)]);
  const first = alpine < 0 ? [[codename, ...words]] : [];
  const known = tagsOf(repository);
  const candidates = [...places, ...first].map(parts => parts.join('-'));
  return (
    candidates.find(candidate => known?.fateOf(candidate)) ??
    candidates.find(candidate => resolved.inferred && resolveTag(repository, candidate)?.named)
  );
}

/** `gcr.io/distroless/static` → `gcr.io/distroless/static-debian13` with the same tag; undefined where it has no suffixed twin. */
export function withDebianSuffix(reference: ImageReference): string | undefined {
  const floating = findImage(reference)?.floatsDistribution;
  if (!floating?.current.startsWith('debian')) return undefined;
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  // As the file has it: a mirror in front of Google's registry stays.
  const name = reference.text.slice(0, reference.nameEnd);
  return packedImages(`${reference.repository}-${floating.current}`).length > 0
    ? `${name}-${floating.current}${tag}`
    : undefined;
}

export interface TargetImage {
  readonly name: 'static' | 'base-nossl' | 'base' | 'cc';
  /** `gcr.io/distroless/static-debian13:nonroot` */
  readonly reference: string;
  readonly libraries: readonly string[];
  readonly libc?: { readonly kind: 'glibc'; readonly version: string };
}

/** The Google distroless images a compiled program can run on, smallest first. */
export const targetImages: readonly TargetImage[] = (['static', 'base-nossl', 'base', 'cc'] as const).map(
  name => ({
    name,
    reference: `gcr.io/distroless/${name}-debian13:nonroot`,
    libraries: librariesOf(name, undefined, '13') ?? [],
    ...(name === 'static' ? {} : { libc: { kind: 'glibc', version: '2.41' } }),
  }),
);

/** `bookworm` → `2.36`; undefined for musl and unknown codenames. */
export function glibcVersion(codename: string): string | undefined {
  return glibcOf(codename);
}

/** Those of `image.eol` that the day has passed, by the last fix that the images get. */
export function ended(image: CatalogueImage, today: string): readonly EndOfLife[] {
  return image.eol.filter(end => isOver(end, today));
}

/** `parseReference` and `findImage` in one. */
export function imageOf(text: string): CatalogueImage | undefined {
  const reference = parseReference(text);
  return reference && findImage(reference);
}
