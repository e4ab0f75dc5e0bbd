/**
 * Resolves the tags of Docker Official images: which version and flavour a tag means, and which distribution it
 * points to. A tag that was never published is not resolved, except for patch releases newer than the facts.
 */
import { distributionOf, namedDistribution } from './distributions';
import type { Distribution } from './types';
import { type Fate, type RepositoryTags, tagsOf } from './unpack';
import { compareVersions } from './versions';

export interface ResolvedTag {
  readonly tag: string;
  /** `1.21.5`; empty where the tag has none. */
  readonly version: string;
  /** What is left without version and distribution, sorted: `alpine fpm`, `slim`, `jdk`. */
  readonly flavour: string;
  readonly distribution?: Distribution;
  /** True where the tag itself names the distribution. */
  readonly named: boolean;
  readonly fate: Fate;
  /** The tag is newer than the facts and was taken from its line. */
  readonly inferred: boolean;
}

const dated = /^([a-z]+|\d{1,2}|\d\d\.\d\d)-\d{8}(?:\.\d+)?(-slim)?$/;
const systems = ['debian', 'ubuntu'];

export function resolveTag(repository: string, tag: string): ResolvedTag | undefined {
  const tags = tagsOf(repository);
  if (!tags) return undefined;
  const snapshot = systems.includes(repository) ? dated.exec(tag) : null;
  const looked = snapshot ? `${snapshot[1]}${snapshot[2] ?? ''}` : tag;
  const known = tags.fateOf(looked);
  const fate = known ?? inferFate(repository, tags, looked);
  if (!fate) return undefined;
  const { version, rest } = splitTag(looked);
  const name = namedDistribution(looked);
  const distribution = distributionAt(repository, looked, name, fate);
  return {
    tag,
    version,
    flavour: flavourOf(rest),
    ...(distribution ? { distribution } : {}),
    named: name !== undefined || snapshot !== null || namesItself(repository, version),
    fate,
    inferred: known === undefined,
  };
}

/** `debian:12` and `alpine:3.22` name their distribution as surely as a codename does; `alpine:3` does not. */
function namesItself(repository: string, version: string): boolean {
  if (repository === 'alpine') return version.includes('.');
  return version !== '' && !repository.includes('/') && plainSystems.has(repository);
}

const plainSystems = new Set([
  'debian',
  'ubuntu',
  'centos',
  'fedora',
  'almalinux',
  'rockylinux',
  'oraclelinux',
  'amazonlinux',
]);

function distributionAt(
  repository: string,
  tag: string,
  name: string | undefined,
  fate: Fate,
): Distribution | undefined {
  if (name) return distributionOf(name);
  const { version } = splitTag(tag);
  if (repository === 'alpine') {
    const release = /^\d+\.\d+/.exec(version)?.[0];
    return release ? distributionOf(`alpine${release}`) : { id: 'alpine' };
  }
  if (repository === 'amazonlinux') return amazon(version);
  if (plainSystems.has(repository) && !systems.includes(repository)) {
    const release = repository === 'fedora' ? version : version.split('.')[0];
    return release ? distributionOf(`${repository}${release}`) : { id: repository };
  }
  if (fate.current && fate.current !== '?') return distributionOf(fate.current);
  if (systems.includes(repository)) return { id: repository };
  return /(?:^|-)alpine(?:-|$)/.test(tag) ? { id: 'alpine' } : undefined;
}

function amazon(version: string): Distribution {
  const major = version.split('.')[0] ?? '';
  return (
    distributionOf(major.startsWith('20') && major >= '2022' ? 'al2023' : major === '2' ? 'al2' : '') ?? {
      id: 'amazonlinux',
    }
  );
}

/** `1.21.5-alpine` → 1.21.5 and `-alpine`; `8u181-jdk` → 8 and `-jdk`; `17.0.5_8-jdk` → 17.0.5 and `-jdk`. */
export function splitTag(tag: string): { readonly version: string; readonly rest: string } {
  const match = /^(\d+(?:\.\d+)*)(?:_\d+|u\d+[\w]*)?(?=-|$)/.exec(tag);
  return match ? { version: match[1] ?? '', rest: tag.slice(match[0].length) } : { version: '', rest: tag };
}

