// Packs the tags of the Docker Official images: versions into ranges, equal fates into one row.

const named =
  /(?:^|-)(wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid|trusty|xenial|bionic|focal|jammy|noble|resolute|questing|alpine\d+\.\d+|al2|al2023|oraclelinux\d+|oracle\d+|ubi\d+|ubi\d+-minimal|ubuntu-\d\d\.\d\d)(?=-|$)/;
const unwanted =
  /windows|nanoserver|(?:\d|-|^)(?:rc|RC|alpha|beta|preview|dev|M|m|a|b)\d*(?:-|$)|^tip|\d{8}|chakracore|-ea(?:-|$)|-backports|ibmjava|adoptopenjdk|openj9|graal/;
// Where the second number is a release like any other, not a line that is kept up.
const minorIsRelease = new Set(
  'node rust gradle amazoncorretto eclipse-temurin openjdk gcc maven httpd nginx redis tomcat'.split(' '),
);
// Nobody builds on these often enough to carry every superseded tag.
const longTail = new Set(
  'clojure jetty tomcat sapmachine ibm-semeru-runtimes haproxy swift erlang elixir perl rabbitmq mongo mariadb memcached caddy haskell dart composer almalinux'.split(
    ' ',
  ),
);

/** Repository → rows `fate;suffix,suffix=versions;…`; see docs/catalogue.md for the grammar. */
export function packTags(floating, suffixed) {
  const tags = {};
  const libc = floating._libc;
  const repositories = [
    ...Object.keys(floating).filter(name => !name.startsWith('_')),
    ...Object.keys(suffixed.tags),
  ];
  for (const repository of new Set(repositories)) {
    const all = { ...suffixed.tags[repository], ...floating[repository] };
    const fates = new Map();
    for (const [tag, facts] of Object.entries(all)) {
      if (unwanted.test(tag)) continue;
      if (repository === 'clojure' && (facts?.retired || !facts?.distro)) continue;
      const { version, suffix } = split(tag);
      const isRelease = text => text.split(/[._]/).length > (minorIsRelease.has(repository) ? 1 : 2);
      const fate = fateOf(tag, isRelease(version) || /^\d+u\d/.test(tag), facts);
      if (
        longTail.has(repository) &&
        fate.includes('!') &&
        (version === '' || named.test(tag) || isRelease(version))
      )
        continue;
      // Nobody can say anything about a superseded release of an unknown system.
      if (fate === '?!' && version.split('.').length > 2) continue;
      const bySuffix = fates.get(fate) ?? new Map();
      bySuffix.set(suffix, [...(bySuffix.get(suffix) ?? []), version]);
      fates.set(fate, bySuffix);
    }
    tags[repository] = [...fates]
      .map(([fate, bySuffix]) => [fate, ...sameVersions(bySuffix)].join(';'))
      .sort()
      .join('\n');
  }
  const glibc = Object.fromEntries(
    Object.entries(libc).flatMap(([name, { version }]) => (version ? [[name, version]] : [])),
  );
  return { glibc, official: suffixed.official.join(' '), tags };
}

/** `suffix,suffix=versions` for suffixes that come in the same versions. */
function sameVersions(bySuffix) {
  const groups = new Map();
  for (const [suffix, versions] of bySuffix) {
    const text = ranges(versions);
    groups.set(text, [...(groups.get(text) ?? []), suffix]);
  }
  return [...groups].map(([versions, suffixes]) => `${suffixes.join(',')}=${versions}`);
}

/** `1.21.5-alpine` → 1.21.5 and `-alpine`; `8u181-jdk` and `alpine` are all suffix. */
function split(tag) {
  const match = /^(\d+(?:\.\d+)*(?:_\d+)?)(?=-|$)/.exec(tag);
  return { version: match?.[1] ?? '', suffix: tag.slice(match?.[1].length ?? 0) };
}

/** `distribution[@since][<earlier@since…][!retired]`; a superseded release keeps no dates. */
function fateOf(tag, release, facts) {
  const retired = facts === null || typeof facts === 'string' ? facts : facts.retired;
  if (named.test(tag)) return retired ? '!' : '';
  const end = retired ? (release ? '!' : `!${short(retired)}`) : '';
  const current = facts?.distro ?? '?';
  if ((retired && release) || !facts?.since) return `${current}${end}`;
  const history = facts.history ?? [[facts.distro, facts.since]];
  const moves = [...history].reverse().filter(([codename], at) => at === 0 || codename);
  return `${moves.map(([codename, since]) => `${codename ?? '?'}@${short(since)}`).join('<')}${end}`;
}

const short = date => date.slice(2).replaceAll('-', '');

/** Versions that differ in their last part only become `1.21.0-13`; no version is `~`. */
function ranges(versions) {
  const groups = new Map();
  for (const version of versions) {
    const match = /^(.*[._])?(\d+)$/.exec(version);
    const prefix = match?.[1] ?? '';
    groups.set(prefix, [...(groups.get(prefix) ?? []), match ? match[2] : '~']);
  }
  return [...groups]
    .map(([prefix, parts]) => `${prefix}${runs(parts)}`)
    .sort()
    .join(' ');
}

function runs(parts) {
  const plain = parts.filter(part => String(Number(part)) !== part);
  const numbers = parts
    .filter(part => String(Number(part)) === part)
    .map(Number)
    .sort((a, b) => a - b);
  const out = [];
  for (const number of numbers) {
    const last = out.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else out.push([number, number]);
  }
  return [...out.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)), ...plain].join(',');
}
