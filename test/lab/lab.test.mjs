/** The parts of the lab that need no engine: node --test test/lab/lab.test.mjs. The lab itself is test/lab/run.mjs. */
import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recipeFor } from './images/index.mjs';
import { imagesOf } from './runner/build.mjs';
import { differences, differsFromExpected } from './runner/compare.mjs';

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
    'gcr.io/distroless/java21:nonroot': 'gcr.io/distroless/java21-debian13:nonroot',
    'eclipse-temurin:21': 'eclipse-temurin:21-jdk',
    'eclipse-temurin:17.0.13_11-jre-jammy': 'eclipse-temurin:17-jre',
    'eclipse-temurin:25-jdk-noble': 'eclipse-temurin:25-jdk',
    'openjdk:17-slim': 'openjdk:17-jdk-slim',
    maven: 'maven:3-eclipse-temurin-21',
    'maven:3.9.9-eclipse-temurin-17': 'maven:3-eclipse-temurin-17',
    'maven:3.9-eclipse-temurin': 'maven:3-eclipse-temurin-21',
    rust: 'rust:1-trixie',
    'rust:1.96-slim': 'rust:1-slim-trixie',
    'rust:slim-bookworm': 'rust:1-slim-bookworm',
    gcc: 'gcc:14',
    'gcc:14.2.0-trixie': 'gcc:14',
    'gcc:12-bookworm': 'gcc:12',
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
    'gcr.io/distroless/java21-debian12',
    'gcr.io/distroless/java11-debian13',
    'eclipse-temurin:11-jre',
    'eclipse-temurin:21-jre-alpine',
    'openjdk:17',
    'maven:3-amazoncorretto-21',
    'gradle:8-jdk21',
    'rust:1.75',
    'rust:1-alpine',
    'gcc:15',
    'gcc:14-bookworm',
  ]) {
    it(`there is none for ${name}`, () => equal(recipeFor(name), undefined));
  }
});

describe('comparing', () => {
  /** @type {import('./runner/observe.mjs').Observation} */
  const seen = { exit: 0, stdout: 'one\n', stderr: '', http: [], files: {}, written: [], listens: [] };

  it('finds nothing where nothing differs', () =>
    deepEqual(differences(seen, { ...seen, stderr: 'other' }), []));
  it('finds another exit code, another output and another file', () => {
    const other = { ...seen, exit: 1, stdout: 'two\n', written: ['/data/a'] };
    deepEqual(
      differences(seen, other).map(line => line.split(':')[0]),
      ['exit', 'stdout', 'written'],
    );
  });
  it('lets a smoke test differ in numbers only', () => {
    const count = (/** @type {object} */ a, /** @type {object} */ b) =>
      differences({ ...seen, ...a }, { ...seen, ...b }, { smoke: true }).length;
    equal(count({ stdout: 'up in 12.5ms' }, { stdout: 'up in 7ms' }), 0);
    equal(count({ listens: [80] }, { listens: [8080] }), 1);
    equal(count({ stdout: 'up' }, { stdout: 'down' }), 1);
  });
  it('reads a pattern between slashes', () => {
    equal(differsFromExpected({ stdout: '/^o/' }, seen).length, 0);
    equal(differsFromExpected({ stdout: ['two'] }, seen).length, 1);
  });
});
