/**
 * What `gcr.io/distroless/*` hold and how they are set up: sections 1.2 and 1.3 of the facts, and the lists of packages
 * in facts/images.json.
 */
import { suites } from './debian.mjs';
import { javaBase, javaRuntime } from './distroless-java.mjs';
import { lines as nodeLines } from './node-tags.mjs';
import { plainPath } from './recipe.mjs';

/** @typedef {import('./debian.mjs').Suite} Suite */

/**
 * What each image adds to the one before it: packages, and what no package brings.
 * @typedef {object} Layer
 * @property {string} [on]
 * @property {Partial<Record<Suite, string[]>>} packages
 * @property {readonly string[]} [environment] Beyond PATH and SSL_CERT_FILE.
 * @property {readonly string[]} [entrypoint] In every tag; without one, the debug tags start BusyBox's shell.
 * @property {string} [node] The release of Node that is put below /nodejs.
 * @property {Record<string, string>} [links]
 * @property {import('./distroless-java.mjs').Addition} [addition]
 * @property {boolean} [loaderCache] Whether /etc/ld.so.cache is there.
 */

/** @type {Record<string, Layer>} */
export const contents = {
  static: {
    packages: {
      trixie: ['base-files', 'netbase', 'tzdata', 'tzdata-legacy', 'media-types'],
      bookworm: ['base-files', 'netbase', 'tzdata', 'media-types'],
    },
  },
  'base-nossl': { on: 'static', packages: { trixie: ['libc6'], bookworm: ['libc6'] } },
  base: {
    on: 'base-nossl',
    packages: { trixie: ['libssl3t64', 'libzstd1', 'zlib1g'], bookworm: ['libssl3'] },
  },
  cc: {
    on: 'base',
    packages: {
      trixie: ['libgomp1', 'libstdc++6', 'libgcc-s1', 'gcc-14-base'],
      bookworm: ['libgomp1', 'libstdc++6', 'libgcc-s1', 'gcc-12-base'],
    },
  },
  ...Object.fromEntries(
    ['22', '24', '26'].map(major => [
      `nodejs${major}`,
      {
        on: 'cc',
        packages: { trixie: major === '26' ? ['libatomic1'] : [] },
        node: String(nodeLines[major]?.release),
        entrypoint: ['/nodejs/bin/node'],
      },
    ]),
  ),
  python3: {
    on: 'cc',
    packages: {
      trixie: [
        ...['libbz2-1.0', 'libdb5.3t64', 'libexpat1', 'liblzma5', 'libsqlite3-0', 'libuuid1', 'libncursesw6'],
        ...['libtinfo6', 'libcom-err2', 'libcrypt1', 'libc-bin', 'libgssapi-krb5-2', 'libk5crypto3'],
        ...['libkeyutils1', 'libkrb5-3', 'libkrb5support0', 'libnsl2', 'libreadline8t64', 'libtirpc3t64'],
        ...[
          'libffi8',
          'libpython3.13-minimal',
          'libpython3.13-stdlib',
          'python3.13-minimal',
          'python3.13-venv',
        ],
      ],
    },
    environment: ['LANG=C.UTF-8'],
    entrypoint: ['/usr/bin/python3.13'],
    links: { 'usr/bin/python3': 'python3.13', 'usr/bin/python': 'python3.13' },
    loaderCache: true,
  },
  'java-base': {
    on: 'base-nossl',
    packages: {
      trixie: [
        ...[
          'zlib1g',
          'libjpeg62-turbo',
          'liblcms2-2',
          'libfreetype6',
          'fonts-dejavu-core',
          'fontconfig-config',
        ],
        ...['libexpat1', 'libfontconfig1', 'libuuid1', 'libbrotli1', 'libcrypt1', 'libstdc++6', 'libgcc-s1'],
        ...['gcc-14-base', 'libpng16-16t64', 'libbz2-1.0'],
      ],
    },
    environment: ['LANG=C.UTF-8'],
    addition: javaBase,
  },
  ...Object.fromEntries(
    /** @type {const} */ ([17, 21, 25]).map(version => [
      `java${version}`,
      {
        on: 'java-base',
        packages: { trixie: [] },
        environment: ['LANG=C.UTF-8'],
        entrypoint: ['/usr/bin/java', '-jar'],
        addition: javaRuntime(version),
      },
    ]),
  ),
};

export const passwd = `root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
`;
export const group = `root:x:0:
nobody:x:65534:
tty:x:5:
staff:x:50:
nonroot:x:65532:
`;
export const nsswitch = `passwd:         compat
group:          compat
shadow:         compat
gshadow:        files

hosts:          files dns
networks:       files

protocols:      db files
services:       db files
ethers:         db files
rpc:            db files

netgroup:       nis
`;

/** @param {Suite} suite */
export const osRelease = suite => `PRETTY_NAME="Distroless"
NAME="Debian GNU/Linux"
ID="debian"
VERSION_ID="${suites[suite]}"
VERSION="Debian GNU/Linux ${suites[suite]} (${suite})"
`;

/**
 * The settings of `latest` and of `debug`, as lines of a Dockerfile.
 * @param {Layer} layer
 * @param {boolean} debug
 */
export function settingsOf({ environment = [], entrypoint = [] }, debug) {
  const start = entrypoint.length === 0 && debug ? ['/busybox/sh'] : entrypoint;
  return [
    'USER 0',
    'WORKDIR /',
    `ENV PATH=${plainPath}${debug ? ':/busybox' : ''} SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`,
    ...environment.map(pair => `ENV ${pair}`),
    ...(start.length > 0 ? [`ENTRYPOINT ${JSON.stringify(start)}`] : []),
  ];
}
