/** The hover of a base image: what it is, what it holds, how long it is supported, what else there is. */
import { type Alternative, alternatives } from '../catalogue/alternatives';
import type { CatalogueImage, EndOfLife } from '../catalogue/types';
import { ended, imageOf } from '../catalogue/variants';

/** Markdown; the caller shows nothing for images that the catalogue does not know. */
export function describeImage(image: CatalogueImage, today: string): string {
  const sections = [
    `**${nameOf(image)}**: ${titleOf(image)}`,
    listOf(image),
    supportOf(image, today),
    comparison(image, today),
    debugging(image),
    `_Source: ${image.source}_`,
  ];
  return sections.filter(Boolean).join('\n\n');
}

const nameOf = ({ repository, tag }: CatalogueImage): string => (tag ? `${repository}:${tag}` : repository);

const runtimeNames: Readonly<Record<string, string>> = {
  go: 'Go',
  node: 'Node.js',
  python: 'Python',
  java: 'Java',
  'java-base': 'what a Java runtime needs, without Java',
  dotnet: '.NET',
  rust: 'Rust',
  php: 'PHP',
  ruby: 'Ruby',
  gcc: 'GCC',
};

const families: Readonly<Record<CatalogueImage['family'], string>> = {
  scratch: 'the empty image',
  official: 'Docker Official image',
  'google-distroless': 'Google distroless image',
  chainguard: 'Chainguard image',
  hardened: 'Docker Hardened image',
  dotnet: 'Microsoft image',
  'dotnet-chiseled': 'Microsoft distroless image',
  'azurelinux-distroless': 'Azure Linux distroless image',
  'ubi-micro': 'Red Hat UBI micro image',
};

function titleOf(image: CatalogueImage): string {
  const { runtime, version, currentVersion, family } = image;
  const number = version ?? currentVersion;
  const runs = runtime
    ? `${labelOf(runtime)}${number && runtime !== 'java-base' ? ` ${number}` : ''}`
    : undefined;
  const system = systemOf(image);
  return [families[family], runs, system && `on ${system}`].filter(Boolean).join(', ').replace(', on', ' on');
}

const labelOf = (runtime: string): string =>
  Object.hasOwn(runtimeNames, runtime) ? (runtimeNames[runtime] ?? runtime) : runtime;

const systemNames: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  alpine: 'Alpine',
  wolfi: 'Wolfi',
  azurelinux: 'Azure Linux',
  amazonlinux: 'Amazon Linux',
  oraclelinux: 'Oracle Linux',
  rhel: 'RHEL',
  centos: 'CentOS',
};

function systemOf({ distribution }: CatalogueImage): string | undefined {
  if (!distribution) return undefined;
  const { id, version, codename } = distribution;
  const name = (Object.hasOwn(systemNames, id) ? systemNames[id] : undefined) ?? id;
  const extra = codename && (id === 'debian' || id === 'ubuntu') ? ` (${codename})` : '';
  return `${name}${version ? ` ${version}` : ''}${extra}`;
}

function listOf(image: CatalogueImage): string {
  const command = [...image.entrypoint, ...image.cmd];
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Shell', shellOf(image)],
    ['Package manager', tri(image.packageManager, manager => `\`${manager}\``)],
    ['libc', libcOf(image)],
    ['User', userOf(image)],
    ['Working directory', image.configKnown ? `\`${image.workdir}\`` : undefined],
    [
      'Entrypoint',
      image.configKnown ? (image.entrypoint.length > 0 ? code(image.entrypoint) : 'none') : undefined,
    ],
    ['Command', image.configKnown && image.cmd.length > 0 ? code(image.cmd) : undefined],
    ['Build tools', image.tools.length > 0 ? image.tools.map(tool => `\`${tool}\``).join(', ') : undefined],
    ['CA certificates', tri(image.caCerts, path => `\`${path}\``)],
    ['Time zones', image.tzdata === undefined ? undefined : image.tzdata ? 'yes' : 'no'],
    ['Size', sizeOf(image) === '–' ? undefined : sizeOf(image)],
  ];
  const known = rows
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `- ${label}: ${value}`);
  return command.length === 0 && image.family === 'scratch'
    ? 'Nothing is in it: no shell, libc, CA bundle, time zones, `/etc/passwd` or `/tmp`.'
    : known.join('\n');
}

const code = (words: readonly string[]): string => `\`${JSON.stringify(words)}\``;

const tri = <T>(value: T | false | undefined, show: (value: T) => string): string | undefined =>
  value === undefined ? undefined : value === false ? 'none' : show(value);

function shellOf({ shell, family }: CatalogueImage): string | undefined {
  if (shell === '/busybox/sh') return '`/busybox/sh` (not `/bin/sh`, so shell form still fails)';
  return family === 'scratch' ? 'none' : tri(shell, path => `\`${path}\``);
}

function libcOf({ libc }: CatalogueImage): string | undefined {
  if (!libc) return undefined;
  if (libc.kind === 'none') return 'none: only static programs run';
  return libc.version ? `${libc.kind} ${libc.version}` : libc.kind;
}

function userOf({ user }: CatalogueImage): string | undefined {
  if (!user) return undefined;
  if (user.uid === 0) return 'root';
  return user.name ? `${user.uid} (${user.name})` : String(user.uid);
}

