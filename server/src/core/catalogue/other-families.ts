/** Chainguard, Docker Hardened, .NET, Azure Linux and UBI micro images, and scratch: one row of the facts per tag. */
import { dotnetPaths, staticPaths } from './closed-images';
import { codenameOf, systemUsers } from './distributions';
import { dotnetRow, names } from './dotnet';
import { distributionEnd, runtimeEnd } from './end-of-life';
import { chiselledLibraries, dynamicLibraries, plainLibraries } from './libraries';
import { defaultPath } from './official-environment';
import { splitTag } from './official-tags';
import { openPaths } from './open-images';
import type { ImageReference } from './reference';
import type { CatalogueImage, Distribution, Family, ImageUser, Known, Libc } from './types';
import { accounts, environment, type PackedImage, packedImages } from './unpack';

const families: ReadonlyMap<string, Family> = new Map([
  ['chainguard', 'chainguard'],
  ['docker-hardened-images', 'hardened'],
  ['dotnet-chiseled', 'dotnet-chiseled'],
  ['dotnet-azurelinux-distroless', 'dotnet-chiseled'],
  ['dotnet', 'dotnet'],
  ['azurelinux-distroless', 'azurelinux-distroless'],
  ['redhat-ubi-micro', 'ubi-micro'],
  ['scratch', 'scratch'],
]);

export function findOther(reference: ImageReference): CatalogueImage | undefined {
  const rows = packedImages(reference.repository);
  if (reference.repository === 'scratch') {
    const row = rows[0];
    return row && reference.tag === undefined && reference.digest === undefined
      ? describe(reference, row, '')
      : undefined;
  }
  if (rows.length === 0 || rows[0]?.family === 'docker-official') return undefined;
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  const tag = reference.tag ?? 'latest';
  const row = rows.find(candidate => names(candidate, tag)) ?? dotnetRow(reference.repository, rows, tag);
  return row && describe(reference, row, tag);
}

function describe(reference: ImageReference, row: PackedImage, tag: string): CatalogueImage {
  const family = families.get(row.family) ?? 'hardened';
  const distribution = distributionFor(row);
  const dev = /(?:^|-)dev$/.test(tag);
  const runtime = row.runtime === 'dotnet-sdk' ? 'dotnet' : (row.runtime ?? undefined);
  const version = versionOf(row);
  const shell = shellOf(row, tag);
  const users = usersFor(row, distribution, shell);
  const inside = contentsOf(reference.repository, row, tag, distribution, users);
  const java =
    /(?:jdk|jre)-?(\d+)/.exec(row.version ?? '')?.[1] ??
    (/^(?:openjdk)-(\d+)/.exec(row.version ?? '')?.[1] || undefined);
  return {
    repository: reference.repository,
    tag,
    family,
    ...(runtime ? { runtime } : {}),
    ...(java ? { javaVersion: java } : {}),
    ...versions(family, row, tag, version),
    ...(distribution ? { distribution } : {}),
    ...libcFor(row),
    shell,
    packageManager:
      row.contents.packageManager ?? (family === 'azurelinux-distroless' ? false : managerOf(row)),
    ...userOf(row),
    users,
    usersComplete: family === 'scratch' || (family === 'dotnet-chiseled' && users.length > 0),
    workdir: row.config.workdir ?? '/',
    entrypoint: row.config.entrypoint ?? [],
    cmd: row.config.cmd ?? [],
    configKnown: row.repository !== 'mcr.microsoft.com/dotnet/sdk',
    env: environmentFor(row),
    volumes: row.config.volumes ?? [],
    exposes: (row.config.exposes ?? []).map(String),
    ...(row.config.stopSignal ? { stopSignal: row.config.stopSignal } : {}),
    ...inside,
    caCerts: caCertsOf(row, distribution, family),
    ...(row.contents.tzdata === undefined ? {} : { tzdata: row.contents.tzdata }),
    tools: [...(row.contents.tools ?? []), ...(row.contents.extraTools ?? [])].map(tool =>
      tool.replace(/-[\d.]+$| .*$/, ''),
    ),
    support: { status: 'current' },
    eol: endsOf(row, runtime, version, distribution),
    ...(row.size.sizeMB ? { sizeMB: row.size.sizeMB } : {}),
    variant: dev ? 'dev' : 'plain',
    architectures: row.architectures,
    notes: notesFor(row, family),
    source: row.source,
  };
}

function distributionFor({
  distribution: { distro, distroVersion, codename },
}: PackedImage): Distribution | undefined {
  if (!distro) return undefined;
  if (!distroVersion || distroVersion === 'rolling') return { id: distro };
  const name =
    codename ?? (distro === 'alpine' ? `alpine${distroVersion}` : codenameOf(distro, distroVersion));
  return { id: distro, version: distroVersion, ...(name ? { codename: name } : {}) };
}

function libcFor({ distribution: { libc, libcVersion }, family, repository }: PackedImage): { libc?: Libc } {
  if (libc === 'glibc' || libc === 'musl')
    return { libc: { kind: libc, ...(libcVersion ? { version: libcVersion } : {}) } };
  return family === 'scratch' || /\/(?:static|minimal|busybox-static)$/.test(repository)
    ? { libc: { kind: 'none' } }
    : {};
}

/** A tag of .NET says as much of the version as it says; Chainguard's say nothing. */
function versions(
  family: Family,
  { repository }: PackedImage,
  tag: string,
  found: string | undefined,
): { version?: string; currentVersion?: string } {
  if (!found) return {};
  if (family === 'chainguard') return { currentVersion: found };
  return repository.startsWith('mcr.microsoft.com/')
    ? { version: splitTag(tag).version, currentVersion: found }
    : { version: found };
}

