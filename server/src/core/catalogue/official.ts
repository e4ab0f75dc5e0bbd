/** Docker Official images: the tag gives version and distribution, the nearest described tag gives the rest. */
import { libcOf, packageManagerOf, systemUsers } from './distributions';
import { distributionEnd, runtimeEnd } from './end-of-life';
import { defaultPath, openjdkHome, pathOf, versionVariable } from './official-environment';
import { currentVersion, flavourOf, type ResolvedTag, resolveTag, splitTag } from './official-tags';
import { openPaths } from './open-images';
import type { ImageReference } from './reference';
import type {
  CatalogueImage,
  Distribution,
  EndOfLife,
  FloatingDistribution,
  ImageUser,
  Support,
} from './types';
import { accounts, environment, type Fate, type PackedImage, packedImages } from './unpack';
import { compareVersions } from './versions';

export function findOfficial(reference: ImageReference): CatalogueImage | undefined {
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  const { repository } = reference;
  const resolved = resolveTag(repository, reference.tag ?? 'latest');
  return resolved && describe(repository, pinned(resolved, reference.digest !== undefined));
}

/** A digest stops a tag from moving, and hides which of its distributions it was taken from. */
function pinned(resolved: ResolvedTag, digest: boolean): ResolvedTag {
  const { distribution, fate } = resolved;
  if (!digest || resolved.named) return digest ? { ...resolved, named: true } : resolved;
  const sure = fate.earlier.length === 0 || distribution === undefined;
  const { distribution: _, ...rest } = resolved;
  return sure ? { ...resolved, named: true } : { ...rest, ...commonSystem(resolved), named: true };
}

function commonSystem({ distribution, fate }: ResolvedTag): { distribution?: Distribution } {
  const debian = /^(?:wheezy|jessie|stretch|buster|bullseye|bookworm|trixie)$/;
  const id = distribution?.id;
  const same = (codename: string): boolean =>
    id === 'debian' ? debian.test(codename) : id === 'alpine' ? codename.startsWith('alpine') : false;
  return id && fate.earlier.every(({ codename }) => same(codename)) ? { distribution: { id } } : {};
}

function describe(repository: string, resolved: ResolvedTag): CatalogueImage {
  const { version, fate, flavour } = resolved;
  // busybox is built on Debian and holds nothing of it.
  const distribution = repository === 'busybox' ? undefined : resolved.distribution;
  const nearest = nearestRow(repository, flavour, version);
  const row = nearest?.row;
  const runtime = row?.runtime ?? runtimes.get(repository);
  const current = currentVersion(repository, resolved);
  const java = javaVersion(repository, resolved.tag);
  const libc = distribution && libcOf(distribution);
  const manager =
    repository === 'busybox'
      ? false
      : flavour.includes('minimal')
        ? 'microdnf'
        : distribution && packageManagerOf(distribution);
  const users = usersOf(row, distribution);
  const tools = nearest?.exact ? (row?.contents.tools ?? []).map(tool => tool.replace(/ .*$/, '')) : [];
  const known = { repository, runtime, version: version || current, flavour, distribution };
  return {
    repository,
    tag: resolved.tag,
    family: 'official',
    ...(runtime ? { runtime } : {}),
    ...(java ? { javaVersion: java } : {}),
    ...(version && !plain.has(repository) ? { version } : {}),
    ...(current && !plain.has(repository) ? { currentVersion: current } : {}),
    ...(distribution ? { distribution } : {}),
    ...(repository === 'busybox' ? {} : floating(resolved)),
    ...(libc ? { libc } : {}),
    shell: '/bin/sh',
    packageManager: manager,
    user: { name: row?.config.user ?? 'root', uid: row?.config.uid ?? 0 },
    users,
    usersComplete: false,
    workdir: row?.config.workdir ?? '/',
    entrypoint: row?.config.entrypoint ?? [],
    cmd: row?.config.cmd ?? [],
    configKnown: row !== undefined,
    env: row
      ? {
          PATH: pathOf(row, repository, version, distribution),
          ...versionVariable(repository, version, current),
          ...environment(row.config),
        }
      : { PATH: defaultPath },
    volumes: row?.config.volumes ?? [],
    exposes: (row?.config.exposes ?? []).map(String),
    ...(row?.config.stopSignal ? { stopSignal: row.config.stopSignal } : {}),
    paths: openPaths(
      distribution,
      row,
      users,
      tools,
      repository === 'openjdk' ? openjdkHome(version, distribution) : undefined,
    ),
    closed: false,
    caCerts: caCerts(distribution, row, nearest?.exact === true),
    ...timeZones(distribution, row),
    tools,
    support: supportOf(repository, row, fate),
    ...(fate.retired ? { retired: fate.retired } : {}),
    eol: endsOf(known, resolved),
    ...(nearest?.exact && row?.size.sizeMB && sameTag(row, resolved) ? { sizeMB: row.size.sizeMB } : {}),
    variant: 'plain',
    architectures: [],
    notes: notesOf(row, resolved),
    source: row?.source ?? `docker-library/official-images@37079fb library/${repository}`,
  };
}

