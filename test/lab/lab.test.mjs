/** The parts of the lab that need no engine: node --test test/lab/lab.test.mjs. The lab itself is test/lab/run.mjs. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { againstCatalogue } from './images/against-catalogue.mjs';
import { readCatalogue } from './images/catalogue.mjs';
import { againstTable } from './images/check.mjs';
import { parseListing, resolvePath } from './images/contents.mjs';
import { recipeFor } from './images/index.mjs';

import { mavenMirrors } from './images/maven.mjs';
import { cargoSettings } from './images/native.mjs';
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
    'gcr.io/distroless/base-nossl:debug': 'gcr.io/distroless/base-nossl-debian13:debug',
    'gcr.io/distroless/nodejs24': 'gcr.io/distroless/nodejs24-debian13:latest',
    'gcr.io/distroless/python3:debug-nonroot': 'gcr.io/distroless/python3-debian13:debug-nonroot',
    node: 'node:26.10.0-trixie',
    'node:current-slim': 'node:26.10.0-trixie-slim',
    'node:22': 'node:22.23.3-bookworm',
    'node:22-slim': 'node:22.23.3-bookworm-slim',
    'node:22-trixie-slim': 'node:22.23.3-trixie-slim',
    'node:lts-bookworm': 'node:24.21.0-bookworm',
    'node:jod-slim': 'node:22.23.3-bookworm-slim',
    'node:22.12.0': 'node:22.12.0-bookworm',
    'node:20.18': 'node:20.18-bookworm',
    'node:22.14.0-alpine3.21': 'node:22-alpine',
    'node:lts-alpine': 'node:24-alpine',
    'docker.io/library/node:trixie': 'node:26.10.0-trixie',
    'python:3.11-slim': 'python:3.11-slim-trixie',
    'python:3.13': 'python:3.13-trixie',
    'python:3.13.2-slim': 'python:3.13-slim-trixie',
    'python:3.11-bookworm@sha256:0': 'python:3.11-bookworm',
    'python:3.13.2-slim-bookworm': 'python:3.13-slim-bookworm',
    python: 'python:3.14-trixie',
    'python:3-slim': 'python:3.14-slim-trixie',
    'python:slim-bookworm': 'python:3.14-slim-bookworm',
    'python:3.12': 'python:3.12-trixie',
    'python:3.9.7-slim-bullseye': 'python:3.9-slim-bullseye',
    'python:3.10.4-slim-bookworm': 'python:3.10-slim-bookworm',
    'python:3.8-slim': 'python:3.8-slim-bookworm',
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
    'node:alpine',
    'node:18-alpine',
    'node:current-alpine',
    'node:22-buster',
    'node:14',
    'node:16',
    'node:22-slim-bookworm',
    'python:3.13-alpine',
    'python:3.13-bookworm-slim',
    'python:3.13-',
    'python:2.7',
    'python:3.7',
    'python:3.9-slim-buster',
    'gcr.io/distroless/nodejs22-debian12',
    'gcr.io/distroless/static-debian13:1.0',
    'gcr.io/distroless/dotnet',
  ]) {
    it(`there is none for ${name}`, () => equal(recipeFor(name), undefined));
  }
});

describe('the cases', () => {
  const folder = fileURLToPath(new URL('./cases/', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });

  it('stand on images that the lab can make', () => {
    for (const file of files.filter(name => /^[^/]+\/Dockerfile$/.test(name))) {
      const { buildArgs } = JSON.parse(readFileSync(join(folder, file, '../expect.json'), 'utf8'));
      for (const image of imagesOf(readFileSync(join(folder, file), 'utf8'), buildArgs))
        equal(image === 'scratch' || recipeFor(image) !== undefined, true, `${file}: ${image}`);
    }
  });
  it('say which language they are written in, for the tables of docs/evidence.md', () => {
    const expectations = files.filter(name => /^[^/]+\/expect\.json$/.test(name));
    for (const file of expectations) {
      const { language } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      match(String(language), /^(Bun|C and C\+\+|Deno|Go|Java|Node\.js|Python|Rust)$/, file);
    }
  });
  it('stand in docs/evidence.md, which is written after a run of all of them', () => {
    const evidence = readFileSync(new URL('../../docs/evidence.md', import.meta.url), 'utf8');
    for (const file of files.filter(name => /^[^/]+\/expect\.json$/.test(name)))
      equal(evidence.includes(`| ${file.split('/')[0]} |`), true, file);
  });
  it('name no registry in their lockfiles', () => {
    const lockfiles = files.filter(name => /(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(name));
    equal(lockfiles.length >= 3, true);
    for (const file of lockfiles) {
      const text = readFileSync(join(folder, file), 'utf8');
      deepEqual(text.match(/.*(?:resolved.*:\/\/|tarball|registry).*/g), null, file);
    }
  });
});

