/**
 * What the catalogue does not know of the lab's images, or knows of the real one and not of its imitation. Everything
 * else is compared with the catalogue itself (check.mjs).
 */

/**
 * @typedef {object} Fact
 * @property {[least: number, most: number]} megabytes
 * @property {string[]} [variables] Names in ENV that the catalogue leaves out.
 * @property {Record<string, string>} [paths] A path and how it must be: `mode owner`, `-> target`, `present`, `absent`.
 * @property {RegExp[]} [imitation] What the catalogue says of the real image and the lab's does not have.
 */

const allTags = ['latest', 'nonroot', 'debug', 'debug-nonroot'];

/** @param {Record<string, [number, number]>} sizes @param {readonly string[]} [tags] @returns {Record<string, Fact>} */
const distroless = (sizes, tags = allTags) =>
  Object.fromEntries(
    Object.entries(sizes).flatMap(([kind, megabytes]) =>
      tags.map(tag => [
        `gcr.io/distroless/${kind}:${tag}`,
        {
          megabytes: tag.startsWith('debug') ? [megabytes[0] + 1, megabytes[1] + 3] : megabytes,
          paths: modes,
        },
      ]),
    ),
  );

/** Modes and owners (facts/README.md 1.3); the catalogue knows owners and what anyone may write. */
const modes = {
  '/tmp': 'drwxrwxrwt 0/0',
  '/root': 'drwx------ 0/0',
  '/home': 'drwxr-xr-x 0/0',
  '/home/nonroot': 'drwx------ 65532/65532',
  '/etc/passwd': '-rw-r--r-- 0/0',
  '/etc/group': '-rw-r--r-- 0/0',
  '/etc/ssl/certs/ca-certificates.crt': '-rw-r--r-- 0/0',
  '/usr/share/zoneinfo/US/Eastern': 'present',
  '/var/lib/dpkg/status.d/tzdata': 'present',
  '/var/lib/dpkg/status': 'absent',
  '/etc/localtime': 'absent',
};

/** @param {[number, number]} megabytes @param {Partial<Fact>} [more] @returns {Fact} */
const fact = (megabytes, more) => ({ megabytes, ...more });

/** What `debian:*` has not, or has beyond the catalogue's essential programs. */
const plain = { '/usr/bin/gcc': 'absent' };

const golang = {
  '/usr/local/go/bin/go': '-rwxr-xr-x 0/0',
  '/usr/local/go/bin/gofmt': '-rwxr-xr-x 0/0',
  '/usr/local/go/src/go.mod': 'present',
  '/go': 'drwxrwxrwt 0/0',
};
const compilers = { '/usr/bin/pkg-config': 'present', '/usr/include/stdio.h': 'present' };
/** The imitation of Alpine has BusyBox and musl, and no packages. */
const alpine = [/^VERSION_ID/, /is absent$/, /^account mail/];

const node = {
  '/usr/local/bin/npm': '-> ../lib/node_modules/npm/bin/npm-cli.js',
  '/usr/local/bin/npx': '-> ../lib/node_modules/npm/bin/npx-cli.js',
  '/usr/local/include/node/node.h': 'present',
  '/usr/local/bin/docker-entrypoint.sh': '-rwxr-xr-x 0/0',
};
const yarn = {
  '/usr/local/bin/yarn': '-> /opt/yarn-v1.22.22/bin/yarn',
  '/usr/local/bin/corepack': '-> ../lib/node_modules/corepack/dist/corepack.js',
};
const noYarn = { '/usr/local/bin/yarn': 'absent', '/usr/local/bin/corepack': 'absent' };
const python = {
  '/usr/local/bin/python': '-> python3',
  '/usr/local/bin/pip': '-> pip3',
  '/usr/bin/gcc': 'present',
};
const slim = { '/usr/bin/gcc': 'absent', '/usr/bin/git': 'absent', '/usr/bin/curl': 'absent' };
/** Temurin stands on Ubuntu, the lab's Java on Debian; the account of Ubuntu's images is there. */
const notUbuntu = [/glibc|libc6|Ubuntu|^ID is|^VERSION_ID/i];
const temurin = {
  '/opt/java/openjdk/lib/security/cacerts': 'present',
  '/opt/java/openjdk/conf/security/java.security': 'present',
  '/__cacert_entrypoint.sh': '-rwxr-xr-x 0/0',
};
const jdk = { ...temurin, '/opt/java/openjdk/bin/javac': '-rwxr-xr-x 0/0' };
const jre = { ...temurin, '/opt/java/openjdk/bin/javac': 'absent' };
const javaVariables = ['JAVA_VERSION', 'LANGUAGE'];
const maven = { '/usr/bin/mvn': '-> /usr/share/maven/bin/mvn', '/usr/share/maven/ref': 'drwxr-xr-x 0/0' };
const rust = { '/usr/local/cargo/bin/cargo': 'present', '/usr/local/rustup/toolchains': 'drwxrwxrwx 0/0' };
const gcc = {
  '/usr/local/bin/gcc': '-rwxr-xr-x 0/0',
  '/usr/local/bin/g++': '-rwxr-xr-x 0/0',
  '/usr/local/lib64/libstdc++.so.6': 'present',
  '/etc/alternatives/cc': '-> /usr/local/bin/gcc',
};
const pythonVariables = ['GPG_KEY', 'PYTHON_SHA256'];

