/**
 * `maven:*-eclipse-temurin-*`: Debian's Maven, made whole and put where the official images have Apache's. It reaches
 * Maven Central as this machine does: through the mirrors that the user's own settings name, if they name any.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildImage, digest, withFolder } from './recipe.mjs';

/** The entrypoint of the official images: fills Maven's folder from the one for reference, then starts the command. */
const entrypoint = `#!/bin/sh
set -eu
if [ -d /usr/share/maven/ref ] && mkdir -p "$MAVEN_CONFIG/repository" 2>/dev/null; then
  cp -rn /usr/share/maven/ref/. "$MAVEN_CONFIG/" 2>/dev/null || true
fi
unset MAVEN_CONFIG
exec "$@"
`;

const settingsDocker = `<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
  <localRepository>/usr/share/maven/ref/repository</localRepository>
</settings>
`;

/**
 * What an image gets of this machine's own settings of Maven: the mirrors, and nothing else, for there may be passwords.
 * @param {string} text The machine's settings.xml.
 */
export const mavenMirrors = text =>
  /<mirrors>[\s\S]*?<\/mirrors>/.exec(text.replace(/<!--[\s\S]*?-->/g, ''))?.[0];

function hostMirrors() {
  const file = join(homedir(), '.m2', 'settings.xml');
  return existsSync(file) ? mavenMirrors(readFileSync(file, 'utf8')) : undefined;
}

/**
 * What puts Maven on an image with a JDK.
 * @param {string} base
 * @param {string | undefined} mirrors
 */
const mavenLines = (base, mirrors) => [
  'FROM debian:trixie AS debian',
  'RUN apt-get update && apt-get install -y --no-install-recommends maven \\',
  // Some of its links lead to what it only recommends: those are left out.
  '  && find /usr/share/maven/ -xtype l -delete && rm -rf /usr/share/maven/man && cp -rL /usr/share/maven /maven',
  `FROM ${base}`,
  'RUN apt-get update && apt-get install -y --no-install-recommends git openssh-client && rm -rf /var/lib/apt/lists/*',
  'ENV MAVEN_HOME=/usr/share/maven',
  'COPY --from=debian /maven /usr/share/maven',
  'RUN ln -s /usr/share/maven/bin/mvn /usr/bin/mvn && ln -s /usr/share/maven/bin/mvnDebug /usr/bin/mvnDebug',
  'COPY --chmod=755 mvn-entrypoint.sh /usr/local/bin/',
  'COPY settings-docker.xml /usr/share/maven/ref/',
  ...(mirrors ? ['COPY settings.xml /usr/share/maven/conf/'] : []),
  'ENV MAVEN_CONFIG=/root/.m2',
  'ENTRYPOINT ["/usr/local/bin/mvn-entrypoint.sh"]',
  'CMD ["mvn"]',
];

/**
 * Puts Maven on an image with a JDK.
 * @param {string} base
 * @param {string} name Of what is made.
 * @param {(line: string) => void} say
 * @returns {Promise<string>} The name.
 */
export async function mavenOn(base, name, say) {
  const mirrors = hostMirrors();
  await withFolder(async folder => {
    say('putting Maven where the official image has it');
    writeFileSync(join(folder, 'mvn-entrypoint.sh'), entrypoint);
    writeFileSync(join(folder, 'settings-docker.xml'), settingsDocker);
    writeFileSync(join(folder, 'settings.xml'), `<settings>\n${mirrors ?? ''}\n</settings>\n`);
    await buildImage(name, mavenLines(base, mirrors), folder);
  });
  return name;
}

/**
 * @param {string} version Of Java.
 * @returns {import('./recipe.mjs').Recipe}
 */
export function mavenRecipe(version) {
  const name = `maven:3-eclipse-temurin-${version}`;
  const base = `eclipse-temurin:${version}-jdk`;
  const mirrors = hostMirrors();
  return {
    name,
    uses: ['debian:trixie', base],
    key: [
      ...['maven-1', ...mavenLines(base, mirrors)],
      ...[entrypoint, settingsDocker, digest([mirrors ?? ''])],
    ].join('\n'),
    make: async say => {
      await mavenOn(base, name, say);
    },
  };
}

/**
 * Reads a tag of `maven`; without a Java version it is the one with 21. The patch release is Debian's, whatever is named.
 * @param {string} tag
 */
export function mavenTag(tag) {
  const found =
    /^(?:latest|3(?:\.\d+){0,2})(?:-(?:eclipse-)?temurin(?:-(17|21|25))?)?(?:-(?:noble|jammy))?$/.exec(tag);
  return found ? mavenRecipe(found[1] ?? '21') : undefined;
}
