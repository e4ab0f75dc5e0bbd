/**
 * `eclipse-temurin:*` and the retired `openjdk:*-slim`: Debian's OpenJDK where those images have theirs. The real
 * Temurin images stand on Ubuntu; these stand on Debian, with the tools, the locale and the account of the real ones.
 */
import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { unpackPackages } from '../engine/install.mjs';
import { hostBundle } from './debian.mjs';
import { buildImage, digest, plainPath, withFolder } from './recipe.mjs';

/** The suite whose OpenJDK is taken. Debian 13 has no 17 any more; the one of Debian 12 runs there, too. */
export const javaSuites = /** @type {const} */ ({ 17: 'bookworm', 21: 'trixie', 25: 'trixie' });
/** @typedef {keyof typeof javaSuites} JavaVersion */

/** Temurin brings the last four with it, Debian's OpenJDK links to them. */
const tools = [
  ...['binutils', 'ca-certificates', 'curl', 'fontconfig', 'gnupg', 'locales', 'p11-kit', 'p11-kit-modules'],
  ...['tzdata', 'wget', 'libharfbuzz0b', 'libjpeg62-turbo', 'liblcms2-2', 'libpcsclite1'],
];

const entrypoint = `#!/bin/sh
# Acts only where it is asked to, as the script of the real image does.
if [ -n "$USE_SYSTEM_CA_CERTS" ]; then
  if [ -d /certificates ] && [ -n "$(ls -A /certificates 2>/dev/null)" ]; then
    cp -a /certificates/*.crt /usr/local/share/ca-certificates/ && update-ca-certificates
  fi
  trust extract --overwrite --format=java-cacerts --filter=ca-anchors --purpose=server-auth "$JAVA_HOME/lib/security/cacerts"
fi
exec "$@"
`;

/** Makes a trust store for Java out of the bundle that stands at the usual place. @param {string} path */
export const extractTrust = path =>
  `trust extract --overwrite --format=java-cacerts --filter=ca-anchors --purpose=server-auth ${path}`;

/** What all images of Temurin have in common below the JDK or JRE. @returns {import('./recipe.mjs').Recipe} */
export function javaBaseRecipe() {
  const name = 'distill-lab/java-base:trixie';
  const bundle = existsSync(hostBundle);
  const lines = [
    'FROM debian:trixie',
    `RUN apt-get update && apt-get install -y --no-install-recommends ${tools.join(' ')} \\`,
    '  && echo "en_US.UTF-8 UTF-8" >> /etc/locale.gen && locale-gen && rm -rf /var/lib/apt/lists/* \\',
    '  && useradd --uid 1000 --create-home --shell /bin/bash ubuntu',
    // As every builder of the lab it trusts what this machine trusts.
    ...(bundle ? ['COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt'] : []),
  ];
  return {
    name,
    uses: ['debian:trixie'],
    key: [...lines, bundle ? digest([readFileSync(hostBundle, 'utf8')]) : ''].join('\n'),
    make: say =>
      withFolder(async folder => {
        say('installing what Java images have beside Java');
        if (bundle) copyFileSync(hostBundle, join(folder, 'ca-certificates.crt'));
        await buildImage(name, lines, folder);
      }),
  };
}

/**
 * Debian's OpenJDK as a folder that stands alone: its settings, which Debian keeps below /etc, are in it, and what
 * leads out of it otherwise is gone, the trust store among it.
 * @param {JavaVersion} version
 * @param {'jdk' | 'jre'} kind
 * @param {string} folder
 * @returns {Promise<{ home: string, release: string }>}
 */
export async function unpackJava(version, kind, folder) {
  const packages = [`openjdk-${version}-jre-headless`];
  if (kind === 'jdk') packages.push(`openjdk-${version}-jdk-headless`);
  const root = join(folder, 'root');
  const [unpacked = ''] = await unpackPackages(javaSuites[version], packages, root);
  const virtual = join(root, 'usr/lib/jvm');
  const found = readdirSync(virtual, { withFileTypes: true }).find(entry => entry.isDirectory());
  if (!found) throw new Error(`${packages[0]} holds no folder below /usr/lib/jvm.`);
  const installed = join(virtual, found.name);
  for (const entry of readdirSync(installed, { recursive: true })) {
    const path = join(installed, String(entry));
    if (!existsSync(dirname(path)) || !lstatSync(path).isSymbolicLink()) continue;
    const target = readlinkSync(path);
    const meant = target.startsWith('/') ? join(root, target) : resolve(dirname(path), target);
    if (!relative(installed, meant).startsWith('..') && existsSync(meant)) continue;
    rmSync(path);
    if (existsSync(meant)) cpSync(meant, path, { recursive: true, dereference: true });
  }
  for (const part of ['man', 'docs']) rmSync(join(installed, part), { recursive: true, force: true });
  const home = join(folder, 'openjdk');
  renameSync(installed, home);
  rmSync(root, { recursive: true });
  return { home, release: /_(\d[\d.]*\+\d+)/.exec(unpacked)?.[1] ?? `${version}` };
}