function supportOf(image: CatalogueImage, today: string): string {
  const { support, eol, floatsDistribution: floats, retired } = image;
  const over = new Set(ended(image, today).map(({ label }) => label));
  const lines = eol.map(end => `- ${ending(end, over.has(end.label))}`);
  if (support.status === 'discontinued') {
    const past = support.since === undefined || support.since <= today;
    const when = support.since ? `${past ? ' since' : ' from'} ${support.since}` : '';
    const next = support.replacements?.join(', ') ?? support.replacement;
    lines.unshift(
      `- **${past ? 'No longer built' : 'No longer built'}**${when}${next ? `; instead: ${next}` : ''}`,
    );
  } else if (retired?.on) {
    lines.push(`- This tag has not been rebuilt since ${retired.on}`);
  }
  if (floats?.live && floats.earlier.length > 0) {
    const moved = floats.earlier[0];
    lines.push(
      `- The tag moves between distributions: ${floats.current}${floats.since ? ` since ${floats.since}` : ''}${moved ? `, ${moved.codename} before` : ''}`,
    );
  }
  return lines.length > 0 ? ['Support', ...lines].join('\n').replace('Support\n', 'Support:\n') : '';
}

function ending({ label, date, extended }: EndOfLife, over: boolean): string {
  const last = extended ? ` (LTS until ${extended})` : '';
  return over
    ? `**${label} reached its end of life** on ${extended ?? date}`
    : `${label} until ${date}${last}`;
}

const kinds: Readonly<Record<Alternative['kind'], string>> = {
  scratch: 'empty',
  distroless: 'distroless',
  hardened: 'hardened',
  chainguard: 'Chainguard',
  chiseled: 'chiselled',
  slim: 'slim',
  alpine: 'Alpine',
  full: 'full',
};

function comparison(image: CatalogueImage, today: string): string {
  const others = alternatives(image, today);
  if (others.length < 2) return '';
  const rows = others.map(other => `| ${cells(other, image, today).join(' | ')} |`);
  const header =
    '| | image | size | shell | packages | libc | user | debugging | supported |\n|---|---|---|---|---|---|---|---|---|';
  const table = [header, ...rows].join('\n');
  const builds = ['go', 'rust', 'gcc'].includes(image.runtime ?? '');
  const title = builds ? 'What it builds can run on:' : 'Alternatives:';
  return [title, table, advice(image, others)].filter(Boolean).join('\n\n');
}

function cells(
  { kind, reference, image, sameVersion }: Alternative,
  self: CatalogueImage,
  today: string,
): readonly string[] {
  const mark = reference === nameOf(self) ? ' (this)' : '';
  const version = sameVersion
    ? ''
    : ` (${labelOf(image.runtime ?? '')} ${image.version ?? image.currentVersion ?? 'differs'})`;
  return [
    kinds[kind],
    `\`${reference}\`${mark}${version}`,
    sizeOf(image),
    image.shell === false ? 'no' : image.shell ? 'yes' : '?',
    image.packageManager === false ? 'no' : (image.packageManager ?? '?'),
    image.libc
      ? image.libc.kind === 'none'
        ? 'none'
        : [image.libc.kind, image.libc.version].filter(Boolean).join(' ')
      : '?',
    image.user ? (image.user.uid === 0 ? 'root' : String(image.user.uid)) : '?',
    debugOf(kind, reference, image),
    untilOf(image, today),
  ];
}

function sizeOf({ family, sizeMB, installedMB }: CatalogueImage): string {
  if (family === 'scratch') return '0';
  if (sizeMB) return `${sizeMB} MB`;
  return installedMB ? `~${Math.round(installedMB)} MB` : '–';
}

function debugOf(kind: Alternative['kind'], reference: string, image: CatalogueImage): string {
  if (image.shell) return 'exec';
  if (kind === 'distroless') return '`:debug` tag';
  return imageOf(`${reference}-dev`) ? '`-dev` tag' : 'toolbox only';
}

function untilOf(image: CatalogueImage, today: string): string {
  const dates = image.eol.map(end => end.extended ?? end.date).sort();
  const first = dates[0];
  if (first) return first < today ? `ended ${first}` : first;
  return image.family === 'chainguard' ? 'rolling' : '–';
}

/** One sentence where the table alone misleads. */
function advice(image: CatalogueImage, others: readonly Alternative[]): string {
  const distroless = others.filter(({ kind }) => kind === 'distroless' || kind === 'chiseled');
  const lines: string[] = [];
  const runtime = labelOf(image.runtime ?? '');
  if (image.runtime && distroless.length === 0) {
    const has =
      others.find(({ kind }) => kind === 'hardened') ?? others.find(({ kind }) => kind === 'chainguard');
    lines.push(
      `There is no Google distroless image for ${runtime}: use ${has ? `\`${has.reference}\` or a` : 'a'} slim image.`,
    );
  } else if (distroless.every(({ sameVersion }) => !sameVersion)) {
    const base = image.javaVersion ? 'java-base' : 'cc';
    lines.push(
      `There is no distroless image of this version of ${runtime}; its runtime can be copied onto \`gcr.io/distroless/${base}-debian13\`.`,
    );
  }
  if (others.some(({ kind }) => kind === 'hardened'))
    lines.push('Hardened images are free, but pulling them needs `docker login dhi.io`.');
  if (others.some(({ kind, image: other }) => kind === 'chainguard' && other.runtime)) {
    lines.push("Chainguard's free tag is `latest` alone and moves to new major versions.");
  }
  if (others.some(({ image: other }) => other.libc?.kind === 'musl'))
    lines.push('Native code built for glibc does not load on Alpine (musl), nor the reverse.');
  return lines.join(' ');
}

function debugging({ shell, family, variant }: CatalogueImage): string {
  if (variant === 'debug')
    return 'A debug variant: it adds BusyBox under `/busybox` and should not be shipped.';
  if (shell !== false) return '';
  const tag = family === 'google-distroless' ? 'the `:debug` tag, ' : '';
  return `No shell, so \`docker exec … sh\` fails. To look inside: ${tag}\`docker run --rm -it --pid container:NAME --network container:NAME busybox\`, or \`kubectl debug -it POD --image=busybox --target=CONTAINER\`.`;
}
