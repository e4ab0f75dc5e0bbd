/**
 * `gcr.io/distroless/{static,base-nossl,base,cc,java…}-debian{12,13}`: the packages and files that section 1 of the facts
 * lists, unpacked as they are unpacked there. Reconstructions, not Google's images.
 */
import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { unpackPackages } from '../engine/install.mjs';
import { run } from '../engine/process.mjs';
import { suites } from './debian.mjs';
import { javaBase, javaRuntime } from './distroless-java.mjs';
import { buildImage, plainPath, withFolder } from './recipe.mjs';

/** @typedef {import('./debian.mjs').Suite} Suite */
/** @typedef {'static' | 'base-nossl' | 'base' | 'cc' | 'java-base' | 'java17' | 'java21' | 'java25'} Kind */
/** @typedef {import('./distroless-java.mjs').Addition} Addition */

/**
 * What each image adds to the one before it.
 * @type {Record<Kind, { on?: Kind, packages: Partial<Record<Suite, string[]>>, addition?: Addition }>}
 */
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
  'java-base': {
    on: 'base-nossl',
    packages: {
      trixie: [
        ...['zlib1g', 'libjpeg62-turbo', 'liblcms2-2', 'libfreetype6', 'fonts-dejavu-core', 'fontconfig-config'],
        ...['libexpat1', 'libfontconfig1', 'libuuid1', 'libbrotli1', 'libcrypt1', 'libstdc++6', 'libgcc-s1'],
        ...['gcc-14-base', 'libpng16-16t64', 'libbz2-1.0'],
      ],
    },
    addition: javaBase,
  },
  java17: { on: 'java-base', packages: { trixie: [] }, addition: javaRuntime(17) },
  java21: { on: 'java-base', packages: { trixie: [] }, addition: javaRuntime(21) },
  java25: { on: 'java-base', packages: { trixie: [] }, addition: javaRuntime(25) },
};

const passwd = `root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
`;
const group = `root:x:0:
nobody:x:65534:
tty:x:5:
staff:x:50:
nonroot:x:65532:
`;
const nsswitch = `passwd:         compat
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
const osRelease = suite => `PRETTY_NAME="Distroless"
NAME="Debian GNU/Linux"
ID="debian"
VERSION_ID="${suites[suite]}"
VERSION="Debian GNU/Linux ${suites[suite]} (${suite})"
`;

/**
 * The bundle as Debian's package makes it, without this machine's own authorities.
 * @param {Suite} suite
 * @param {string} folder
 */
async function debianBundle(suite, folder) {
  await unpackPackages(suite, ['ca-certificates'], folder);
  const certificates = join(folder, 'usr/share/ca-certificates/mozilla');
  const bundle = readdirSync(certificates)
    .sort()
    .map(file => readFileSync(join(certificates, file), 'utf8').trimEnd());
  rmSync(folder, { recursive: true });
  return `${bundle.join('\n')}\n`;
}

/**
 * The files of `static` that no package brings.
 * @param {Suite} suite
 * @param {string} root
 */
async function addCommonFiles(suite, root) {
  ensureDirectory(join(root, 'etc/ssl/certs'));
  writeFileSync(join(root, 'etc/ssl/certs/ca-certificates.crt'), await debianBundle(suite, `${root}.ca`));
  writeFileSync(join(root, 'etc/passwd'), passwd);
  writeFileSync(join(root, 'etc/group'), group);
  writeFileSync(join(root, 'etc/nsswitch.conf'), nsswitch);
  writeFileSync(join(root, 'usr/lib/os-release'), osRelease(suite));
  /** @type {[path: string, mode: number, owner: number][]} */
  const directories = [
    ['tmp', 0o1777, 0],
    ['root', 0o700, 0],
    ['home', 0o755, 0],
    ['home/nonroot', 0o700, 65532],
  ];
  for (const [path, mode, owner] of directories) {
    const directory = ensureDirectory(join(root, path));
    chmodSync(directory, mode);
    chownSync(directory, owner, owner);
  }
}

/**
 * @param {Kind} kind
 * @param {Suite} suite
 * @param {'latest' | 'nonroot'} tag
 * @returns {import('./recipe.mjs').Recipe}
 */
export function distrolessRecipe(kind, suite, tag) {
  const repository = (/** @type {Kind} */ of) => `gcr.io/distroless/${of}-debian${suites[suite]}`;
  const name = `${repository(kind)}:${tag}`;
  if (tag === 'nonroot') {
    const lines = [`FROM ${repository(kind)}:latest`, 'USER 65532', 'WORKDIR /home/nonroot'];
    return {
      name,
      uses: [`${repository(kind)}:latest`],
      key: lines.join('\n'),
      make: () => withFolder(folder => buildImage(name, lines, folder)),
    };
  }
  const { on, addition } = contents[kind];
  const packages = contents[kind].packages[suite] ?? [];
  const settings = [
    'USER 0',
    'WORKDIR /',
    `ENV PATH=${plainPath} SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`,
  ];
  return {
    name,
    uses: [...(on ? [`${repository(on)}:latest`] : []), ...(addition?.uses ?? [])],
    key: [
      'distroless-1',
      kind,
      packages,
      settings,
      ...(addition ? ['addition-1', ...(addition.stages ?? []), ...(addition.lines ?? [])] : []),
      ...(on ? [] : [passwd, group, nsswitch, osRelease(suite)]),
    ].join(' '),
    make: say =>
      withFolder(async folder => {
        say(`unpacking ${packages.join(', ') || 'Java'} from ${suite}`);
        const root = ensureDirectory(join(folder, 'root'));
        if (packages.length > 0) await unpackPackages(suite, packages, root, { status: true });
        if (!on) await addCommonFiles(suite, root);
        const context = ensureDirectory(join(folder, 'context'));
        const further = await addition?.add(root, context, target => debianBundle(suite, target));
        await run('tar', [
          ...['--create', '--file', join(context, 'layer.tar'), '--numeric-owner', '--directory', root],
          ...readdirSync(root),
        ]);
        await buildImage(
          name,
          [
            ...(addition?.stages ?? []),
            ...[`FROM ${on ? `${repository(on)}:latest` : 'scratch'}`, 'ADD layer.tar /', ...settings],
            ...[...(addition?.lines ?? []), ...(further ?? [])],
          ],
          context,
        );
      }),
  };
}
