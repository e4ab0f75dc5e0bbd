/** The same image of another version: `node:18-alpine` and 22 give `node:22-alpine`. */
import { resolveTag } from './official-tags';
import type { ImageReference } from './reference';

/** Undefined where no such tag is known. A digest is left out, and so is a distribution that the version lacks. */
export function otherVersion(reference: ImageReference, version: string): string | undefined {
  const { repository, tag = 'latest' } = reference;
  const now = resolveTag(repository, tag);
  if (now === undefined) return undefined;
  const rest = now.version === '' ? withoutName(tag) : tag.slice(now.version.length).replace(/^-/, '');
  const codename = now.named ? now.distribution?.codename : undefined;
  const without = rest
    .split('-')
    .flatMap(word => (word === codename ? (codename.startsWith('alpine') ? ['alpine'] : []) : [word]))
    .join('-');
  const name = reference.text.slice(0, reference.nameEnd);
  for (const words of [rest, without]) {
    const candidate = words === '' ? version : `${version}-${words}`;
    const found = resolveTag(repository, candidate);
    if (found !== undefined && !found.inferred && found.flavour === now.flavour)
      return `${name}:${candidate}`;
  }
  return undefined;
}

/** `lts-slim` is `slim`, `latest` nothing. */
function withoutName(tag: string): string {
  return tag
    .split('-')
    .filter(word => !/^(?:latest|current|lts|stable|[a-z]+ium|argon|carbon|iron|jod|krypton)$/.test(word))
    .join('-');
}
