/** References in every form that people write. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findImage } from '../server/src/core/catalogue/images';
import { behindMirror, throughMirror } from '../server/src/core/catalogue/mirrors';
import { parseReference } from '../server/src/core/catalogue/reference';
import { imageOf, withDebianSuffix, withDistribution } from '../server/src/core/catalogue/variants';
import { unknownContext } from '../server/src/core/context/build-context';
import type { Stage } from '../server/src/core/model/build';
import { defaultSettings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';

import { sha, summary } from './support/image-summary';
import { images } from './support/image-table';

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

const mirrors = {
  'registry.corp.example/gcr/': 'gcr.io/',
  'mirror.corp.example:5000/dockerhub': 'docker.io/',
  'mirror.corp.example:5000/dockerhub/official': 'docker.io/library/',
  'team.example/go/': 'docker.io/library/golang/',
  'index.example/': 'index.docker.io/',
};

describe('a mirror', () => {
  test.each([
    [
      'registry.corp.example/gcr/distroless/static-debian13:nonroot',
      'gcr.io/distroless/static-debian13',
      'nonroot',
    ],
    ['mirror.corp.example:5000/dockerhub/library/golang:1.24', 'golang', '1.24'],
    ['mirror.corp.example:5000/dockerhub/golang', 'golang', undefined],
    ['mirror.corp.example:5000/dockerhub/bitnami/node:20', 'bitnami/node', '20'],
    ['mirror.corp.example:5000/dockerhub/official/node:20', 'node', '20'],
    ['mirror.corp.example:5000/dockerhubs/node:20', 'mirror.corp.example:5000/dockerhubs/node', '20'],
    [
      'registry.corp.example/other/distroless/static',
      'registry.corp.example/other/distroless/static',
      undefined,
    ],
    ['index.example/library/alpine:3.24', 'alpine', '3.24'],
    ['golang:1.24', 'golang', '1.24'],
  ])('%s', (text, repository, tag) => {
    const parsed = parseReference(text, mirrors);
    expect(parsed).toMatchObject({ text, repository });
    expect(parsed?.tag).toBe(tag);
    expect(text.slice(0, parsed?.nameEnd)).toBe(tag === undefined ? text : text.slice(0, -tag.length - 1));
  });

  test('keeps digest and tag', () => {
    const parsed = parseReference(`registry.corp.example/gcr/distroless/cc-debian13:nonroot@${sha}`, mirrors);
    expect(parsed).toMatchObject({
      registry: 'gcr.io',
      repository: 'gcr.io/distroless/cc-debian13',
      tag: 'nonroot',
      digest: sha,
    });
    expect(parsed && findImage(parsed)?.user?.uid).toBe(65532);
  });

  test('stays in names that are made of the written one', () => {
    const parsed = parseReference('registry.corp.example/gcr/distroless/static:nonroot', mirrors);
    expect(parsed && withDebianSuffix(parsed)).toBe(
      'registry.corp.example/gcr/distroless/static-debian13:nonroot',
    );
    const go = parseReference('mirror.corp.example:5000/dockerhub/library/golang:1.24', mirrors);
    expect(go && withDistribution(go, 'trixie')).toBe(
      'mirror.corp.example:5000/dockerhub/library/golang:1.24-trixie',
    );
  });

  test.each([
    ['gcr.io/distroless/cc-debian13:nonroot', 'registry.corp.example/gcr/distroless/cc-debian13:nonroot'],
    ['golang:1.27', 'mirror.corp.example:5000/dockerhub/official/golang:1.27'],
    ['docker.io/golang:1.27', 'mirror.corp.example:5000/dockerhub/official/golang:1.27'],
    ['bitnami/node:20', 'mirror.corp.example:5000/dockerhub/bitnami/node:20'],
    ['cgr.dev/chainguard/static:latest', 'cgr.dev/chainguard/static:latest'],
    ['localhost:5000/app', 'localhost:5000/app'],
    ['scratch', 'scratch'],
  ])('is where %s is written', (name, written) => {
    expect(throughMirror(name, mirrors)).toBe(written);
  });

  test('gives back what it was given', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9]{1,8}){0,2}$/);
    fc.assert(
      fc.property(name, fc.constantFrom('gcr.io/', 'docker.io/library/', 'quay.io/'), (path, registry) => {
        const written = throughMirror(`${registry}${path}`, mirrors);
        expect(behindMirror(written, mirrors)).toBe(`${registry}${path}`);
      }),
    );
  });

  test('that is empty or stands for nothing changes nothing', () => {
    for (const odd of [{ '': 'gcr.io/' }, { '/': 'gcr.io/' }])
      expect(behindMirror('golang', odd)).toBe('golang');
    expect(parseReference('a.example/golang:1', { 'a.example': '' })).toMatchObject({ repository: 'golang' });
    expect(parseReference('a.example/golang:1', { 'a.example': 'Not valid/' })).toMatchObject({
      repository: 'a.example/golang',
    });
  });
});

describe('FROM', () => {
  const base = (source: string): Stage['base'] | undefined => {
    const settings = { ...defaultSettings('2026-11-20'), imageMirrors: mirrors };
    return readSubject(source, unknownContext, settings).build.stages.at(-1)?.base;
  };

  test.each([
    ['FROM --platform=$BUILDPLATFORM golang:1.24 AS build', 'golang', '1.24'],
    ['FROM --platform=linux/arm64 localhost:5000/golang:1.24', 'localhost:5000/golang', '1.24'],
    ['ARG TAG=1.24\nFROM golang:${TAG}', 'golang', '1.24'],
    [
      'ARG BASE=gcr.io/distroless/cc-debian13\nFROM ${BASE}:nonroot',
      'gcr.io/distroless/cc-debian13',
      'nonroot',
    ],
    ['FROM golang:${TAG:-1.24}', 'golang', '1.24'],
    [
      'ARG REGISTRY=registry.corp.example/gcr\nFROM ${REGISTRY}/distroless/cc-debian13',
      'gcr.io/distroless/cc-debian13',
      undefined,
    ],
    [`FROM mirror.corp.example:5000/dockerhub/golang:1.24@${sha}`, 'golang', '1.24'],
  ])('%s', (source, repository, tag) => {
    const found = base(source);
    expect(found).toMatchObject({ kind: 'image', reference: { repository } });
    expect(found?.kind === 'image' && found.reference.tag).toBe(tag);
  });

  test.each(['FROM ${BASE}', 'FROM golang:', 'FROM a//b'])('%s names nothing', source => {
    expect(base(source)?.kind).toBe('unresolved');
  });
});