/** `nodejs-26 26.7.0-r0` → 26.7.0, `jre-21` → 21, `8.3-fpm` → 8.3. */
function versionOf({ version }: PackedImage): string | undefined {
  if (version === undefined) return undefined;
  const last = version.split(' ').at(-1) ?? '';
  return /(?:^|-)(\d+(?:\.\d+)*)/.exec(last)?.[1];
}

/** The facts say `/bin/bash` where bash is there besides sh; shell form runs /bin/sh. */
function shellOf({ contents, repository, family, config }: PackedImage, tag: string): Known<string> {
  if (contents.shell === 'busybox') return undefined;
  if (contents.shell !== undefined) return '/bin/sh';
  const starter = config.entrypoint?.[0] ?? '';
  // An entrypoint that is a script needs an interpreter that the package list then hides.
  if (/\.sh$/.test(starter)) return undefined;
  return family === 'docker-hardened-images' &&
    /golang|rust|nginx|base$/.test(repository) &&
    !tag.endsWith('dev')
    ? undefined
    : false;
}

const managerOf = (row: PackedImage): Known<string> =>
  row.family === 'redhat-ubi-micro' || row.contents.shell === undefined || row.family === 'chainguard'
    ? false
    : undefined;

function usersFor(
  row: PackedImage,
  distribution: Distribution | undefined,
  shell: Known<string>,
): readonly ImageUser[] {
  const own = accounts(row.config);
  if (row.family === 'scratch') return [];
  const { user, uid } = row.config;
  const default_ =
    user !== undefined && uid !== undefined && uid !== 0 && !own.some(({ name }) => name === user)
      ? [{ name: user, uid }]
      : [];
  const full =
    row.family === 'dotnet' && distribution && shell
      ? systemUsers(distribution)
      : [{ name: 'root', uid: 0, gid: 0, home: '/root' }];
  return [...full, ...own.filter(({ name }) => name !== 'root'), ...default_];
}

function userOf({ config: { user, uid }, family }: PackedImage): { user?: { name?: string; uid: number } } {
  if (uid === undefined) return family === 'scratch' ? { user: { uid: 0 } } : {};
  return { user: { ...(user ? { name: user } : {}), uid } };
}

function environmentFor(row: PackedImage): Readonly<Record<string, string>> {
  const env = environment(row.config);
  return row.family === 'scratch' ? env : { PATH: defaultPath, ...env };
}

function contentsOf(
  repository: string,
  row: PackedImage,
  tag: string,
  distribution: Distribution | undefined,
  users: readonly ImageUser[],
): Pick<CatalogueImage, 'paths' | 'closed'> & { libraries?: readonly string[] } {
  if (row.family === 'scratch') return { paths: [], closed: true, libraries: [] };
  const zones = row.contents.tzdata === true;
  if (families.get(row.family) === 'dotnet-chiseled') {
    return {
      paths: dotnetPaths(row.contents.runtimePath !== undefined, zones),
      closed: true,
      libraries: chiselledLibraries(tag),
    };
  }
  if (/^(?:cgr\.dev\/chainguard|dhi\.io)\/static$/.test(repository)) {
    const bare = row.distribution.libc === undefined;
    // Docker's variant for glibc adds libc6 and leaves out libgcc (image/static/debian-13/static-glibc.yaml).
    const only = repository === 'dhi.io/static' && distribution?.id === 'debian' ? plainLibraries : undefined;
    const libraries = bare ? [] : only;
    return { paths: staticPaths(zones, !bare), closed: true, ...(libraries ? { libraries } : {}) };
  }
  if (repository === 'cgr.dev/chainguard/glibc-dynamic' && !row.contents.shell) {
    return { paths: staticPaths(zones, true), closed: true, libraries: dynamicLibraries };
  }
  const program = row.contents.runtimePath ?? row.config.entrypoint?.[0] ?? '';
  const path = /^\/\S+/.exec(program)?.[0];
  const dotnet = row.family === 'dotnet' && path ? ['/usr/bin/dotnet'] : [];
  const known = [path, ...dotnet]
    .filter(item => item !== undefined)
    .map(item => ({ path: item, kind: 'file' as const }));
  const open = row.contents.shell && distribution ? openPaths(distribution, undefined, users, []) : [];
  return {
    paths: [...open, ...known.filter(({ path: item }) => !open.some(entry => entry.path === item))],
    closed: false,
  };
}

function caCertsOf(
  { contents: { caCerts } }: PackedImage,
  distribution: Distribution | undefined,
  family: Family,
): Known<string> {
  if (family === 'scratch') return false;
  if (caCerts === true && distribution?.id !== 'azurelinux') return '/etc/ssl/certs/ca-certificates.crt';
  return typeof caCerts === 'string' || caCerts === false ? caCerts : undefined;
}

function endsOf(
  row: PackedImage,
  runtime: string | undefined,
  version: string | undefined,
  distribution: Distribution | undefined,
): CatalogueImage['eol'] {
  // Chainguard's free tags roll on with upstream, so nothing in them ends.
  if (row.family === 'chainguard') return [];
  const product = row.repository.endsWith('/amazoncorretto')
    ? 'java-corretto'
    : (runtime ?? (row.family.startsWith('dotnet') ? 'dotnet' : ''));
  const language = version ? runtimeEnd(product, version) : undefined;
  const system = distribution && row.family === 'dotnet' ? distributionEnd(distribution) : undefined;
  return [language, system].filter(end => end !== undefined);
}

function notesFor({ note, support }: PackedImage, family: Family): readonly string[] {
  const preview = support.status === 'preview' ? ['a preview, not supported yet'] : [];
  const login = family === 'hardened' ? ['free, but `docker login dhi.io` is needed to pull'] : [];
  return [...preview, ...login, ...(note ? [note] : [])];
}