/** @type {Record<string, Fact>} */
export const facts = {
  ...distroless({
    'static-debian13': [1.5, 4],
    'base-nossl-debian13': [12, 20],
    'base-debian13': [20, 30],
    'cc-debian13': [23, 34],
    'static-debian12': [1.5, 5],
    'cc-debian12': [20, 34],
    'nodejs22-debian13': [130, 180],
    'nodejs24-debian13': [130, 180],
    'nodejs26-debian13': [130, 190],
    'python3-debian13': [50, 70],
    'java-base-debian13': [22, 32],
  }),
  ...distroless(
    { 'java17-debian13': [200, 260], 'java21-debian13': [200, 260], 'java25-debian13': [230, 300] },
    ['latest', 'nonroot'],
  ),
  // With the whole JDK; one of them shows it, for they are large.
  ...distroless({ 'java21-debian13': [280, 400] }, ['debug', 'debug-nonroot']),
  'debian:trixie': fact([90, 150], { paths: plain }),
  'debian:bookworm': fact([90, 150], { paths: plain }),
  'debian:trixie-slim': fact([60, 100], { paths: plain }),
  'debian:bookworm-slim': fact([60, 100], { paths: plain }),
  // The newest Debian whose /usr is not merged.
  'debian:bullseye-slim': fact([60, 100], { paths: { ...plain, '/bin': 'drwxr-xr-x 0/0' } }),
  'golang:1.26': fact([600, 1100], { paths: { ...golang, ...compilers } }),
  'golang:1.26-trixie': fact([600, 1100], { paths: { ...golang, ...compilers } }),
  'golang:1.26-bookworm': fact([600, 1100], { paths: { ...golang, ...compilers } }),
  'golang:1.24-bookworm': fact([600, 1100], {
    paths: { ...golang, ...compilers },
  }),
  'golang:1.26-alpine': fact([200, 400], {
    paths: { ...golang, '/bin/bash': 'absent', '/usr/bin/gcc': 'absent', '/usr/bin/git': 'absent' },
    imitation: alpine,
  }),
  'alpine:3': fact([2, 10], { paths: { '/bin/sh': '-> /bin/busybox' }, imitation: alpine }),
  'node:22': fact([700, 1100], { variables: ['YARN_VERSION'], paths: { ...node, ...yarn } }),
  'node:24': fact([700, 1100], { variables: ['YARN_VERSION'], paths: { ...node, ...yarn } }),
  'node:26': fact([700, 1200], { paths: { ...node, ...noYarn } }),
  'node:16-bullseye-slim': fact([150, 220], {
    variables: ['NODE_VERSION', 'YARN_VERSION'],
    paths: { ...node, ...slim, '/usr/local/bin/yarn': '-> /opt/yarn-v1.22.19/bin/yarn' },
  }),
  'node:20-slim': fact([170, 260], { variables: ['YARN_VERSION'], paths: { ...node, ...yarn, ...slim } }),
  'node:22-slim': fact([190, 260], { variables: ['YARN_VERSION'], paths: { ...node, ...yarn, ...slim } }),
  'node:24-slim': fact([190, 270], { variables: ['YARN_VERSION'], paths: { ...node, ...yarn, ...slim } }),
  'node:26-slim': fact([190, 280], { paths: { ...node, ...noYarn, ...slim } }),
  'node:22-alpine': fact([170, 290], {
    variables: ['YARN_VERSION'],
    paths: { ...node, ...yarn, ...slim, '/bin/bash': 'absent' },
    imitation: alpine,
  }),
  'python:3.13': fact([600, 1000], { variables: pythonVariables, paths: python }),
  'python:3.13-slim': fact([100, 160], { variables: pythonVariables, paths: { ...python, ...slim } }),
  'python:3.11-bookworm': fact([600, 1000], { variables: [...pythonVariables, 'LANG'], paths: python }),
  'python:3.11-slim': fact([100, 160], {
    variables: [...pythonVariables, 'LANG'],
    paths: { ...python, ...slim },
  }),
  'python:3.11-slim-bookworm': fact([100, 160], {
    variables: [...pythonVariables, 'LANG'],
    paths: { ...python, ...slim },
  }),
  'python:3.9-slim-bookworm': fact([100, 160], {
    variables: [...pythonVariables, 'LANG'],
    paths: { ...python, ...slim },
  }),
  'python:3.12-slim-bookworm': fact([100, 160], {
    variables: [...pythonVariables, 'LANG'],
    paths: { ...python, ...slim },
  }),
  'python:3.14-slim': fact([100, 170], { variables: ['PYTHON_SHA256'], paths: { ...python, ...slim } }),
  'eclipse-temurin:17-jdk': fact([400, 600], { variables: javaVariables, paths: jdk, imitation: notUbuntu }),
  'eclipse-temurin:21-jdk': fact([400, 600], { variables: javaVariables, paths: jdk, imitation: notUbuntu }),
  'eclipse-temurin:21-jre': fact([300, 500], { variables: javaVariables, paths: jre, imitation: notUbuntu }),
  'maven:3-eclipse-temurin-21': fact([500, 800], {
    variables: ['JAVA_HOME', 'LANG', 'LC_ALL', ...javaVariables],
    ...{ paths: { ...jdk, ...maven }, imitation: [...notUbuntu, /apt-key is absent$/] },
  }),
  'rust:1': fact([900, 1500], { variables: ['RUST_VERSION'], paths: rust }),
  'rust:1-slim': fact([600, 1000], { variables: ['RUST_VERSION'], paths: rust }),
  'gcc:14': fact([600, 1000], { variables: ['GCC_VERSION'], paths: gcc }),
};