describe('an image beside the catalogue', () => {
  const listing = `drwxr-xr-x 0/0 0 2026-11-21 06:47 etc/
-rw-r--r-- 0/0 12 2026-11-21 06:47 etc/passwd
lrwxrwxrwx 0/0 0 2026-11-21 06:47 bin -> usr/bin
drwxr-xr-x 0/0 0 2026-11-21 06:47 usr/
drwxr-xr-x 0/0 0 2026-11-21 06:47 usr/bin/
-rwxr-xr-x 0/0 9 2026-11-21 06:47 usr/bin/with space
hrwxr-xr-x 0/0 0 2026-11-21 06:47 usr/bin/again link to usr/bin/with space
drwxrwxrwt 0/0 0 2026-11-21 06:47 tmp/
`;
  const entries = parseListing(listing);
  /** @type {import('./images/contents.mjs').Contents} */
  const contents = {
    config: { User: '65532', WorkingDir: '/', Env: ['PATH=/usr/bin'], Entrypoint: null, Cmd: null },
    ...{ bytes: 2_000_000, entries, texts: { '/etc/passwd': 'root:x:0:0::/root:/sbin/nologin\n' } },
  };
  /** @type {import('./images/catalogue.mjs').CatalogueImage} */
  const known = {
    ...{ repository: 'a', tag: 'b', family: 'google-distroless', shell: false, packageManager: false },
    ...{ user: { uid: 65532 }, users: [{ name: 'root', uid: 0 }], usersComplete: true, workdir: '/' },
    ...{ entrypoint: [], cmd: [], configKnown: true, env: { PATH: '/usr/bin' }, volumes: [], exposes: [] },
    paths: [
      { path: '/etc', kind: 'directory', opaque: true },
      { path: '/bin', kind: 'link', target: 'usr/bin' },
      { path: '/usr/bin', kind: 'directory', opaque: true },
      { path: '/tmp', kind: 'directory', writable: true },
    ],
    ...{ closed: true, caCerts: false, tools: [], support: { status: 'current' }, eol: [], notes: [] },
    ...{ variant: 'plain', architectures: [], source: '' },
  };

  it('follows links', () => {
    equal(resolvePath(entries, '/bin/with space'), '/usr/bin/with space');
    equal(resolvePath(entries, '/bin'), '/usr/bin');
    equal(resolvePath(entries, '/bin', false), '/bin');
    equal(resolvePath(entries, '/bin/sh'), undefined);
    equal(entries.get('/usr/bin/again')?.mode, '-rwxr-xr-x');
  });
  it('is as the catalogue says', () => deepEqual(againstCatalogue(known, contents), []));

  /** @type {[what: string, change: Partial<typeof known>, problem: RegExp][]} */
  const differing = [
    ['user', { user: { uid: 0 } }, /^USER is 65532/],
    ['entrypoint', { entrypoint: ['/a'] }, /^ENTRYPOINT is \[\]/],
    ['environment', { env: { PATH: '/bin' } }, /^ENV PATH/],
    ['a variable too many', { env: {} }, /^ENV PATH is there/],
    ['account', { users: [{ name: 'app', uid: 1 }] }, /^account app is missing/],
    ['account too many', { users: [] }, /^account root is not/],
    ['shell', { shell: '/bin/sh' }, /^\/bin\/sh is absent/],
    ['CA bundle', { caCerts: '/etc/ca' }, /^\/etc\/ca is absent/],
    ['C library', { libc: { kind: 'glibc', version: '2.41' } }, /^glibc/],
    ['path', { paths: [...known.paths, { path: '/opt', kind: 'file' }] }, /^\/opt is absent/],
    ['kind of path', { paths: [...known.paths, { path: '/tmp', kind: 'link' }] }, /^\/tmp is a directory/],
    ['path too many', { paths: known.paths.slice(0, 3) }, /^\/tmp is there/],
    ['library', { libraries: ['libc.so.6'] }, /^the library libc.so.6 is missing/],
  ];
  for (const [what, change, problem] of differing) {
    it(`differs in ${what}`, () => {
      const problems = againstCatalogue({ ...known, ...change }, contents);
      equal(
        problems.some(line => problem.test(line)),
        true,
        problems.join('\n'),
      );
    });
  }
  it('differs from the table', () =>
    deepEqual(
      againstTable({ megabytes: [3, 4], paths: { '/tmp': 'absent', '/bin': '-> usr/bin' } }, contents),
      ['has 2.0 MB, not 3 to 4', '/tmp is drwxrwxrwt 0/0, not absent'],
    ));
});

