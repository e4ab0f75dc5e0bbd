/**
 * Google's distroless images: every name they ever had, what is inside, and when a name left the build.
 * facts/README.md section 1.
 */
import { distrolessPaths } from './closed-images';
import { codenameOf } from './distributions';
import { runtimeEnd } from './end-of-life';
import { librariesOf } from './libraries';
import type { ImageReference } from './reference';
import type { CatalogueImage, Distribution, FloatingDistribution, ImageUser, Support } from './types';
import { type PackedImage, packedImages } from './unpack';

export const distrolessPrefix = 'gcr.io/distroless/';

const variantForm =
  /^(?:(\d+)-)?(?:(\d+)|(latest|nonroot|debug|debug-nonroot))(?:-(?:amd64|arm64|arm|s390x|ppc64le|riscv64))?(?:-[0-9a-f]{40})?$/;

/** Users and environment are the same in every one of them; the oldest had no `tzdata-legacy`, nothing more. */
const users: readonly ImageUser[] = [
  { name: 'root', uid: 0, gid: 0, home: '/root' },
  { name: 'nobody', uid: 65534, gid: 65534, home: '/nonexistent' },
  { name: 'nonroot', uid: 65532, gid: 65532, home: '/home/nonroot' },
];
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Name {
  /** `static`, `java`, `nodejs`, … without version and distribution. */
  readonly kind: string;
  readonly version: string | undefined;
  readonly debian: string | undefined;
  readonly row: PackedImage;
  readonly floats: boolean;
}

export function findDistroless(reference: ImageReference): CatalogueImage | undefined {
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  const name = readName(reference.repository);
  const tag = reference.tag ?? 'latest';
  if (!name) return undefined;
  const found = /^[0-9a-f]{40}$/.test(tag) ? ['', undefined, undefined, 'latest'] : variantForm.exec(tag);
  if (!found) return undefined;
  const legacy = found[1] ?? found[2];
  if (legacy !== undefined && !(name.version === undefined && /^(?:java|nodejs)$/.test(name.kind)))
    return undefined;
  return describe(reference, { ...name, version: name.version ?? legacy }, found[3] ?? 'latest', tag);
}

function readName(repository: string): Name | undefined {
  const short = repository.slice(distrolessPrefix.length);
  const match =
    /^(static|base-nossl|base|cc|java-base|java|nodejs|python3|python2\.7|dotnet|java\/jetty)(\d+)?(?:-debian(\d+))?$/.exec(
      short,
    );
  if (!match) return undefined;
  const [, kind = '', version, debian] = match;
  if (version !== undefined && kind !== 'java' && kind !== 'nodejs') return undefined;
  const own = packedImages(repository)[0];
  if (own) {
    const target = own.support.aliasOf ? packedImages(own.support.aliasOf)[0] : undefined;
    return {
      kind,
      version,
      debian: debian ?? own.distribution.distroVersion,
      row: target ?? own,
      floats: debian === undefined,
    };
  }
  if (debian === '10' || debian === '9') {
    const row = packedImages(`${distrolessPrefix}*-debian${debian}`)[0];
    return row && { kind, version, debian, row, floats: false };
  }
  // An unversioned name of a runtime that is gone pointed to the newest Debian it was built on.
  const last = ['13', '12', '11'].find(release => packedImages(`${repository}-debian${release}`).length > 0);
  const row =
    debian === undefined && last !== undefined ? packedImages(`${repository}-debian${last}`)[0] : undefined;
  return row && { kind, version, debian: last, row, floats: true };
}

function describe(reference: ImageReference, name: Name, variant: string, tag: string): CatalogueImage {
  const { kind, debian, row } = name;
  const nonroot = variant.endsWith('nonroot');
  const debug = variant.startsWith('debug');
  const version = name.version ?? row.version?.split('.').slice(0, 2).join('.');
  const runtime = runtimeOf(kind);
  const distribution = distributionOf(debian);
  const support = supportOf(row, name);
  const entrypoint = entrypointOf(kind, version, debian) ?? (debug ? ['/busybox/sh'] : []);
  const hasDash = kind === 'python3' && debian === '11';
  const oldPython = kind === 'python3' && (debian === '10' || debian === '9');
  const known = kind !== 'dotnet' && kind !== 'java/jetty' && kind !== 'python2.7' && !oldPython;
  const libraries = librariesOf(kind, version, debian);
  const end = runtime && version && runtime !== 'java-base' ? runtimeEnd(runtime, version) : undefined;
  const glibc = libcVersion(debian);
  return {
    repository: reference.repository,
    tag,
    family: 'google-distroless',
    ...(runtime ? { runtime } : {}),
    ...(version ? { version } : {}),
    ...(row.version ? { currentVersion: row.version } : {}),
    ...(runtime === 'java' && version ? { javaVersion: version.split('.')[0] ?? version } : {}),
    ...(distribution ? { distribution } : {}),
    ...(name.floats && reference.digest === undefined ? floating(debian, support) : {}),
    ...(kind === 'static'
      ? { libc: { kind: 'none' } }
      : { libc: { kind: 'glibc', ...(glibc ? { version: glibc } : {}) } }),
    shell: debug ? '/busybox/sh' : hasDash ? '/bin/sh' : known ? false : undefined,
    packageManager: false,
    user: nonroot ? { name: 'nonroot', uid: 65532 } : { name: 'root', uid: 0 },
    users,
    usersComplete: true,
    workdir: nonroot ? '/home/nonroot' : '/',
    entrypoint,
    cmd: [],
    configKnown: known && !(runtime === 'java' && version === undefined),
    env: environmentOf(kind, row.version, debug),
    volumes: [],
    exposes: [],
    paths: distrolessPaths({ kind, version, debian, debug }),
    closed: known && !hasDash,
    caCerts: '/etc/ssl/certs/ca-certificates.crt',
    tzdata: true,
    ...(libraries && known ? { libraries } : {}),
    tools: [],
    support,
    eol: end ? [end] : [],
    ...(row.size.sizeMB && !debug ? { sizeMB: row.size.sizeMB } : {}),
    ...installed(kind, debian, debug),
    variant: debug ? 'debug' : 'plain',
    architectures: row.architectures,
    notes: notesOf(row),
    source: row.source,
  };
}

