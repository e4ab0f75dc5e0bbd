/**
 * Reads image references as BuildKit does (distribution/reference), so that every other module can compare
 * repositories by their familiar name: `docker.io/library/golang` and `golang` are one.
 */
import { behindMirror, type Mirrors } from './mirrors';

export interface ImageReference {
  /** The reference as written; the offsets below are UTF-16 offsets into it. */
  readonly text: string;
  /** `docker.io` where none is written; the one behind the mirror where a mirror is. */
  readonly registry: string;
  /** The familiar name behind any mirror: `golang`, `bitnami/node`, `gcr.io/distroless/static-debian13`. */
  readonly repository: string;
  readonly tag?: string;
  /** Offsets of the tag, without its colon. */
  readonly tagSpan?: { readonly start: number; readonly end: number };
  /** `sha256:…` */
  readonly digest?: string;
  /** Where the name ends: `:tag` is inserted here. */
  readonly nameEnd: number;
}

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^[\w][\w.-]{0,127}$/;
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const domainForm =
  /^(?:(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?$/;

/** Undefined where BuildKit would refuse the text; a bare stage name is a valid reference, so look stages up first. */
export function parseReference(text: string, mirrors: Mirrors = {}): ImageReference | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) return undefined;
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !tagForm.test(tag)) return undefined;
  const nameEnd = colon < 0 ? named.length : colon;
  const written = named.slice(0, nameEnd);
  const own = splitName(written);
  const name = own && (splitName(behindMirror(written, mirrors)) ?? own);
  if (!name) return undefined;
  return {
    text,
    ...name,
    nameEnd,
    ...(tag === undefined ? {} : { tag, tagSpan: { start: nameEnd + 1, end: nameEnd + 1 + tag.length } }),
    ...(digest === undefined ? {} : { digest }),
  };
}

function isDigest(digest: string): boolean {
  if (!digestForm.test(digest)) return false;
  return !digest.startsWith('sha256:') || /^sha256:[0-9a-f]{64}$/.test(digest);
}

function splitName(name: string): { registry: string; repository: string } | undefined {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry =
    slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const registry = hasRegistry ? first : 'docker.io';
  const path = hasRegistry ? name.slice(slash + 1) : name;
  if (hasRegistry && !domainForm.test(registry)) return undefined;
  if (path.length + registry.length > 254 || !path.split('/').every(part => component.test(part)))
    return undefined;
  if (!hasRegistry && /^[0-9a-f]{64}$/.test(path)) return undefined;
  const copy = officialCopies.find(prefix => name.startsWith(prefix))?.length;
  if (copy !== undefined && name.indexOf('/', copy) < 0)
    return { registry: 'docker.io', repository: name.slice(copy) };
  if (registry !== 'docker.io' && registry !== 'index.docker.io')
    return { registry, repository: `${registry}/${path}` };
  const familiar = path.startsWith('library/') && path.indexOf('/', 8) < 0 ? path.slice(8) : path;
  return { registry: 'docker.io', repository: familiar };
}

/**
 * Where Docker publishes its official images as well, where Google caches them (docs.aws.amazon.com, "Docker official
 * images on Amazon ECR Public"; cloud.google.com, "Pull cached Docker Hub images"), and where Amazon publishes
 * `amazoncorretto` itself (docs.aws.amazon.com, "Amazon Corretto, Docker images").
 */
const officialCopies: readonly string[] = [
  'public.ecr.aws/docker/library/',
  'public.ecr.aws/amazoncorretto/',
  'mirror.gcr.io/library/',
];
