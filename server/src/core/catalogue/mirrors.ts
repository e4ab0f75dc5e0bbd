/**
 * Mirrors of registries: a company's `registry.example.com/gcr/` that stands in front of `gcr.io/`. Names are read
 * through them, so that the catalogue knows the image, and everything that writes a name of its own asks here.
 */

/** Prefix of a mirror to the registry, or the part of one, that it stands in front of. */
export type Mirrors = Readonly<Record<string, string>>;

/** The name behind the mirror: `registry.example.com/gcr/distroless/cc` is `gcr.io/distroless/cc`; others stay. */
export function behindMirror(name: string, mirrors: Mirrors): string {
  return exchanged(name, Object.entries(mirrors)) ?? name;
}

/**
 * What to write for an image of the catalogue, tag included: the name at the mirror that the user has in front of
 * its registry, and the plain name where there is none.
 */
export function throughMirror(name: string, mirrors: Mirrors): string {
  if (name === 'scratch') return name;
  const turned = Object.entries(mirrors).map(([mirror, original]): [string, string] => [
    original.replace(/^index\.docker\.io(?=\/|$)/, 'docker.io'),
    mirror,
  ]);
  return exchanged(inFull(name), turned) ?? name;
}

/** `golang` is `docker.io/library/golang`; what has a registry keeps it. */
function inFull(name: string): string {
  const slash = name.indexOf('/');
  if (slash < 0) return `docker.io/library/${name}`;
  const first = name.slice(0, slash);
  if (first === 'docker.io' && !name.slice(slash + 1).includes('/'))
    return `docker.io/library/${name.slice(slash + 1)}`;
  return /[.:]/.test(first) || first === 'localhost' ? name : `docker.io/${name}`;
}

/** The longest prefix decides, because mirrors may lie within each other; it ends with a part of the name. */
function exchanged(name: string, pairs: readonly (readonly [string, string])[]): string | undefined {
  let best: { readonly prefix: string; readonly instead: string } | undefined;
  for (const [one, other] of pairs) {
    const prefix = withSlash(one);
    if (prefix === '/' || !name.startsWith(prefix) || prefix.length <= (best?.prefix.length ?? 0)) continue;
    best = { prefix, instead: withSlash(other) };
  }
  if (best === undefined) return undefined;
  return `${best.instead === '/' ? '' : best.instead}${name.slice(best.prefix.length)}`;
}

const withSlash = (prefix: string): string => (prefix.endsWith('/') ? prefix : `${prefix}/`);
