/** Other images for the same runtime, for the trade-off table of the hover and for what a conversion may offer. */

import type { CatalogueImage } from './types';
import { ended, imageOf } from './variants';
import { compareVersions } from './versions';

export interface Alternative {
  readonly kind:
    | 'scratch'
    | 'distroless'
    | 'hardened'
    | 'chainguard'
    | 'chiseled'
    | 'slim'
    | 'alpine'
    | 'full';
  /** A reference that can be pulled, never a retired one. */
  readonly reference: string;
  readonly image: CatalogueImage;
  /** False where the family has no image of this version and the nearest newer one is meant. */
  readonly sameVersion: boolean;
}

/** Other images for the same runtime and version, smallest first; the image itself may be among them. */
export function alternatives(image: CatalogueImage, today: string): readonly Alternative[] {
  return candidates(image).flatMap(([kind, references]) => {
    const usable = references.flatMap(reference => {
      const other = imageOf(reference);
      const gone = !other || other.retired || isDiscontinued(other, today);
      return gone ? [] : [{ kind, reference, image: other, sameVersion: sameVersion(image, other) }];
    });
    const pick =
      usable.find(other => other.sameVersion) ?? usable.find(other => ended(other.image, today).length === 0);
    return pick ? [pick] : [];
  });
}

const isDiscontinued = ({ support: { status, since } }: CatalogueImage, today: string): boolean =>
  status === 'discontinued' && (since === undefined || since <= today);

/** Node and Java are compatible by their first number, everything else by its first two. */
function sameVersion(image: CatalogueImage, other: CatalogueImage): boolean {
  const mine = versionOf(image);
  const theirs = versionOf(other);
  if (!mine || !theirs) return true;
  const parts = ['node', 'java', 'postgres', 'redis'].includes(image.runtime ?? '') ? 1 : 2;
  const cut = (version: string): string => version.split('.').slice(0, parts).join('.');
  return (
    compareVersions(cut(mine), cut(theirs)) === 0 ||
    (parts === 2 && !mine.includes('.') && theirs.startsWith(`${mine}.`))
  );
}

const versionOf = ({ version, currentVersion, javaVersion }: CatalogueImage): string | undefined =>
  javaVersion ?? version ?? currentVersion;

type Candidates = readonly (readonly [kind: Alternative['kind'], references: readonly string[]])[];

const compiled: Candidates = [
  ['scratch', ['scratch']],
  ['distroless', ['gcr.io/distroless/static-debian13:nonroot']],
  ['distroless', ['gcr.io/distroless/base-debian13:nonroot']],
  ['distroless', ['gcr.io/distroless/cc-debian13:nonroot']],
  ['chainguard', ['cgr.dev/chainguard/static:latest']],
  ['alpine', ['alpine:3.24']],
  ['slim', ['debian:trixie-slim']],
  ['full', ['debian:trixie']],
];

function candidates(image: CatalogueImage): Candidates {
  const version = versionOf(image) ?? '';
  const major = version.split('.')[0] ?? '';
  const minor = version.split('.').slice(0, 2).join('.');
  const official = (repository: string, ...lines: readonly string[]): Candidates => [
    ['alpine', lines.map(line => `${repository}:${line ? `${line}-` : ''}alpine`)],
    ['slim', lines.map(line => `${repository}:${line ? `${line}-` : ''}slim`)],
    ['full', lines.map(line => `${repository}:${line || 'latest'}`)],
  ];
  switch (image.runtime) {
    case 'node':
      return [
        [
          'distroless',
          [major, '22', '24', '26'].map(line => `gcr.io/distroless/nodejs${line}-debian13:nonroot`),
        ],
        ['hardened', [major, '22', '24', '26'].map(line => `dhi.io/node:${line}`)],
        ['chainguard', ['cgr.dev/chainguard/node:latest']],
        ...official('node', major, '22', '24', '26'),
      ];
    case 'python':
      return [
        ['distroless', ['gcr.io/distroless/python3-debian13:nonroot']],
        ['hardened', [minor, '3.13'].map(line => `dhi.io/python:${line}`)],
        ['chainguard', ['cgr.dev/chainguard/python:latest']],
        ...official('python', minor, '3.13'),
      ];
    case 'java':
    case 'maven':
    case 'gradle':
    case 'tomcat':
      return java(image.javaVersion ?? '');
    case 'dotnet':
      return dotnet(
        image.repository.split('/').at(-1) ?? 'aspnet',
        minor.includes('.') || !minor ? minor : `${minor}.0`,
      );
    case 'php':
    case 'ruby':
    case 'nginx':
    case 'postgres':
    case 'redis':
    case 'httpd':
      return [
        ['hardened', [minor, major, '1'].map(line => `dhi.io/${image.runtime}:${line}`)],
        ['chainguard', [`cgr.dev/chainguard/${image.runtime}:latest`]],
        ...official(image.runtime, image.runtime === 'postgres' || image.runtime === 'redis' ? major : minor),
      ];
    case 'go':
    case 'rust':
    case 'gcc':
    case 'c':
    case undefined:
      return compiled;
    default:
      return [];
  }
}

function java(version: string): Candidates {
  const tag = version || '25';
  return [
    ['distroless', [tag, '17', '21', '25'].map(line => `gcr.io/distroless/java${line}-debian13:nonroot`)],
    ['hardened', [`dhi.io/eclipse-temurin:${tag}`]],
    ['chainguard', ['cgr.dev/chainguard/jre:latest']],
    ['alpine', [`eclipse-temurin:${tag}-jre-alpine`]],
    ['slim', [`eclipse-temurin:${tag}-jre`]],
    ['full', [`eclipse-temurin:${tag}-jdk`]],
  ];
}

/** An SDK is compared with what its output runs on. */
function dotnet(kind: string, version: string): Candidates {
  const name = `mcr.microsoft.com/dotnet/${kind === 'runtime' || kind === 'runtime-deps' ? kind : 'aspnet'}`;
  const line = version || '10.0';
  return [
    ['chiseled', [line, '10.0'].map(tag => `${name}:${tag}-noble-chiseled`)],
    [
      'hardened',
      [line.split('.')[0] ?? line, '10'].map(
        tag => `dhi.io/${kind === 'runtime' ? 'dotnet' : 'aspnetcore'}:${tag}`,
      ),
    ],
    ['chainguard', [`cgr.dev/chainguard/${kind === 'runtime' ? 'dotnet' : 'aspnet'}-runtime:latest`]],
    ['alpine', [line, '10.0'].map(tag => `${name}:${tag}-alpine`)],
    ['full', [line, '10.0'].map(tag => `${name}:${tag}`)],
  ];
}