/** Repositories whose tag is the version of the system, not of a runtime. */
const plain = new Set(
  'debian ubuntu alpine centos fedora almalinux rockylinux oraclelinux amazonlinux busybox buildpack-deps'.split(
    ' ',
  ),
);

/** Runtimes of the repositories that images.json does not describe. */
const runtimes: ReadonlyMap<string, string> = new Map(
  'mariadb tomcat perl erlang elixir haskell swift dart rabbitmq memcached haproxy caddy clojure jetty composer'
    .split(' ')
    .map(name => [name, name] as const)
    .concat([
      ['ibm-semeru-runtimes', 'java'],
      ['sapmachine', 'java'],
      ['mongo', 'mongodb'],
    ]),
);

/** The described tag of the same flavour and the nearest version that is not newer; `exact` where flavours agree. */
function nearestRow(
  repository: string,
  flavour: string,
  version: string,
): { row: PackedImage; exact: boolean } | undefined {
  const rows = packedImages(repository).map(row => ({ row, ...splitTag(row.tags) }));
  if (rows.length === 0) return undefined;
  const wanted = [flavour, withoutBuild(flavour), baseFlavour(flavour)];
  for (const [at, name] of wanted.entries()) {
    const same = rows.filter(
      ({ rest }) => (at === 0 ? flavourOf(rest) : withoutBuild(flavourOf(rest))) === name,
    );
    const pick = nearest(same, version);
    if (pick) return { row: pick.row, exact: at < 2 };
  }
  return undefined;
}

/** The same major version before others, then the newest that is not newer, then the oldest. */
function nearest<Row extends { readonly version: string }>(
  rows: readonly Row[],
  version: string,
): Row | undefined {
  const sorted = [...rows].sort((a, b) => compareVersions(b.version, a.version));
  if (version === '') return sorted[0];
  const major = version.split('.')[0];
  const alike = sorted.filter(row => row.version.split('.')[0] === major);
  const near = alike.length > 0 ? alike : sorted;
  return near.find(row => compareVersions(row.version, version) <= 0) ?? near.at(-1);
}

/** `21 alpine eclipse temurin` → `alpine`: which JDK a build image carries does not change its configuration. */
const withoutBuild = (flavour: string): string =>
  flavour
    .split(' ')
    .filter(
      word =>
        !/^(?:jdk|jre|java)?\d+$|^(?:eclipse|temurin|corretto|amazoncorretto|sapmachine|perl|otel|zts|management)$/.test(
          word,
        ),
    )
    .join(' ');

/** Slim and full images share their configuration, though not their tools. */
const baseFlavour = (flavour: string): string =>
  withoutBuild(flavour)
    .split(' ')
    .filter(word => word === 'alpine' || word === 'fpm' || word === 'apache' || word === 'jre')
    .join(' ');

function floating({ named, distribution, fate }: ResolvedTag): { floatsDistribution?: FloatingDistribution } {
  if (named) return {};
  const current = fate.current && fate.current !== '?' ? fate.current : distribution?.id;
  if (!current) return {};
  return {
    floatsDistribution: {
      current,
      ...(fate.since ? { since: fate.since } : {}),
      earlier: fate.earlier.filter(({ codename }) => codename !== '?'),
      live: fate.retired === undefined,
    },
  };
}

