/** What the catalogue says about real references. Expectations come from facts/; today is 2026-11-20. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alternatives } from '../server/src/core/catalogue/alternatives';
import { aptRuntime } from '../server/src/core/catalogue/apt';
import { findImage, isOfficialName } from '../server/src/core/catalogue/images';
import { executable, hasPath } from '../server/src/core/catalogue/paths';
import { parseReference } from '../server/src/core/catalogue/reference';
import type { CatalogueImage } from '../server/src/core/catalogue/types';
import { knownRepositories, packedImages, tagsOf } from '../server/src/core/catalogue/unpack';
import {
  currentTag,
  ended,
  glibcVersion,
  imageOf,
  targetImages,
  withDebianSuffix,
  withDistribution,
} from '../server/src/core/catalogue/variants';
import { describeImage } from '../server/src/core/hover/image';

const today = '2026-11-20';
const sha = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** One line per image, empty parts left out: what a reader wants to compare at a glance. */
function summary(image: CatalogueImage | undefined): string {
  if (!image) return 'unknown';
  const { libc, distribution, user, floatsDistribution: floats } = image;
  const parts = [
    image.family,
    [image.runtime, image.version].filter(Boolean).join(' '),
    [distribution?.id, distribution?.version].filter(Boolean).join(' '),
    libc && [libc.kind, libc.kind === 'none' ? '' : libc.version].filter(Boolean).join(' '),
    image.shell === false ? 'no shell' : (image.shell ?? 'shell?'),
    user && `${user.uid}`,
    floats && `${floats.live ? 'floats' : 'floated'} ${floats.current}`,
    image.support.status === 'discontinued' && `discontinued ${image.support.since}`,
    ...ended(image, today).map(({ label, date }) => `${label} ended ${date}`),
  ];
  return parts.filter(Boolean).join(', ');
}

