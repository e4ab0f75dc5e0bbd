/** What the catalogue says about real references. Expectations come from facts/; today is 2026-11-20. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alternatives } from '../server/src/core/catalogue/alternatives';
import { aptRuntime } from '../server/src/core/catalogue/apt';
import { isOfficialName } from '../server/src/core/catalogue/images';
import { parseReference } from '../server/src/core/catalogue/reference';
import type { CatalogueImage } from '../server/src/core/catalogue/types';
import { knownRepositories, packedImages, tagsOf } from '../server/src/core/catalogue/unpack';
import {
  currentTag,
  ended,
  imageOf,
  withDebianSuffix,
  withDistribution,
} from '../server/src/core/catalogue/variants';
import { describeImage } from '../server/src/core/hover/image';
import { sha, summary, today } from './support/image-summary';

const known = (text: string): CatalogueImage => {
  const image = imageOf(text);
  if (!image) throw new Error(`${text} is unknown`);
  return image;
};

describe('neighbours', () => {
  test.each([
    ['golang', '1.27-trixie'],
    ['node', '26-trixie'],
    ['python', '3.14-trixie'],
    ['eclipse-temurin', '25-resolute'],
    ['debian', 'trixie'],
    ['ubuntu', '26.04'],
    ['alpine', '3.24'],
    ['nginx', '1.31-trixie'],
    ['mcr.microsoft.com/dotnet/aspnet', '10.0'],
    ['gcr.io/distroless/static', undefined],
    ['centos', undefined],
    ['mycompany/app', undefined],
  ])('current tag of %s', (repository, expected) => {
    const tag = currentTag(repository, today);
    expect(tag).toBe(expected);
    if (tag) expect(ended(known(`${repository}:${tag}`), today)).toEqual([]);
  });

  test.each([
    ['golang:1.24', 'trixie', 'golang:1.24-trixie'],
    ['golang:1.24', 'buster', undefined],
    ['golang', 'bookworm', 'golang:bookworm'],
    ['golang:alpine', 'alpine3.24', 'golang:alpine3.24'],
    ['golang:alpine', 'trixie', undefined],
    ['node:18-slim', 'bookworm', 'node:18-bookworm-slim'],
    ['python:3.11-slim', 'bookworm', 'python:3.11-slim-bookworm'],
    ['php:8.2-fpm-alpine', 'alpine3.20', 'php:8.2-fpm-alpine3.20'],
    ['eclipse-temurin:21-jre', 'noble', 'eclipse-temurin:21-jre-noble'],
    [`docker.io/library/golang:1.24@${sha}`, 'trixie', 'docker.io/library/golang:1.24-trixie'],
    ['golang:1.27.9', 'trixie', 'golang:1.27.9-trixie'],
    ['golang:1.24-bookworm', 'trixie', undefined],
    ['mycompany/golang:1.24', 'trixie', undefined],
  ])('%s on %s', (text, codename, expected) => {
    const reference = parseReference(text);
    expect(reference && withDistribution(reference, codename)).toBe(expected);
  });

  test('unsuffixed distroless names', () => {
    const suffixed = (text: string): string | undefined => {
      const reference = parseReference(text);
      return reference && withDebianSuffix(reference);
    };
    expect(suffixed('gcr.io/distroless/static')).toBe('gcr.io/distroless/static-debian13');
    expect(suffixed('gcr.io/distroless/java21:debug')).toBe('gcr.io/distroless/java21-debian13:debug');
    expect(suffixed('gcr.io/distroless/static-debian12')).toBeUndefined();
  });

  test('successors of what is discontinued exist', () => {
    for (const repository of knownRepositories()) {
      for (const row of packedImages(repository)) {
        const image = imageOf(`${repository}:${row.tags.split(' ')[0]}`);
        const next = image?.support.replacement;
        if (next)
          expect([repository, next, summary(imageOf(next)) === 'unknown']).toEqual([repository, next, false]);
      }
    }
  });

  test('alternatives are of the same runtime and can be pulled', () => {
    for (const text of [
      'node:18',
      'node:22',
      'python:3.11',
      'openjdk:11-jdk',
      'php:8.2',
      'golang:1.24',
      'mcr.microsoft.com/dotnet/sdk:8.0',
    ]) {
      const others = alternatives(known(text), today);
      expect(others.length).toBeGreaterThan(2);
      for (const { image } of others)
        expect([image.retired, image.support.status]).toEqual([undefined, 'current']);
    }
    const distroless = (text: string) =>
      alternatives(known(text), today).find(({ kind }) => kind === 'distroless');
    expect(distroless('node:22')).toMatchObject({
      reference: 'gcr.io/distroless/nodejs22-debian13:nonroot',
      sameVersion: true,
    });
    expect(distroless('node:18')).toMatchObject({
      reference: 'gcr.io/distroless/nodejs22-debian13:nonroot',
      sameVersion: false,
    });
    expect(distroless('php:8.2')).toBeUndefined();
  });

  test('apt packages', () => {
    const libpq = aptRuntime('libpq-dev', 'trixie');
    expect(libpq).toMatchObject({ packages: ['libpq5', 'libssl3t64'], truncated: false });
    expect([
      libpq?.missingFrom.base?.length,
      libpq?.missingFrom.cc?.length,
      libpq?.missingFrom.python3,
    ]).toEqual([12, 11, ['libldap2', 'libpq5', 'libsasl2-2', 'libsasl2-modules-db']]);
    expect(aptRuntime('libgomp1', 'trixie')?.missingFrom.cc).toEqual([]);
    expect(aptRuntime('nonesuch', 'trixie')).toBeUndefined();
  });

  test('official names', () => {
    expect(
      ['golang', 'hello-world', 'scratch', 'composer', 'bitnami/node', 'build'].map(isOfficialName),
    ).toEqual([true, true, true, true, false, false]);
  });
});

describe('hover', () => {
  test('a fat image', () => {
    const text = describeImage(known('node:18'), today);
    expect(text).toContain('Docker Official image, Node.js 18 on Debian 12 (bookworm)');
    expect(text).toContain('**Node.js 18 reached its end of life** on 2025-04-30');
    expect(text).toContain('There is no distroless image of this version of Node.js');
    expect(text).toContain('`gcr.io/distroless/nodejs22-debian13:nonroot`');
  });

  test('a distroless image', () => {
    const text = describeImage(known('gcr.io/distroless/java21-debian13:nonroot'), today);
    expect(text).toContain('- Shell: none');
    expect(text).toContain('- User: 65532 (nonroot)');
    expect(text).toContain('- Entrypoint: `["/usr/bin/java","-jar"]`');
    expect(text).toContain('kubectl debug');
  });

  test('what is discontinued names its successor', () => {
    const text = describeImage(known('gcr.io/distroless/java11-debian11'), today);
    expect(text).toContain(
      '**No longer built** since 2024-09-03; instead: gcr.io/distroless/java17-debian13, dhi.io/eclipse-temurin:11',
    );
  });

  test('every image has one', () => {
    for (const repository of knownRepositories()) {
      for (const row of packedImages(repository)) {
        const image = imageOf(`${repository}:${row.tags.split('~')[0]?.split(' ')[0]?.replace('*', '')}`);
        if (image) expect(describeImage(image, today)).not.toMatch(/undefined|null|NaN|\[object/);
      }
    }
  });
});

describe('the packed tables', () => {
  test.each(['catalogue', 'carried-libraries', 'go-modules', 'node-addons', 'python-packages'])(
    'of %s are in step with the facts',
    name => {
      execFileSync(process.execPath, [`scripts/${name}.mjs`, '--check'], {
        cwd: new URL('..', import.meta.url).pathname,
      });
    },
  );

  const facts = (name: string) =>
    JSON.parse(readFileSync(new URL(`../facts/${name}`, import.meta.url), 'utf8'));

  test('hold the distribution that the facts give every tag that is kept', () => {
    const official = facts('official-tags.json') as Record<
      string,
      Record<string, { distro: string | null; retired?: string }>
    >;
    let seen = 0;
    for (const [repository, tags] of Object.entries(official)) {
      if (repository.startsWith('_')) continue;
      for (const [tag, { distro, retired }] of Object.entries(tags)) {
        const fate = tagsOf(repository)?.fateOf(tag);
        if (!fate?.current) continue;
        seen += 1;
        if (fate.current !== (distro ?? '?') || (fate.retired !== undefined) !== (retired !== undefined)) {
          expect([repository, tag, fate]).toEqual([repository, tag, distro]);
        }
      }
    }
    expect(seen).toBeGreaterThan(12_500);
  });

  test('hold every tag of every other image', () => {
    for (const image of facts('images.json').images) {
      if (image.family === 'docker-official' || image.family === 'scratch' || image.repository.includes('*'))
        continue;
      for (const tag of image.tagPattern.split(/ ?[|,] ?/)) {
        const found = imageOf(`${image.repository}:${tag}`);
        expect([image.repository, tag, found?.distribution?.id]).toEqual([
          image.repository,
          tag,
          image.distro ?? undefined,
        ]);
        if (image.uid !== null)
          expect([image.repository, tag, found?.user?.uid]).toEqual([image.repository, tag, image.uid]);
      }
    }
  });

  test('agree with the facts on the official images that are described', () => {
    for (const image of facts('images.json').images) {
      if (image.family !== 'docker-official') continue;
      const found = imageOf(`${image.repository}:${image.tagPattern}`);
      const at = `${image.repository}:${image.tagPattern}`;
      expect([at, found?.entrypoint, found?.cmd, found?.workdir]).toEqual([
        at,
        image.entrypoint,
        image.cmd,
        image.workdir,
      ]);
      if (image.codename && image.codename !== 'alpine')
        expect([at, found?.libc && 'version' in found.libc ? found.libc.version : null]).toEqual([
          at,
          image.libcVersion,
        ]);
    }
  });
});