function javaVersion(repository: string, tag: string): string | undefined {
  if (['eclipse-temurin', 'amazoncorretto', 'openjdk', 'sapmachine'].includes(repository)) {
    return /^(?:1\.)?(\d+)/.exec(tag)?.[1];
  }
  return /(?:^|-)(?:jdk|jre|temurin-|corretto-|openjdk-|jdk-|sapmachine-|open-)(\d+)/.exec(tag)?.[1];
}

function usersOf(row: PackedImage | undefined, distribution: Distribution | undefined): readonly ImageUser[] {
  const own = row ? accounts(row.config) : [];
  const system = distribution ? systemUsers(distribution) : [];
  const names = new Set(system.map(({ name }) => name));
  // The described tag may stand on another release: Ubuntu's own user comes from the distribution alone.
  return [...system, ...own.filter(({ name }) => !names.has(name) && name !== 'ubuntu')];
}

const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** Alpine always carries the bundle; Debian and Ubuntu only where somebody installed it. */
function caCerts(
  distribution: Distribution | undefined,
  row: PackedImage | undefined,
  exact: boolean,
): string | false | undefined {
  if (distribution?.id === 'alpine') return bundle;
  const said = exact ? row?.contents.caCerts : undefined;
  if (said === true)
    return distribution?.id === 'debian' || distribution?.id === 'ubuntu' ? bundle : undefined;
  return typeof said === 'string' || said === false ? said : undefined;
}

function timeZones(
  distribution: Distribution | undefined,
  row: PackedImage | undefined,
): { tzdata?: boolean } {
  const said = row?.contents.tzdata;
  // Up to Debian 13 tzdata has the priority `required`, so that slim images have it too, whatever the facts say.
  if (distribution?.id === 'debian' && Number(distribution.version) <= 13) return { tzdata: true };
  if (said !== undefined) return { tzdata: said };
  if (distribution?.id === 'debian') return { tzdata: true };
  return row && distribution?.id === 'alpine' && (row.repository === 'golang' || row.repository === 'rust')
    ? { tzdata: false }
    : {};
}

function supportOf(repository: string, row: PackedImage | undefined, fate: Fate): Support {
  if (repository === 'openjdk') {
    const replacements = (row?.support.replacement ?? 'eclipse-temurin').split(' | ');
    return { status: 'discontinued', since: '2022-07-31', replacement: 'eclipse-temurin', replacements };
  }
  if (repository === 'centos') {
    return {
      status: 'discontinued',
      since: fate.retired?.on ?? '2024-07-29',
      replacement: 'almalinux',
      replacements: ['almalinux', 'rockylinux', 'debian'],
    };
  }
  return { status: 'current' };
}

/** A live tag that moves between distributions outlives each of them, so only fixed ones have an end. */
function endsOf(
  known: {
    repository: string;
    runtime?: string | undefined;
    version?: string | undefined;
    distribution?: Distribution | undefined;
  },
  { version, named, fate, distribution }: ResolvedTag,
): readonly EndOfLife[] {
  const product = known.repository === 'amazoncorretto' ? 'java-corretto' : (known.runtime ?? '');
  const described = known.repository === 'openjdk' || plain.has(known.repository) || !version;
  const runtime = described ? undefined : runtimeEnd(product, version);
  const system = distribution && (named || fate.retired) ? distributionEnd(distribution) : undefined;
  return [runtime, system].filter(end => end !== undefined);
}

function sameTag(row: PackedImage, { tag }: ResolvedTag): boolean {
  return row.tags === tag || splitTag(row.tags).version === splitTag(tag).version.split('.')[0];
}

function notesOf(row: PackedImage | undefined, { inferred, fate }: ResolvedTag): readonly string[] {
  const line = inferred
    ? [
        `newer than the facts of 2026-08-21; its distribution is that of its line${fate.current ? ` (${fate.current})` : ''}`,
      ]
    : [];
  return row?.note ? [row.note, ...line] : line;
}
