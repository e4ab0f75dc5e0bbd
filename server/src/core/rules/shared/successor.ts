/** What to write instead of an image that is over: nothing unless the successor is known to be published. */

import { codenameOf, namedDistribution } from '../../catalogue/distributions';
import { isOver, supportedCycles } from '../../catalogue/end-of-life';
import { findImage } from '../../catalogue/images';
import { type Mirrors, throughMirror } from '../../catalogue/mirrors';
import { resolveTag } from '../../catalogue/official-tags';
import { type ImageReference, parseReference } from '../../catalogue/reference';
import type { CatalogueImage } from '../../catalogue/types';
import { currentTag } from '../../catalogue/variants';
import type { Settings } from '../../settings';

/** The same image in the newest supported version, its flavour kept as far as it is still built. */
export function supportedSuccessor(
  reference: ImageReference,
  image: CatalogueImage,
  { today, imageMirrors }: Settings,
): string | undefined {
  const { tag } = reference;
  if (tag === undefined) return undefined;
  const name = reference.text.slice(0, reference.nameEnd);
  for (const candidate of tags(tag, image, today)) {
    const text = `${name}:${candidate}`;
    if (candidate !== tag && isCurrent(text, today, imageMirrors)) return text;
  }
  return undefined;
}

/** The successor that the owner of a discontinued image names, under the same tag where that exists. */
export function namedSuccessor(
  reference: ImageReference,
  image: CatalogueImage,
  { today, imageMirrors }: Settings,
): string | undefined {
  const successor = plainSuccessor(reference, image, today);
  return successor === undefined ? undefined : throughMirror(successor, imageMirrors);
}

function plainSuccessor(reference: ImageReference, image: CatalogueImage, today: string): string | undefined {
  const { replacement } = image.support;
  if (replacement === undefined) return undefined;
  const { tag } = reference;
  if ((tag === undefined || tag === 'latest') && !replacement.includes('distroless')) {
    const current = currentTag(replacement, today);
    return current === undefined ? undefined : `${replacement}:${current}`;
  }
  if (replacement.includes(':')) return isCurrent(replacement, today) ? replacement : undefined;
  const candidates =
    tag === undefined ? [replacement] : [tag, ...shorterTags(tag)].map(text => `${replacement}:${text}`);
  return candidates.find(text => isCurrent(text, today));
}

function isCurrent(text: string, today: string, mirrors: Mirrors = {}): boolean {
  const reference = parseReference(text, mirrors);
  const image = reference === undefined ? undefined : findImage(reference);
  if (image === undefined || image.retired !== undefined || image.support.status !== 'current') return false;
  // `node:26-onbuild` looks like a tag and was never published.
  if (resolveTag(reference?.repository ?? '', reference?.tag ?? 'latest')?.inferred === true) return false;
  return !image.eol.some(end => isOver(end, today));
}

/** `11-jre-slim-buster`, `11-jre-slim`, `11-jre`; `8u212-jdk-alpine` also as `8-jdk-alpine`. */
function shorterTags(tag: string): string[] {
  const plain = tag.replace(/^(\d+)(?:u\d+\w*|(?:\.\d+)+)/, '$1');
  const parts = plain.split('-');
  const shorter = parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
  const alpine = parts.includes('alpine')
    ? shorter.map(text => (text.endsWith('alpine') ? text : `${text}-alpine`))
    : [];
  return [...alpine, ...shorter].filter(text => text !== '');
}

function* tags(tag: string, image: CatalogueImage, today: string): Generator<string> {
  const distribution = image.distribution;
  if (image.runtime === undefined) {
    // A plain system: the next release under its number, or its name.
    if (distribution === undefined) return;
    for (const { cycle } of supportedCycles(distribution.id, today)) {
      if (distribution.id === 'ubuntu' && !/^\d[02468]\.04$/.test(cycle)) continue;
      const codename = codenameOf(distribution.id, cycle);
      if (
        distribution.codename !== undefined &&
        codename !== undefined &&
        tag.includes(distribution.codename)
      )
        yield tag.replace(distribution.codename, codename).replace(/-\d{8}.*$/, '');
      else if (/^\d+(?:\.\d+)*/.test(tag)) yield tag.replace(/^\d+(?:\.\d+)*(?:-\d{8})?/, cycle);
    }
    return;
  }
  const rest = tag.replace(/^\d+(?:\.\d+)*/, '');
  const named = namedDistribution(tag);
  const versions =
    image.version === undefined ? [] : [keptVersion(image, today), ...newerVersions(image, today)];
  for (const version of versions) {
    if (version === undefined) continue;
    yield `${version}${rest}`;
    if (named === undefined) continue;
    // Its distribution is over as well: an Alpine for an Alpine, otherwise the one the tag points to today.
    if (named.startsWith('alpine')) yield `${version}${rest.replace(named, 'alpine')}`;
    else
      for (const newer of ['trixie', 'bookworm', 'noble', 'jammy'])
        yield `${version}${rest.replace(named, newer)}`;
  }
}

/** Where only the distribution is over, the language stays as it is. */
function keptVersion(image: CatalogueImage, today: string): string | undefined {
  const [language] = image.eol;
  return language !== undefined && !isOver(language, today) ? image.version : undefined;
}

function newerVersions(image: CatalogueImage, today: string): string[] {
  const cycles = supportedCycles(image.runtime ?? '', today).map(({ cycle }) => cycle);
  // Odd releases of Node.js are never supported for long, and a Java of the same owner has its LTS releases first.
  return image.runtime === 'node' ? cycles.filter(cycle => Number(cycle) % 2 === 0) : cycles;
}