describe('tags that name no distribution', () => {
  const names = [
    ...['18', '20', '22', '24', '26', 'latest', 'lts', 'current', 'jod', 'krypton'].map(tag => `node:${tag}`),
    ...['latest', '3', '3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.11-slim', '3-slim'].map(
      tag => `python:${tag}`,
    ),
    ...['1.22', '1.24', '1.26', 'latest'].map(tag => `golang:${tag}`),
    ...['static', 'cc', 'nodejs22', 'python3'].map(kind => `gcr.io/distroless/${kind}`),
  ];
  it('stand on what the catalogue says', async () => {
    const find = await readCatalogue();
    for (const name of names) {
      const { codename = '', version = '' } = find(name)?.distribution ?? {};
      const made = recipeFor(name)?.alias ?? '';
      equal(
        made.includes(codename) || made.includes(`debian${version}:`),
        true,
        `${name}: ${made}, ${codename}`,
      );
    }
  });
});

describe("what images get of this machine's settings", () => {
  /** @type {[string, string][]} */
  const cargo = [
    ['', ''],
    ['[build]\njobs = 1\n', ''],
    ['[registry]\ntoken = "secret"\ndefault = "own"\n', '[registry]\ndefault = "own"\n'],
    ['[http]\ncainfo = "/here/ca.crt"\ntimeout = 9\n', '[http]\ntimeout = 9\n'],
    [
      '[source.a]\nreplace-with = "b"\n[net]\nretry = 3\n',
      '[source.a]\nreplace-with = "b"\n\n[net]\nretry = 3\n',
    ],
  ];
  for (const [text, carried] of cargo) {
    it(`cargo: ${JSON.stringify(text)}`, () => equal(cargoSettings(text).trim(), carried.trim()));
  }
  it('Maven: mirrors, no servers, nothing in comments', () => {
    const mirrors = '<mirrors><mirror><id>own</id></mirror></mirrors>';
    const servers = '<servers><server><password>secret</password></server></servers>';
    equal(mavenMirrors(`<settings>${servers}<!-- <mirrors>old</mirrors> -->${mirrors}</settings>`), mirrors);
    equal(mavenMirrors(`<settings>${servers}</settings>`), undefined);
  });
});
