/** The hover of a base image: what it is, what it holds, how long it is supported, what else there is. */
import { type Alternative, alternatives } from '../catalogue/alternatives';
import type { CatalogueImage, EndOfLife } from '../catalogue/types';
import { ended, imageOf } from '../catalogue/variants';
import { listOf, sizeOf } from './image-contents';

/** What is said of `scratch`, which is no image. */
export function describeScratch(): string {
  return (
    '**scratch** is the empty image: no shell, no C library, no certificates, no time zones, no users, no `/tmp`. ' +
    'A static binary runs on it; one that makes TLS connections or reads time zones has to bring the data along. ' +
    '`gcr.io/distroless/static-debian13:nonroot` has all of that in about 2 MB.'
  );
}

/** An image that the catalogue does not have: what follows for the file. */
export function describeUnknown(name: string): string {
  return (
    `Distill does not know the image \`${name}\`: what is in it, as whom it runs and how long it is supported. ` +
    'Nothing is called absent on it, and its size and age are not judged.'
  );
}

/** Markdown about an image of the catalogue. */
export function describeImage(image: CatalogueImage, today: string): string {
  if (image.family === 'scratch') return describeScratch();
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

function supportOf(image: CatalogueImage, today: string): string {
  const { support, eol, floatsDistribution: floats, retired } = image;
  const over = new Set(ended(image, today).map(({ label }) => label));
  const lines = eol.map(end => `- ${ending(end, over.has(end.label))}`);
  if (support.status === 'discontinued') {
    const past = support.since === undefined || support.since <= today;
    const when = support.since ? `${past ? ' since' : ' from'} ${support.since}` : '';
    const next = support.replacements?.join(', ') ?? support.replacement;
    lines.unshift(`- **No longer built**${when}${next ? `; instead: ${next}` : ''}`);
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
    const small = others.find(({ kind }) => kind === 'slim') ?? others.find(({ kind }) => kind === 'alpine');
    const choices = [has, small].flatMap(other => (other === undefined ? [] : [`\`${other.reference}\``]));
    lines.push(
      `There is no Google distroless image for ${runtime}${choices.length === 0 ? '' : `: use ${choices.join(' or ')}`}.`,
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
