/** What is known of an image's contents: programs, paths, accounts. */
import { describe, expect, test } from 'vitest';
import { executable, hasPath } from '../server/src/core/catalogue/paths';
import type { CatalogueImage } from '../server/src/core/catalogue/types';
import { glibcVersion, imageOf, targetImages } from '../server/src/core/catalogue/variants';

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
    ['gcr.io/distroless/static', '/etc/networks', false],
    ['gcr.io/distroless/static', '/etc/dpkg/origins/debian', undefined],
    ['gcr.io/distroless/static', '/etc/ld.so.conf.d', false],
    ['gcr.io/distroless/static-debian12', '/lib64', false],
    ['gcr.io/distroless/base-debian12', '/lib64', true],
    ['gcr.io/distroless/python3-debian13', '/usr/bin/tzselect', true],
    ['debian:bookworm', '/usr/sbin/adduser', true],
    ['debian:trixie', '/usr/sbin/adduser', undefined],
    ['debian:trixie', '/usr/bin/apt-key', undefined],
    ['debian:trixie', '/usr/bin/update-alternatives', true],
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
    expect(known('node:22-slim').tzdata).toBe(true);
    expect(known('node:22-alpine').tzdata).toBe(false);
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