const images: readonly (readonly [reference: string, expected: string])[] = [
  // The seeds.
  [
    'openjdk:11-jdk',
    'official, java 11, debian 11, glibc 2.31, /bin/sh, 0, floated bullseye, discontinued 2022-07-31, Debian 11 ended 2024-08-14',
  ],
  [
    'openjdk:11-jre-slim',
    'official, java 11, debian 11, glibc 2.31, /bin/sh, 0, floated bullseye, discontinued 2022-07-31, Debian 11 ended 2024-08-14',
  ],
  [
    'gcr.io/distroless/java11-debian11',
    'google-distroless, java 11, debian 11, glibc 2.31, no shell, 0, discontinued 2024-09-03',
  ],
  [
    'gcr.io/distroless/java11-debian11:debug',
    'google-distroless, java 11, debian 11, glibc 2.31, /busybox/sh, 0, discontinued 2024-09-03',
  ],
  ['ubuntu', 'official, ubuntu 26.04, glibc 2.43, /bin/sh, 0, floats resolute'],
  ['scratch', 'scratch, none, no shell, 0'],
  ['gcr.io/distroless/static', 'google-distroless, debian 13, none, no shell, 0, floats debian13'],
  [
    'gcr.io/distroless/static:nonroot',
    'google-distroless, debian 13, none, no shell, 65532, floats debian13',
  ],
  [
    'golang:1.16-alpine',
    'official, go 1.16, alpine 3.15, musl, /bin/sh, 0, floated alpine3.15, Go 1.16 ended 2022-03-15, Alpine 3.15 ended 2023-11-01',
  ],
  [
    'gcr.io/distroless/base-debian10',
    'google-distroless, debian 10, glibc 2.28, no shell, 0, discontinued 2022-09-06',
  ],
  [
    'node:18',
    'official, node 18, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm, Node.js 18 ended 2025-04-30',
  ],
  [
    'node:18-alpine',
    'official, node 18, alpine 3.21, musl, /bin/sh, 0, floated alpine3.21, Node.js 18 ended 2025-04-30, Alpine 3.21 ended 2026-11-01',
  ],
  [
    'gcr.io/distroless/nodejs18',
    'google-distroless, node 18, debian 12, glibc 2.36, no shell, 0, floated debian12, discontinued 2025-04-30, Node.js 18 ended 2025-04-30',
  ],
  [
    'golang:1.22-alpine',
    'official, go 1.22, alpine 3.21, musl, /bin/sh, 0, floated alpine3.21, Go 1.22 ended 2025-02-11, Alpine 3.21 ended 2026-11-01',
  ],

  // Go, in every form of tag.
  ['golang', 'official, go, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:latest', 'official, go, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:1', 'official, go 1, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:alpine', 'official, go, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  ['golang:bookworm', 'official, go, debian 12, glibc 2.36, /bin/sh, 0'],
  ['golang:1.27', 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  [
    'golang:1.24',
    'official, go 1.24, debian 13, glibc 2.41, /bin/sh, 0, floated trixie, Go 1.24 ended 2026-02-10',
  ],
  [
    'golang:1.24.5',
    'official, go 1.24.5, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm, Go 1.24 ended 2026-02-10',
  ],
  [
    'golang:1.24.5-bookworm',
    'official, go 1.24.5, debian 12, glibc 2.36, /bin/sh, 0, Go 1.24 ended 2026-02-10',
  ],
  [
    'golang:1.22-alpine3.19',
    'official, go 1.22, alpine 3.19, musl, /bin/sh, 0, Go 1.22 ended 2025-02-11, Alpine 3.19 ended 2025-11-01',
  ],
  [
    'golang:1.22.3-bullseye',
    'official, go 1.22.3, debian 11, glibc 2.31, /bin/sh, 0, Go 1.22 ended 2025-02-11, Debian 11 ended 2024-08-14',
  ],
  [
    'golang:1.21.5-alpine',
    'official, go 1.21.5, alpine 3.19, musl, /bin/sh, 0, floated alpine3.19, Go 1.21 ended 2024-08-13, Alpine 3.19 ended 2025-11-01',
  ],
  [
    'golang:1.8',
    'official, go 1.8, debian 8, glibc 2.19, /bin/sh, 0, floated jessie, Debian 8 ended 2018-06-17',
  ],
  ['golang:1.5', 'official, go 1.5, /bin/sh, 0'],
  ['docker.io/library/golang:1.27-trixie', 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0'],
  ['index.docker.io/library/golang:1.27-trixie', 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0'],
  // Newer than the facts: a patch release follows its line, a new line is known by its suffix alone.
  ['golang:1.27.9', 'official, go 1.27.9, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:1.28', 'official, go 1.28, /bin/sh, 0'],
  ['golang:1.28-trixie', 'official, go 1.28, debian 13, glibc 2.41, /bin/sh, 0'],
  ['golang:1.27-alpine3.25', 'official, go 1.27, alpine 3.25, musl, /bin/sh, 0'],
  ['golang:1.22.99', 'unknown'],
  ['golang:1.22-windowsservercore', 'unknown'],
  ['golang:nonesuch', 'unknown'],
  // A digest stops a tag from moving and hides which of its distributions it was.
  [`golang:1.24@${sha}`, 'official, go 1.24, debian, glibc, /bin/sh, 0, Go 1.24 ended 2026-02-10'],
  [`golang:1.27-trixie@${sha}`, 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0'],
  [
    `golang:1.24.5@${sha}`,
    'official, go 1.24.5, debian 12, glibc 2.36, /bin/sh, 0, Go 1.24 ended 2026-02-10',
  ],
  [`golang@${sha}`, 'unknown'],

  // Other languages.
  ['node', 'official, node, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['node:22', 'official, node 22, debian 12, glibc 2.36, /bin/sh, 0, floats bookworm'],
  ['node:lts-alpine', 'official, node, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'node:18.16.0-slim',
    'official, node 18.16.0, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm, Node.js 18 ended 2025-04-30',
  ],
  [
    'node:20-bullseye-slim',
    'official, node 20, debian 11, glibc 2.31, /bin/sh, 0, Node.js 20 ended 2026-04-30, Debian 11 ended 2024-08-14',
  ],
  ['node:26.9.1-slim', 'official, node 26.9.1, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['node:27', 'official, node 27, /bin/sh, 0'],
  ['python:3.11-slim', 'official, python 3.11, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  [
    'python:3.11.4-slim-bullseye',
    'official, python 3.11.4, debian 11, glibc 2.31, /bin/sh, 0, Debian 11 ended 2024-08-14',
  ],
  [
    'python:3.9',
    'official, python 3.9, debian 13, glibc 2.41, /bin/sh, 0, floated trixie, Python 3.9 ended 2025-10-31',
  ],
  [
    'python:2.7',
    'official, python 2.7, debian 10, glibc 2.28, /bin/sh, 0, floated buster, Python 2.7 ended 2020-01-01, Debian 10 ended 2022-09-10',
  ],
  ['rust:1.75', 'official, rust 1.75, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm'],
  [
    'rust:1.70-slim-bullseye',
    'official, rust 1.70, debian 11, glibc 2.31, /bin/sh, 0, Debian 11 ended 2024-08-14',
  ],
  ['rust:1-alpine', 'official, rust 1, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'openjdk:8u181-jdk',
    'official, java 8, debian 9, glibc 2.24, /bin/sh, 0, floated stretch, discontinued 2022-07-31, Debian 9 ended 2020-07-18',
  ],
  [
    'openjdk:17',
    'official, java 17, oraclelinux 8, glibc 2.28, /bin/sh, 0, floated oraclelinux8, discontinued 2022-07-31',
  ],
  ['eclipse-temurin:21', 'official, java 21, ubuntu 26.04, glibc 2.43, /bin/sh, 0, floats resolute'],
  ['eclipse-temurin:21-jre-alpine', 'official, java 21, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'eclipse-temurin:17.0.5_8-jdk',
    'official, java 17.0.5, ubuntu 22.04, glibc 2.35, /bin/sh, 0, floated jammy',
  ],
  ['amazoncorretto:17', 'official, java 17, amazonlinux 2023, glibc 2.34, /bin/sh, 0, floats al2023'],
  ['maven:3.9-eclipse-temurin-21', 'official, maven 3.9, ubuntu 24.04, glibc 2.39, /bin/sh, 0, floats noble'],
  ['maven:3.8-openjdk-11', 'official, maven 3.8, /bin/sh, 0'],
  ['gradle:8.5-jdk17', 'official, gradle 8.5, ubuntu 22.04, glibc 2.35, /bin/sh, 0, floated jammy'],
  ['php:8.2-fpm-alpine', 'official, php 8.2, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'php:7.4-apache',
    'official, php 7.4, debian 11, glibc 2.31, /bin/sh, 0, floated bullseye, PHP 7.4 ended 2022-11-28, Debian 11 ended 2024-08-14',
  ],
  [
    'ruby:3.2-slim',
    'official, ruby 3.2, debian 13, glibc 2.41, /bin/sh, 0, floated trixie, Ruby 3.2 ended 2026-03-31',
  ],
  ['gcc:13', 'official, gcc 13, debian 12, glibc 2.36, /bin/sh, 0, floats bookworm'],
  ['nginx:stable-alpine', 'official, nginx, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  ['postgres:15', 'official, postgres 15, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['redis:7', 'official, redis 7, debian 12, glibc 2.36, /bin/sh, 0, floats bookworm'],

  // Systems.
  ['debian', 'official, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['debian:bookworm-slim', 'official, debian 12, glibc 2.36, /bin/sh, 0'],
  ['debian:11', 'official, debian 11, glibc 2.31, /bin/sh, 0, Debian 11 ended 2024-08-14'],
  ['debian:bookworm-20240101-slim', 'official, debian 12, glibc 2.36, /bin/sh, 0'],
  ['debian:buster', 'official, debian 10, glibc 2.28, /bin/sh, 0, Debian 10 ended 2022-09-10'],
  ['ubuntu:22.04', 'official, ubuntu 22.04, glibc 2.35, /bin/sh, 0'],
  ['ubuntu:focal', 'official, ubuntu 20.04, glibc 2.31, /bin/sh, 0, Ubuntu 20.04 ended 2025-05-31'],
  ['ubuntu:18.04', 'official, ubuntu 18.04, glibc 2.27, /bin/sh, 0, Ubuntu 18.04 ended 2023-05-31'],
  ['alpine:3.18.4', 'official, alpine 3.18, musl, /bin/sh, 0, Alpine 3.18 ended 2025-05-09'],
  ['alpine:3', 'official, alpine, musl, /bin/sh, 0, floats alpine'],
  [
    'centos:7',
    'official, centos 7, glibc 2.17, /bin/sh, 0, discontinued 2024-07-01, CentOS 7 ended 2024-06-30',
  ],
  ['amazonlinux:2', 'official, amazonlinux 2, glibc 2.26, /bin/sh, 0, Amazon Linux 2 ended 2026-06-30'],
  ['rockylinux:9', 'official, rockylinux 9, glibc 2.34, /bin/sh, 0'],
  ['busybox', 'official, /bin/sh, 0'],

  // Distroless names, present and past.
  ['gcr.io/distroless/static-debian13:nonroot', 'google-distroless, debian 13, none, no shell, 65532'],
  [
    'gcr.io/distroless/static-debian12',
    'google-distroless, debian 12, none, no shell, 0, discontinued 2026-09-01',
  ],
  [
    'gcr.io/distroless/base-debian13:debug-nonroot',
    'google-distroless, debian 13, glibc 2.41, /busybox/sh, 65532',
  ],
  [
    'gcr.io/distroless/cc-debian13:nonroot-arm64',
    'google-distroless, debian 13, glibc 2.41, no shell, 65532',
  ],
  [
    `gcr.io/distroless/cc-debian13:nonroot-${'0af1'.repeat(10)}`,
    'google-distroless, debian 13, glibc 2.41, no shell, 65532',
  ],
  ['gcr.io/distroless/nodejs22-debian13', 'google-distroless, node 22, debian 13, glibc 2.41, no shell, 0'],
  [
    'gcr.io/distroless/nodejs:16',
    'google-distroless, node 16, glibc, no shell, 0, discontinued 2023-04-04, Node.js 16 ended 2023-09-11',
  ],
  [
    'gcr.io/distroless/java:11-debug',
    'google-distroless, java 11, glibc, /busybox/sh, 0, discontinued 2022-04-19',
  ],
  [
    'gcr.io/distroless/python3',
    'google-distroless, python 3.13, debian 13, glibc 2.41, no shell, 0, floats debian13',
  ],
  [
    'gcr.io/distroless/python3-debian11',
    'google-distroless, python 3.9, debian 11, glibc 2.31, /bin/sh, 0, discontinued 2024-09-03, Python 3.9 ended 2025-10-31',
  ],
  [
    'gcr.io/distroless/java21-debian13:nonroot',
    'google-distroless, java 21, debian 13, glibc 2.41, no shell, 65532',
  ],
  ['gcr.io/distroless/ruby', 'unknown'],
  ['gcr.io/distroless/static-debian13:1.2', 'unknown'],
  ['gcr.io/distroless/static-debian14', 'unknown'],

  // Other families.
  ['cgr.dev/chainguard/node', 'chainguard, node, wolfi, glibc 2.43, /bin/sh, 65532'],
  ['cgr.dev/chainguard/python:latest', 'chainguard, python, wolfi, glibc 2.43, no shell, 65532'],
  ['cgr.dev/chainguard/python:latest-dev', 'chainguard, python, wolfi, glibc 2.43, /bin/sh, 65532'],
  ['cgr.dev/chainguard/python:3.11', 'unknown'],
  ['cgr.dev/chainguard/static', 'chainguard, wolfi, none, no shell, 65532'],
  ['dhi.io/node:22', 'hardened, node 22, debian 13, glibc 2.41, no shell, 1000'],
  ['dhi.io/node:22-debian13', 'hardened, node 22, debian 13, glibc 2.41, no shell, 1000'],
  ['dhi.io/node:22-alpine3.24-dev', 'hardened, node 22, alpine 3.24, musl, /bin/sh, 0'],
  [
    'dhi.io/python:3.10',
    'hardened, python 3.10, debian 13, glibc 2.41, no shell, 65532, Python 3.10 ended 2026-10-31',
  ],
  ['dhi.io/python:3.99', 'unknown'],
  [
    'mcr.microsoft.com/dotnet/aspnet:8.0',
    'dotnet, dotnet 8.0, debian 12, glibc 2.36, /bin/sh, 0, .NET 8 ended 2026-11-10',
  ],
  ['mcr.microsoft.com/dotnet/aspnet:10.0', 'dotnet, dotnet 10.0, ubuntu 24.04, glibc 2.39, /bin/sh, 0'],
  [
    'mcr.microsoft.com/dotnet/aspnet:10.0.3-noble-chiseled',
    'dotnet-chiseled, dotnet 10.0.3, ubuntu 24.04, glibc 2.39, no shell, 1654',
  ],
  ['mcr.microsoft.com/dotnet/sdk:6.0', 'dotnet, dotnet 6.0, /bin/sh, 0, .NET 6 ended 2024-11-12'],
  [
    'mcr.microsoft.com/dotnet/aspnet:6.0-alpine3.18',
    'dotnet, dotnet 6.0, alpine 3.18, musl, /bin/sh, 0, .NET 6 ended 2024-11-12, Alpine 3.18 ended 2025-05-09',
  ],
  ['mcr.microsoft.com/dotnet/framework/aspnet:4.8', 'unknown'],
  ['registry.access.redhat.com/ubi9/ubi-micro', 'ubi-micro, rhel 9, glibc 2.34, /bin/sh, 0'],

  // Unknown, whatever their names suggest.
  ['bitnami/node:18', 'unknown'],
  ['mycompany/golang:1.24', 'unknown'],
  ['registry.example.com/library/golang:1.24', 'unknown'],
  ['localhost:5000/distroless/static', 'unknown'],
  ['build', 'unknown'],
  ['constructor', 'unknown'],
  ['__proto__:latest', 'unknown'],
];

test.each(images)('%s', (text, expected) => {
  expect(summary(imageOf(text))).toBe(expected);
});

describe('reference', () => {
  test.each([
    ['golang', 'docker.io', 'golang', undefined, undefined],
    ['golang:1.24', 'docker.io', 'golang', '1.24', undefined],
    ['library/golang', 'docker.io', 'golang', undefined, undefined],
    ['docker.io/golang', 'docker.io', 'golang', undefined, undefined],
    ['docker.io/library/golang:1', 'docker.io', 'golang', '1', undefined],
    ['index.docker.io/bitnami/node', 'docker.io', 'bitnami/node', undefined, undefined],
    ['localhost:5000/app', 'localhost:5000', 'localhost:5000/app', undefined, undefined],
    ['localhost/app:v1', 'localhost', 'localhost/app', 'v1', undefined],
    ['reg.example.com:443/a/b/c:1.0', 'reg.example.com:443', 'reg.example.com:443/a/b/c', '1.0', undefined],
    ['[2001:db8::1]:5000/app', '[2001:db8::1]:5000', '[2001:db8::1]:5000/app', undefined, undefined],
    [`golang:1.24@${sha}`, 'docker.io', 'golang', '1.24', sha],
    [`gcr.io/distroless/static@${sha}`, 'gcr.io', 'gcr.io/distroless/static', undefined, sha],
    ['a__b/c-d.e:T_1', 'docker.io', 'a__b/c-d.e', 'T_1', undefined],
  ])('%s', (text, registry, repository, tag, digest) => {
    const parsed = parseReference(text);
    expect(parsed).toMatchObject({ registry, repository });
    expect([parsed?.tag, parsed?.digest]).toEqual([tag, digest]);
  });

  test.each([
    '',
    ':1',
    'Golang',
    'golang:',
    'golang:-1',
    'a//b',
    '/a',
    'a/',
    'golang@sha256:12',
    'golang 1.24',
    '$BASE',
    '${BASE}:1',
    'golang:1:2',
    '-a',
    'a..b',
    'a'.repeat(300),
    '0123456789abcdef'.repeat(4),
  ])('refuses %j', text => expect(parseReference(text)).toBeUndefined());

  test('never throws, and its offsets name the tag', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab1.:/@-_A') })), text => {
        const parsed = parseReference(text);
        if (!parsed) return;
        expect(parsed.tagSpan ? text.slice(parsed.tagSpan.start, parsed.tagSpan.end) : undefined).toBe(
          parsed.tag,
        );
        findImage(parsed);
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps what a reference is made of', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const host = fc.constantFrom('ghcr.io', 'localhost:5000', 'registry.example.com');
    const tag = fc.stringMatching(/^[A-Za-z0-9_][\w.-]{0,20}$/);
    const parts = fc.record({
      host: fc.option(host),
      path: fc.array(word, { minLength: 1, maxLength: 3 }),
      tag: fc.option(tag),
      digest: fc.boolean(),
    });
    fc.assert(
      fc.property(parts, made => {
        fc.pre(made.path[0] !== 'library' && (made.host !== null || made.path[0] !== 'localhost'));
        const name = [...(made.host ? [made.host] : []), ...made.path].join('/');
        const parsed = parseReference(
          `${name}${made.tag ? `:${made.tag}` : ''}${made.digest ? `@${sha}` : ''}`,
        );
        expect(parsed?.repository).toBe(name);
        expect(parsed?.nameEnd).toBe(name.length);
        expect([parsed?.tag, parsed?.digest]).toEqual([made.tag ?? undefined, made.digest ? sha : undefined]);
      }),
    );
  });
});

const known = (text: string): CatalogueImage => {
  const image = imageOf(text);
  if (!image) throw new Error(`${text} is unknown`);
  return image;
};

describe('contents', () => {
  test.each<readonly [image: string, name: string, expected: string | false | undefined]>([
    ['scratch', 'sh', false],
    ['gcr.io/distroless/static', 'sh', false],
    ['gcr.io/distroless/static', '/app', false],
    ['gcr.io/distroless/base-debian13', '/bin/sh', false],
    ['gcr.io/distroless/static:debug', 'wget', '/busybox/wget'],
    ['gcr.io/distroless/nodejs22-debian13', 'node', false],
    ['gcr.io/distroless/nodejs22-debian13', '/nodejs/bin/node', '/nodejs/bin/node'],
    ['gcr.io/distroless/nodejs22-debian13', 'npm', false],
    ['gcr.io/distroless/java21-debian13', 'java', '/usr/bin/java'],
    ['gcr.io/distroless/python3-debian13', 'python3', '/usr/bin/python3'],
    ['gcr.io/distroless/python3-debian13', 'pip', false],
    ['mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled', 'dotnet', '/usr/bin/dotnet'],
    ['mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled', 'curl', false],
    ['golang:1.24', 'go', '/usr/local/go/bin/go'],
    ['golang:1.24', 'jq', undefined],
    ['node:18-alpine', 'npm', '/usr/local/bin/npm'],
    ['alpine:3.22', 'wget', '/usr/bin/wget'],
    ['debian:bookworm-slim', 'curl', undefined],
    ['dhi.io/node:22', 'bash', false],
    ['dhi.io/node:22', 'curl', undefined],
  ])('%s: %s', (text, name, expected) => expect(executable(known(text), name)).toBe(expected));

  test.each<readonly [image: string, path: string, expected: boolean | undefined]>([
    ['gcr.io/distroless/static', '/etc/passwd', true],
    ['gcr.io/distroless/static', '/etc/ssl/certs/ca-certificates.crt', true],
    ['gcr.io/distroless/static', '/usr/share/zoneinfo', true],
    ['gcr.io/distroless/static', '/usr/share/zoneinfo/Mars', undefined],
    ['gcr.io/distroless/static', '/home/nonroot', true],
    ['gcr.io/distroless/static', '/bin/../tmp', true],
    ['gcr.io/distroless/static', '/etc/localtime', false],
    ['scratch', '/tmp', false],
    ['scratch', '/', true],
    ['golang:1.24', '/usr/share/whatever', undefined],
  ])('%s has %s', (text, path, expected) => expect(hasPath(known(text), path)).toBe(expected));

  test('entrypoint, command, folder and environment are those of the Dockerfiles', () => {
    expect(known('gcr.io/distroless/java21-debian13').entrypoint).toEqual(['/usr/bin/java', '-jar']);
    expect(known('gcr.io/distroless/nodejs18').entrypoint).toEqual(['/nodejs/bin/node']);
    expect(known('gcr.io/distroless/python3-debian13:debug').entrypoint).toEqual(['/usr/bin/python3.13']);
    expect(known('gcr.io/distroless/static:debug').entrypoint).toEqual(['/busybox/sh']);
    expect(known('gcr.io/distroless/cc-debian13:nonroot')).toMatchObject({
      entrypoint: [],
      cmd: [],
      workdir: '/home/nonroot',
    });
    expect(known('node:20')).toMatchObject({
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['node'],
      workdir: '/',
    });
    expect(known('golang:1.27-alpine')).toMatchObject({
      cmd: ['/bin/sh'],
      workdir: '/go',
      tools: [],
      env: { GOPATH: '/go', GOTOOLCHAIN: 'local', GOLANG_VERSION: '1.27.0' },
    });
    expect(known('golang:1.22').env.PATH).toBe(
      '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    );
    expect(known('gcr.io/distroless/static').env.SSL_CERT_FILE).toBe('/etc/ssl/certs/ca-certificates.crt');
    expect(known('golang:1.22').tools).toEqual(expect.arrayContaining(['gcc', 'g++', 'make', 'git']));
    expect(known('rust:1.75-slim').tools).not.toContain('git');
    expect(known('nginx:1.27').stopSignal).toBe('SIGQUIT');
  });

  test('users', () => {
    const uid = (text: string, name: string): number | undefined =>
      known(text).users.find(user => user.name === name)?.uid;
    expect([uid('gcr.io/distroless/static', 'nonroot'), uid('gcr.io/distroless/static', 'node')]).toEqual([
      65532,
      undefined,
    ]);
    expect(known('gcr.io/distroless/static').usersComplete).toBe(true);
    expect([uid('node:20', 'node'), uid('golang:1.22', 'nobody'), uid('alpine:3.22', 'nobody')]).toEqual([
      1000, 65534, 65534,
    ]);
    expect([uid('ubuntu:24.04', 'ubuntu'), uid('ubuntu:22.04', 'ubuntu')]).toEqual([1000, undefined]);
    expect([uid('php:8.3-fpm', 'www-data'), uid('php:8.3-fpm-alpine', 'www-data')]).toEqual([33, 82]);
  });

  test('CA bundles and time zones', () => {
    expect(known('debian:bookworm-slim').caCerts).toBe(false);
    expect(known('node:20-slim').caCerts).toBe(false);
    expect(known('golang:1.22-alpine').caCerts).toBe('/etc/ssl/certs/ca-certificates.crt');
    expect(known('scratch').caCerts).toBe(false);
    expect(known('golang:1.22-alpine').tzdata).toBe(false);
    expect(known('gcr.io/distroless/static').tzdata).toBe(true);
  });

  test('what a compiled program can run on', () => {
    expect(targetImages.map(({ name }) => name)).toEqual(['static', 'base-nossl', 'base', 'cc']);
    const has = (name: string, library: string): boolean =>
      targetImages.some(image => image.name === name && image.libraries.includes(library));
    expect([
      has('static', 'libc.so.6'),
      has('base-nossl', 'libc.so.6'),
      has('base-nossl', 'libssl.so.3'),
    ]).toEqual([false, true, false]);
    expect([has('base', 'libz.so.1'), has('base', 'libgcc_s.so.1'), has('cc', 'libstdc++.so.6')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([glibcVersion('bookworm'), glibcVersion('trixie'), glibcVersion('alpine3.22')]).toEqual([
      '2.36',
      '2.41',
      undefined,
    ]);
  });
});

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
  test('are in step with the facts', () => {
    execFileSync(process.execPath, ['scripts/catalogue.mjs', '--check'], {
      cwd: new URL('..', import.meta.url).pathname,
    });
  });

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