/**
 * @param {JavaVersion} version
 * @param {'jdk' | 'jre'} kind
 * @returns {import('./recipe.mjs').Recipe}
 */
export function temurinRecipe(version, kind) {
  const name = `eclipse-temurin:${version}-${kind}`;
  const lines = [
    'FROM distill-lab/java-base:trixie',
    `ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:${plainPath}`,
    'ENV LANG=en_US.UTF-8 LANGUAGE=en_US:en LC_ALL=en_US.UTF-8',
    'COPY openjdk /opt/java/openjdk',
    `RUN ${extractTrust('$JAVA_HOME/lib/security/cacerts')}`,
    'COPY --chmod=755 __cacert_entrypoint.sh /',
    'ENTRYPOINT ["/__cacert_entrypoint.sh"]',
    ...(kind === 'jdk' ? ['CMD ["jshell"]'] : []),
  ];
  return {
    name,
    uses: ['distill-lab/java-base:trixie'],
    key: ['temurin-1', ...lines, entrypoint].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`putting Debian's OpenJDK ${version} where Temurin is`);
        const { release } = await unpackJava(version, kind, folder);
        writeFileSync(join(folder, '__cacert_entrypoint.sh'), entrypoint);
        await buildImage(name, [...lines, `ENV JAVA_VERSION=jdk-${release}`], folder);
      }),
  };
}

/**
 * `openjdk:17-jdk-slim` and `21-jdk-slim`. The real ones stand on Debian 11 and 12, these on 13.
 * @param {17 | 21} version
 * @returns {import('./recipe.mjs').Recipe}
 */
export function openjdkRecipe(version) {
  const name = `openjdk:${version}-jdk-slim`;
  const home = `/usr/local/openjdk-${version}`;
  const lines = [
    'FROM debian:trixie-slim',
    'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates p11-kit p11-kit-modules libharfbuzz0b libjpeg62-turbo liblcms2-2 && rm -rf /var/lib/apt/lists/*',
    `ENV JAVA_HOME=${home} PATH=${home}/bin:${plainPath} LANG=C.UTF-8`,
    `COPY openjdk ${home}`,
    `RUN ${extractTrust('$JAVA_HOME/lib/security/cacerts')}`,
    'CMD ["jshell"]',
  ];
  return {
    name,
    uses: ['debian:trixie-slim'],
    key: ['openjdk-1', ...lines].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`putting Debian's OpenJDK ${version} where openjdk has it`);
        const { release } = await unpackJava(version, 'jdk', folder);
        await buildImage(name, [...lines, `ENV JAVA_VERSION=${release.split('+')[0]}`], folder);
      }),
  };
}

/**
 * Reads a tag of `eclipse-temurin` or `openjdk` that the lab has something for.
 * @param {string} repository
 * @param {string} tag
 * @returns {import('./recipe.mjs').Recipe | undefined}
 */
export function javaRecipe(repository, tag) {
  if (repository === 'openjdk') {
    const slim = /^(17|21)(?:\.[\d.]+)?(?:-jdk)?-slim(?:-(?:bullseye|bookworm))?$/.exec(tag);
    return slim ? openjdkRecipe(/** @type {17 | 21} */ (Number(slim[1]))) : undefined;
  }
  const found =
    /^(?:latest|(17|21|25)(?:\.\d+)*(?:_\d+(?:\.\d+)?)?)(?:-(jdk|jre))?(?:-(?:resolute|noble|jammy|focal))?$/.exec(
      tag,
    );
  if (!found) return undefined;
  const version = /** @type {JavaVersion} */ (Number(found[1] ?? 25));
  return temurinRecipe(version, found[2] === 'jre' ? 'jre' : 'jdk');
}
