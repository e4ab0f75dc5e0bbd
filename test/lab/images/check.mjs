/** Are the lab's base images what the facts say? The table is copied from facts/README.md 1.1-1.3 and 5.2 by hand. */
import { join } from 'node:path';
import { docker, tryDocker } from '../engine/daemon.mjs';
import { run } from '../engine/process.mjs';
import { ensureImage, usualImages } from './index.mjs';
import { plainPath, withFolder } from './recipe.mjs';

/**
 * @typedef {object} Fact
 * @property {string} user
 * @property {string} workdir
 * @property {string[]} env
 * @property {string[]} [entrypoint]
 * @property {string[]} [cmd]
 * @property {Record<string, string>} paths A path and how it must be: `mode owner`, `-> target`, `present`, or `absent`.
 * @property {string[]} [shells] Programs that must answer when called, for images with a shell.
 * @property {[least: number, most: number]} megabytes
 */

const distrolessEnv = [`PATH=${plainPath}`, 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'];
const triplet = 'usr/lib/TRIPLET';

const staticPaths = {
  'tmp/': 'drwxrwxrwt 0/0',
  'root/': 'drwx------ 0/0',
  'home/': 'drwxr-xr-x 0/0',
  'home/nonroot/': 'drwx------ 65532/65532',
  'etc/passwd': '-rw-r--r-- 0/0',
  'etc/group': '-rw-r--r-- 0/0',
  'etc/nsswitch.conf': 'present',
  'etc/services': 'present',
  'etc/protocols': 'present',
  'etc/mime.types': 'present',
  'etc/ssl/certs/ca-certificates.crt': '-rw-r--r-- 0/0',
  'usr/share/zoneinfo/Europe/Berlin': 'present',
  'usr/share/zoneinfo/US/Eastern': 'present',
  'var/lib/dpkg/status.d/tzdata': 'present',
  'var/lib/dpkg/status': 'absent',
  'etc/localtime': 'absent',
  lib: '-> usr/lib',
  bin: '-> usr/bin',
  'usr/bin/sh': 'absent',
  'bin/sh': 'absent',
  'usr/bin/env': 'absent',
  'usr/bin/git': 'absent',
};
const glibc = {
  [`${triplet}/libc.so.6`]: 'present',
  [`${triplet}/libm.so.6`]: 'present',
  [`${triplet}/libresolv.so.2`]: 'present',
};
const noGlibc = { [`${triplet}/libc.so.6`]: 'absent' };
const openssl = {
  [`${triplet}/libssl.so.3`]: 'present',
  [`${triplet}/libcrypto.so.3`]: 'present',
  [`${triplet}/libz.so.1`]: 'present',
  [`${triplet}/libzstd.so.1`]: 'present',
};
const noOpenssl = { [`${triplet}/libssl.so.3`]: 'absent', [`${triplet}/libz.so.1`]: 'absent' };
const cxx = {
  [`${triplet}/libstdc++.so.6`]: 'present',
  [`${triplet}/libgcc_s.so.1`]: 'present',
  [`${triplet}/libgomp.so.1`]: 'present',
};
const noCxx = { [`${triplet}/libstdc++.so.6`]: 'absent', [`${triplet}/libgcc_s.so.1`]: 'absent' };

/** @type {Record<string, { paths: Record<string, string>, megabytes: [number, number] }>} */
const kinds = {
  static: { paths: { ...staticPaths, ...noGlibc, ...noOpenssl, ...noCxx }, megabytes: [1.5, 4] },
  'base-nossl': { paths: { ...staticPaths, ...glibc, ...noOpenssl, ...noCxx }, megabytes: [12, 20] },
  base: { paths: { ...staticPaths, ...glibc, ...openssl, ...noCxx }, megabytes: [20, 30] },
  cc: { paths: { ...staticPaths, ...glibc, ...openssl, ...cxx }, megabytes: [23, 34] },
};

const goPaths = {
  'usr/local/go/bin/go': '-rwxr-xr-x 0/0',
  'usr/local/go/bin/gofmt': '-rwxr-xr-x 0/0',
  'usr/local/go/src/go.mod': 'present',
  'go/': 'drwxrwxrwt 0/0',
  'go/bin/': 'drwxrwxrwt 0/0',
  'go/src/': 'drwxrwxrwt 0/0',
  'etc/ssl/certs/ca-certificates.crt': 'present',
};
const goEnv = [`PATH=/go/bin:/usr/local/go/bin:${plainPath}`, 'GOTOOLCHAIN=local', 'GOPATH=/go'];
const debianCompilers = {
  'usr/bin/gcc': 'present',
  'usr/bin/g++': 'present',
  'usr/bin/make': 'present',
  'usr/bin/git': 'present',
  'usr/bin/pkg-config': 'present',
  'usr/include/stdio.h': 'present',
  'usr/bin/bash': 'present',
};

/** @param {string} libc @returns {Fact} */
const debian = libc => ({
  ...{ user: '', workdir: '/', env: [`PATH=${plainPath}`], cmd: ['bash'], megabytes: [90, 150] },
  paths: {
    [`/${libc}`]: 'glibc',
    'usr/bin/apt-get': 'present',
    'usr/bin/gcc': 'absent',
    'etc/ssl/certs/ca-certificates.crt': 'absent',
    'usr/share/zoneinfo/Europe/Berlin': 'present',
  },
});

/** @param {string} libc @returns {Fact} */
const golang = libc => ({
  ...{ user: '', workdir: '/go', env: goEnv, cmd: ['bash'], megabytes: [600, 1100] },
  paths: { [`/${libc}`]: 'glibc', ...goPaths, ...debianCompilers },
});

/** @type {Record<string, Fact>} */
export const facts = {
  ...Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, { paths, megabytes }]) =>
      /** @type {const} */ ([
        ['latest', '0', '/'],
        ['nonroot', '65532', '/home/nonroot'],
      ]).map(([tag, user, workdir]) => [
        `gcr.io/distroless/${kind}-debian13:${tag}`,
        { user, workdir, env: distrolessEnv, paths, megabytes },
      ]),
    ),
  ),
  'debian:trixie': debian('2.41'),
  'debian:bookworm': debian('2.36'),
  'golang:1.26': golang('2.41'),
  'golang:1.26-trixie': golang('2.41'),
  'golang:1.26-bookworm': golang('2.36'),
  'golang:1.24-bookworm': golang('2.36'),
  'golang:1.26-alpine': {
    ...{ user: '', workdir: '/go', env: goEnv, cmd: ['/bin/sh'], megabytes: [200, 400] },
    paths: {
      ...goPaths,
      'bin/busybox': 'present',
      'bin/bash': 'absent',
      'usr/bin/gcc': 'absent',
      'usr/bin/git': 'absent',
    },
  },
  'alpine:3': {
    ...{ user: '', workdir: '/', env: [`PATH=${plainPath}`], cmd: ['/bin/sh'], megabytes: [2, 10] },
    paths: {
      'bin/busybox': 'present',
      'bin/sh': '-> /bin/busybox',
      'lib/ld-musl-ARCH.so.1': 'present',
      'usr/share/zoneinfo/': 'absent',
      'etc/ssl/certs/ca-certificates.crt': 'present',
      'usr/lib/TRIPLET/libc.so.6': 'absent',
    },
  },
};

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/** The C library's version, from the package's own record. @param {string} id @param {string} folder */
async function glibcVersion(id, folder) {
  await docker(['cp', `${id}:/var/lib/dpkg/status`, join(folder, 'status')]);
  const { stdout } = await run('grep', ['-A', '10', '^Package: libc6$', join(folder, 'status')]);
  return /^Version: (\d+\.\d+)/m.exec(stdout)?.[1];
}

