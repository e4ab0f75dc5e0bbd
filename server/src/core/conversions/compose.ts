/** Compose files of the project: which services run the image of this Dockerfile, and what they mount. */
import { parse } from 'yaml';
import { composeFile } from '../context/wanted-files';
import { cleanPath, isWithin, relativeTo } from '../model/paths';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';

export interface StartedImage {
  /** Name in the image of what the converted image starts, without its folder. */
  readonly program: string;
  /** Names that the image may have in a registry; by default that of the program. */
  readonly imageNames?: ReadonlySet<string>;
  readonly span: Span | undefined;
  readonly stageName: string | undefined;
}

export type Json = { readonly [key: string]: unknown };

export interface ComposeService {
  readonly name: string;
  /** Path of the Compose file, from the context's root: `../compose.yaml` lies above it. */
  readonly path: string;
  /** Its folder, from the root of the repository as far as that is known. */
  readonly folder: string;
  readonly service: Json;
  /** For messages: "the service `web` of `compose.yaml`". */
  readonly where: string;
}

export function isCompose(name: string): boolean {
  return composeFile.test(name);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Anything the parser refuses is as good as absent: the file is not ours. */
export function readYaml(text: string): Json {
  try {
    const parsed: unknown = parse(text, { logLevel: 'silent', merge: true });
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/**
 * The services that run this image: they build this Dockerfile and stage, take an image of its name, or stand in a
 * file beside such a one under the same name, as an override does.
 */
export function composeServices(subject: Subject, started: StartedImage): readonly ComposeService[] {
  const all: ComposeService[] = [];
  for (const { path, folder, text } of composeFiles(subject)) {
    const { services } = readYaml(text);
    for (const [name, service] of Object.entries(isObject(services) ? services : {}))
      if (isObject(service))
        all.push({ name, path, folder, service, where: `the service \`${name}\` of \`${path}\`` });
  }
  const building = all.filter(
    ({ service, folder }) => service.build !== undefined && builds(service.build, folder, subject, started),
  );
  const names = started.imageNames ?? new Set([started.program]);
  const tagged = new Set(building.flatMap(({ service }) => imageName(service) ?? []));
  const own = new Set(building.map(key));
  const ofOthers = new Set(
    all.filter(item => item.service.build !== undefined && !building.includes(item)).map(key),
  );
  return all.filter(item => {
    if (item.service.build !== undefined) return building.includes(item);
    const image = imageName(item.service);
    // A name that only a variable tells may be this image's, where nothing else in the project builds it.
    const open = building.length === 0 && !ofOthers.has(key(item)) && mayBeNamed(image ?? '', subject, names);
    if (image !== undefined) return image !== '' && (open || tagged.has(image) || names.has(image));
    return own.has(key(item));
  });
}

/** A name of variables which say nothing of what they name (`${IMAGE}:${TAG}`), or say what this image is called. */
function mayBeNamed(image: string, { context }: Subject, names: ReadonlySet<string>): boolean {
  const variables = [...image.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name);
  const words = variables
    .flatMap(name => name.toLowerCase().split('_'))
    .filter(word => !plainWords.has(word));
  const called = [...names, context.dockerfile ?? '', context.repository?.folder ?? '']
    .join(' ')
    .toLowerCase();
  return variables.length > 0 && (words.length === 0 || words.some(word => called.includes(word)));
}

const plainWords: ReadonlySet<string> = new Set(
  (
    'image images img tag tags name names docker container registry repo repository version release latest app ' +
    'application service server project package owner user username account org organization namespace group github ' +
    'gitlab bitbucket ghcr ecr acr gcr aws azure google dockerhub hub ci cd commit sha ref branch build prod production ' +
    'stage staging env environment web api backend main default base my new url uri path full'
  ).split(' '),
);

function key({ name, folder }: ComposeService): string {
  return `${folder} ${name}`;
}

/** The root of the build context, from the root of the repository as far as that is known. */
export function contextRoot({ context }: Subject): string {
  return cleanPath(`/${context.repository?.folder ?? ''}`);
}

/** Those in the context, and those in the folders above it. */
function composeFiles(
  subject: Subject,
): readonly { readonly path: string; readonly folder: string; readonly text: string }[] {
  const { texts, repository } = subject.context;
  const root = contextRoot(subject);
  const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const steps = root.split('/').length - 1;
  return [
    ...[...texts].map(([path, text]) => ({ path, folder: cleanPath(`${root}/${folderOf(path)}`), text })),
    ...[...(repository?.texts ?? [])].map(([path, text]) => {
      const up = steps - path.split('/').length + 1;
      const name = path.slice(path.lastIndexOf('/') + 1);
      return { path: `${'../'.repeat(up)}${name}`, folder: cleanPath(`/${folderOf(path)}`), text };
    }),
  ].filter(({ path }) => isCompose(path.slice(path.lastIndexOf('/') + 1)));
}

/** `ghcr.io/owner/name:tag@digest` without everything but `name`. */
function imageName(service: Json): string | undefined {
  const { image } = service;
  if (typeof image !== 'string') return undefined;
  const given = image.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1');
  return given.slice(given.lastIndexOf('/') + 1).replace(/[:@].*$/, '');
}

/** Whether a service builds this very Dockerfile, and the stage that is converted. */
function builds(build: unknown, folder: string, subject: Subject, started: StartedImage): boolean {
  const context =
    typeof build === 'string' ? build : isObject(build) ? String(build.context ?? '.') : undefined;
  if (context === undefined) return false;
  const file = isObject(build) ? String(build.dockerfile ?? 'Dockerfile') : 'Dockerfile';
  const target = isObject(build) ? build.target : undefined;
  if (typeof target === 'string' && target.toLowerCase() !== started.stageName) return false;
  const path = cleanPath(`${folder}/${context}/${file}`);
  const own = cleanPath(`${contextRoot(subject)}/${subject.context.dockerfile ?? 'Dockerfile'}`);
  return path.toLowerCase() === own.toLowerCase();
}

/** What the host shares with a service of this image. */
export interface BindMount {
  /** In the container. */
  readonly path: string;
  /** The host's side, as a path of the build context; undefined where it lies elsewhere. */
  readonly source: string | undefined;
  /** The host's side holds files of the build context: they may be there to be read only. */
  readonly isInContext: boolean;
  readonly where: string;
}

/** What Compose mounts, writable, into a service of this image: Docker makes missing folders for root. */
export function bindMounts(subject: Subject, started: StartedImage): BindMount[] {
  const mounts: BindMount[] = [];
  for (const service of composeServices(subject, started)) {
    const root = contextRoot(subject);
    for (const [source, target, mode] of mountsOf(service)) {
      if (!/^[./~$]/.test(source) || /\bro\b/.test(mode)) continue;
      // Time, names, certificates and sockets of the host, which nothing writes files to.
      if (/^\/(?:etc|usr(?:\/local)?\/share|proc|sys|dev|run\/secrets)(?:\/|$)|\.sock$/.test(target))
        continue;
      const host = cleanPath(`${service.folder}/${source}`);
      const inContext = relativeTo(host, root);
      const isInContext =
        source.startsWith('.') &&
        isWithin(host, root) &&
        (inContext === '' || subject.context.entries.has(inContext));
      mounts.push({
        ...{ path: cleanPath(target), isInContext, where: service.where },
        source: isInContext ? inContext : undefined,
      });
    }
  }
  return mounts;
}

/** Folders of services of this image that a volume of the engine is mounted over. */
export function namedVolumes(
  subject: Subject,
  started: StartedImage,
): readonly { readonly path: string; readonly service: ComposeService }[] {
  return composeServices(subject, started).flatMap(service =>
    mountsOf(service)
      .filter(([source]) => /^(?:[a-zA-Z0-9][\w.-]*)?$/.test(source))
      .map(([, target]) => ({ path: cleanPath(target), service })),
  );
}

/** Source, target and mode; the source of an anonymous volume is empty. */
export function mountsOf({ service }: ComposeService): readonly (readonly [string, string, string])[] {
  const volumes = Array.isArray(service.volumes) ? service.volumes : [];
  return volumes.flatMap((mount): (readonly [string, string, string])[] => {
    const [source, target, mode] = typeof mount === 'string' ? partsOf(mount) : longForm(mount);
    return target.startsWith('/') ? [[source, target, mode]] : [];
  });
}

function partsOf(mount: string): [string, string, string] {
  // Compose's `${NAME:-default}`, as it is where the variable is not set.
  const [first = '', second, mode = ''] = mount.replace(/\$\{\w+:?-([^}]*)\}/g, '$1').split(':');
  return second === undefined ? ['', first, ''] : [first, second, mode];
}

function longForm(mount: unknown): [string, string, string] {
  if (!isObject(mount) || !/^(?:bind|volume)$/.test(String(mount.type))) return ['', '', ''];
  return [String(mount.source ?? ''), String(mount.target ?? ''), mount.read_only === true ? 'ro' : ''];
}

/** Compose splits a string into words without a shell; a list is taken as it is. */
export function wordsOf(value: unknown): string[] {
  if (typeof value === 'string')
    return value
      .trim()
      .split(/\s+/)
      .filter(word => word !== '');
  return Array.isArray(value) ? value.map(item => String(item)) : [];
}