/** Words that name a version, or say nothing that changes the contents. */
const silent = new Set(
  'latest lts current stable mainline oldstable oldoldstable testing unstable innovation jod krypton iron hydrogen gallium fermium erbium dubnium carbon boron argon cli jdk hotspot openjdk debian oracle temurin'.split(
    ' ',
  ),
);

export function flavourOf(rest: string): string {
  const name = namedDistribution(rest);
  const words = (name ? rest.replace(name, name.startsWith('alpine') ? 'alpine' : '') : rest)
    .split('-')
    .filter(word => word && !silent.has(word));
  return [...new Set(words)].sort().join(' ');
}

/** Where the second number is a release like any other, `1.99` says no more than `1.98` did; else it is a new line. */
const minorIsRelease = new Set(
  'node rust gradle amazoncorretto eclipse-temurin gcc maven httpd nginx redis tomcat'.split(' '),
);

/** Of these the facts have the lines (`3.9-eclipse-temurin-21`), and of their releases only the last: others are superseded. */
const unlisted = new Set(['maven', 'gradle', 'elixir']);

/**
 * Releases newer than every one the facts know share the distribution of their line, while the line is built; new
 * lines (`golang:1.28`) exist, but on a distribution that only their suffix can tell.
 */
function inferFate(repository: string, tags: RepositoryTags, tag: string): Fate | undefined {
  const match = /^(\d+(?:\.\d+)*)(-[a-z].*)?$/.exec(tag);
  if (!match || repository === 'alpine') return undefined;
  const [, version = '', rest = ''] = match;
  if (newAlpine(tags, version, rest)) return { earlier: [] };
  const known = tags.versionsWith(rest).filter(item => /^\d/.test(item.version));
  if (known.length === 0) return undefined;
  for (let line = parentOf(version); line; line = parentOf(line)) {
    const fate = known.find(item => item.version === line)?.fate;
    if (!fate || (!line.includes('.') && !minorIsRelease.has(repository))) continue;
    if (
      fate.retired ||
      known.some(item => item.version.startsWith(`${line}.`) && compareVersions(item.version, version) >= 0)
    )
      return unlisted.has(repository) && line === parentOf(version)
        ? { earlier: [], retired: {} }
        : undefined;
    return {
      ...(fate.current ? { current: fate.current } : {}),
      ...(fate.since ? { since: fate.since } : {}),
      earlier: [],
    };
  }
  return known.every(item => compareVersions(item.version, version) < 0) ? { earlier: [] } : undefined;
}

/** A release of Alpine newer than those the facts know, on a version that is published for Alpine. */
function newAlpine(tags: RepositoryTags, version: string, rest: string): boolean {
  const release = /^(.*-alpine)(\d+\.\d+)$/.exec(rest);
  if (!release) return false;
  const published = tags
    .versionsWith(release[1] ?? '')
    .some(item => item.version === version && !item.fate.retired);
  const known = [...tags.suffixes()].flatMap(suffix =>
    suffix.startsWith(release[1] ?? '') ? [suffix.slice(release[1]?.length)] : [],
  );
  return (
    published && known.every(other => !/^\d/.test(other) || compareVersions(other, release[2] ?? '') < 0)
  );
}

const parentOf = (version: string): string => version.slice(0, Math.max(version.lastIndexOf('.'), 0));

/** The newest release that a floating tag stands for: `latest` and `1` → 1.27.0. */
export function currentVersion(repository: string, resolved: ResolvedTag): string | undefined {
  const { version, fate, tag } = resolved;
  const rest = version ? tag.slice(version.length) : tag === 'latest' ? '' : `-${tag}`;
  if (fate.retired || !/^(?:-[a-z].*)?$/.test(rest) || hasVersionWord(rest)) return undefined;
  const releases = (tagsOf(repository)?.versionsWith(rest) ?? [])
    .filter(item => !item.fate.retired && /^\d[\d.]*$/.test(item.version))
    .map(item => item.version)
    .filter(release => version === '' || release.startsWith(`${version}.`));
  return releases.sort(compareVersions).at(-1);
}

const hasVersionWord = (rest: string): boolean =>
  /(?:^|-)(?:lts|stable|mainline|[a-z]+ium|jod|iron|krypton)(?:-|$)/.test(rest);