/** @param {string} image @param {Fact} fact @param {string} runId */
async function compareImage(image, fact, runId) {
  /** @type {string[]} */ const problems = [];
  const [{ Config: config, Size: size }] = JSON.parse((await docker(['image', 'inspect', image])).stdout);
  const equal = (/** @type {string} */ what, /** @type {unknown} */ wanted, /** @type {unknown} */ got) => {
    if (JSON.stringify(wanted) !== JSON.stringify(got))
      problems.push(`${what} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };
  equal('USER', fact.user, config.User);
  equal('WORKDIR', fact.workdir, config.WorkingDir || '/');
  equal('ENTRYPOINT', fact.entrypoint ?? null, config.Entrypoint?.length ? config.Entrypoint : null);
  equal('CMD', fact.cmd ?? null, config.Cmd?.length ? config.Cmd : null);
  equal(
    'ENV',
    [...fact.env].sort(),
    config.Env.filter((/** @type {string} */ pair) => !pair.startsWith('GOLANG_VERSION=')).sort(),
  );
  const megabytes = size / 1e6;
  if (megabytes < fact.megabytes[0] || megabytes > fact.megabytes[1])
    problems.push(`has ${megabytes.toFixed(1)} MB, not ${fact.megabytes.join(' to ')}`);
  await withFolder(async folder => {
    const id = (
      await docker(['create', '--label', `distill.lab.run=${runId}`, image, 'nothing'])
    ).stdout.trim();
    try {
      await docker(['export', '--output', join(folder, 'image.tar'), id]);
      /** @type {Map<string, string>} */ const entries = new Map();
      const listing = await run('tar', [
        '--list',
        '--verbose',
        '--numeric-owner',
        '--file',
        join(folder, 'image.tar'),
      ]);
      for (const line of listing.stdout.split('\n')) {
        const found = /^(\S+) (\S+) +\d+ \S+ \S+ (.*?)(?: -> (.*))?$/.exec(line);
        if (found)
          entries.set(
            found[3]?.replace(/^\.\//, '') ?? '',
            found[4] === undefined ? `${found[1]} ${found[2]}` : `-> ${found[4]}`,
          );
      }
      for (const [pattern, wanted] of Object.entries(fact.paths)) {
        if (wanted === 'glibc') {
          equal('glibc', pattern.slice(1), await glibcVersion(id, folder));
          continue;
        }
        const path = pattern.replace('TRIPLET', `${machine}-linux-gnu`).replace('ARCH', machine);
        const got = entries.get(path) ?? entries.get(`${path}/`);
        const fits =
          wanted === 'present' ? got !== undefined : wanted === 'absent' ? got === undefined : got === wanted;
        if (!fits) problems.push(`/${path} is ${got ?? 'absent'}, not ${wanted}`);
      }
    } finally {
      await tryDocker(['rm', '--force', id]);
    }
  });
  return problems;
}

/**
 * @param {string} runId
 * @param {(line: string) => void} say
 * @param {readonly string[]} [names]
 */
export async function checkImages(runId, say, names = [...usualImages, ...Object.keys(facts)]) {
  /** @type {{ name: string, problems: string[] }[]} */ const results = [];
  for (const name of new Set(names)) {
    const fact = facts[name];
    const made = await ensureImage(name, say);
    const problems = !made
      ? ['the lab has no recipe for it']
      : fact
        ? await compareImage(name, fact, runId)
        : ['there are no facts about it in the table'];
    results.push({ name, problems });
  }
  return results;
}
