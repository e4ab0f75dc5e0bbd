/** The parts of the lab that need no engine: node --test test/lab/lab.test.mjs. The lab itself is test/lab/run.mjs. */
import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recipeFor } from './images/index.mjs';
import { imagesOf } from './runner/images-of.mjs';

describe('the images a Dockerfile needs', () => {
  /** @type {[string, string[]][]} */
  const table = [
    ['FROM golang:1.26', ['golang:1.26']],
    ['ARG V=1.26\nFROM golang:${V}-alpine AS b\nFROM scratch\nCOPY --from=b /a /a', ['golang:1.26-alpine']],
    ['ARG A=x B="golang:1"\nFROM --platform=$BUILDPLATFORM $B AS b\nFROM b', ['golang:1']],
    [
      'FROM golang:1 AS Build\nFROM debian\nCOPY --from=build /a /a\nCOPY --from=0 /a /a',
      ['golang:1', 'debian'],
    ],
    ['FROM debian\nCOPY --chown=1:1 --from=alpine:3 /a /b', ['debian', 'alpine:3']],
    ['FROM debian\nRUN --mount=type=bind,from=golang:1.26,target=/g \\\n  ls /g', ['debian', 'golang:1.26']],
    ['# FROM busybox\nFROM ${BASE:-debian:trixie}', ['debian:trixie']],
  ];
  for (const [text, images] of table) it(JSON.stringify(text), () => deepEqual(imagesOf(text), images));

  it('takes build arguments before defaults', () => {
    deepEqual(imagesOf('ARG V=1.24\nFROM golang:$V', { V: '1.26' }), ['golang:1.26']);
  });
});

describe('recipes', () => {
  const names = {
    'golang:1.26': 'golang:1.26.11-trixie',
    golang: 'golang:1.27.4-trixie',
    'golang:1.23': 'golang:1.23.12-bookworm',
    'docker.io/library/golang:1.24.2-bookworm': 'golang:1.24.2-bookworm',
    'golang:alpine': 'golang:1.27.4-alpine',
    'golang:1.26-alpine3.24': 'golang:1.26.11-alpine',
    'debian:12-slim': 'debian:bookworm-slim',
    debian: 'debian:trixie',
    'alpine:3.20': 'alpine:3',
    'gcr.io/distroless/static:nonroot': 'gcr.io/distroless/static-debian13:nonroot',
  };
  for (const [name, canonical] of Object.entries(names)) {
    it(`${name} means ${canonical}`, () => equal(recipeFor(name)?.alias, canonical));
  }
  for (const name of [
    'ubuntu:24.04',
    'golang:1.17',
    'golang:1.26-windowsservercore',
    'nginx',
    'debian:buster',
  ]) {
    it(`there is none for ${name}`, () => equal(recipeFor(name), undefined));
  }
});