const runtimeOf = (kind: string): string | undefined =>
  ({
    java: 'java',
    'java-base': 'java-base',
    nodejs: 'node',
    python3: 'python',
    'python2.7': 'python',
    dotnet: 'dotnet',
    'java/jetty': 'jetty',
  })[kind];

function distributionOf(debian: string | undefined): Distribution | undefined {
  if (debian === undefined) return undefined;
  const codename = codenameOf('debian', debian);
  return { id: 'debian', version: debian, ...(codename ? { codename } : {}) };
}

const glibcByDebian: ReadonlyMap<string, string> = new Map([
  ['13', '2.41'],
  ['12', '2.36'],
  ['11', '2.31'],
  ['10', '2.28'],
  ['9', '2.24'],
]);
const libcVersion = (debian: string | undefined): string | undefined => glibcByDebian.get(debian ?? '');

function entrypointOf(
  kind: string,
  version: string | undefined,
  debian: string | undefined,
): readonly string[] | undefined {
  if (kind === 'java') return ['/usr/bin/java', '-jar'];
  if (kind === 'nodejs') return ['/nodejs/bin/node'];
  if (kind === 'python2.7') return ['/usr/bin/python2.7'];
  if (kind !== 'python3') return undefined;
  const minor =
    version?.split('.').slice(0, 2).join('.') ??
    (debian === '10' ? '3.7' : debian === '9' ? '3.5' : undefined);
  return [`/usr/bin/python${minor ?? '3'}`];
}

function environmentOf(
  kind: string,
  version: string | undefined,
  debug: boolean,
): Readonly<Record<string, string>> {
  return {
    PATH: debug ? `${path}:/busybox` : path,
    SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
    ...(kind === 'java' || kind === 'java-base' || kind === 'python3' ? { LANG: 'C.UTF-8' } : {}),
    ...(kind === 'java' && version?.includes('.') ? { JAVA_VERSION: version } : {}),
  };
}

/** When the unsuffixed names moved: BUILD DEFAULT_DISTRO, facts/README.md 1.1. */
const moves = [
  { codename: 'debian13', since: '2026-01-30' },
  { codename: 'debian12', since: '2024-04-22' },
  { codename: 'debian11', since: '2021-09-27' },
];

function floating(
  debian: string | undefined,
  support: Support,
): { floatsDistribution?: FloatingDistribution } {
  const at = moves.findIndex(({ codename }) => codename === `debian${debian}`);
  const now = moves[at];
  if (!now) return {};
  return {
    floatsDistribution: {
      current: now.codename,
      since: now.since,
      earlier: moves.slice(at + 1),
      live: support.status === 'current',
    },
  };
}

function supportOf({ support }: PackedImage, { kind, version, debian }: Name): Support {
  if (support.status !== 'eol' && support.status !== 'deprecated') return { status: 'current' };
  const replacement = successorOf(kind, version);
  const others = (support.replacement ?? '')
    .split(' | ')
    .filter(word => /^[a-z][a-z.]*\/[\w./-]*(?::[\w.]+)?$/.test(word));
  const words = [...new Set([...(replacement ? [replacement] : []), ...others])];
  return {
    status: 'discontinued',
    ...(support.eolDate
      ? { since: debian === '10' && /^(?:java|nodejs|python)/.test(kind) ? '2022-02-08' : support.eolDate }
      : {}),
    ...(replacement ? { replacement } : {}),
    ...(words.length > 0 ? { replacements: words } : {}),
  };
}

/** The same image on debian13, in the lowest version that still exists there and is not older. */
function successorOf(kind: string, version: string | undefined): string | undefined {
  const lowest = (versions: readonly number[]): number | undefined =>
    versions.find(candidate => candidate >= Number.parseInt(version ?? '0', 10)) ?? versions.at(-1);
  if (kind === 'nodejs') return `${distrolessPrefix}nodejs${lowest([22, 24, 26])}-debian13`;
  if (kind === 'java' || kind === 'java/jetty')
    return `${distrolessPrefix}java${lowest([17, 21, 25])}-debian13`;
  if (kind === 'python2.7') return `${distrolessPrefix}python3-debian13`;
  if (kind === 'dotnet') return undefined;
  return `${distrolessPrefix}${kind}-debian13`;
}

/** Sums of Debian's Installed-Size, in MiB: facts/README.md 1.6. */
const sizes: Readonly<Record<string, number>> = {
  'static 12': 3,
  'static 13': 3.2,
  'base-nossl 12': 15.7,
  'base-nossl 13': 16.1,
  'base 12': 21.6,
  'base 13': 25,
  'cc 12': 24.7,
  'cc 13': 28.6,
  'python3 13': 60,
  'java-base 13': 27,
};

function installed(kind: string, debian: string | undefined, debug: boolean): { installedMB?: number } {
  const size = sizes[`${kind} ${debian}`];
  return size === undefined || debug ? {} : { installedMB: size };
}

function notesOf({ note, support }: PackedImage): readonly string[] {
  if (!note) return [];
  // For a name that is gone the note of the facts begins with the commit that removed it.
  return support.status === 'eol'
    ? []
    : note.split('; ').filter(part => !/^EOL per SUPPORT_POLICY/.test(part));
}
