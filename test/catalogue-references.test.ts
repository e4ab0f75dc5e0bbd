/** References in every form that people write. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findImage } from '../server/src/core/catalogue/images';
import { parseReference } from '../server/src/core/catalogue/reference';
import { imageOf } from '../server/src/core/catalogue/variants';

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
