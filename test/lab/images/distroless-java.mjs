/** What `gcr.io/distroless/java-base` and `java17`, `java21`, `java25` have beyond packages (facts, 1.2 and 1.3). */
import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { debianArchitecture, unpackPackages } from '../engine/install.mjs';
import { extractTrust, unpackJava } from './java.mjs';

/**
 * @typedef {object} Addition What a kind of distroless image has that is no package.
 * @property {string[]} [uses] Images that its stages are made on.
 * @property {string[]} [stages] Instructions before its FROM.
 * @property {string[]} [lines] Instructions after its layer.
 * @property {Addition} [debug] What the debug tag has in its place.
 * @property {(root: string, context: string, bundle: (folder: string) => Promise<string>) => Promise<string[]>} add
 *   Puts files into its layer and into the context; gives further instructions.
 */

/** The fonts, the locale and the trust store that every Java of distroless has. @type {Addition} */
export const javaBase = {
  uses: ['distill-lab/java-base:trixie'],
  stages: [
    'FROM distill-lab/java-base:trixie AS store',
    `RUN --mount=type=bind,source=bundle.crt,target=/etc/ssl/certs/ca-certificates.crt mkdir /store && ${extractTrust('/store/cacerts')}`,
  ],
  lines: ['COPY --from=store /store/cacerts /etc/ssl/certs/java/cacerts'],
  add: async (root, context, bundle) => {
    writeFileSync(join(context, 'bundle.crt'), await bundle(`${root}.ca`));
    await unpackPackages('trixie', ['libc-bin'], `${root}.locale`);
    const locale = 'usr/lib/locale/C.utf8';
    ensureDirectory(join(root, 'usr/lib/locale'));
    cpSync(join(`${root}.locale`, locale), join(root, locale), { recursive: true });
    rmSync(`${root}.locale`, { recursive: true });
    return [];
  },
};

/**
 * Debian's JRE under the name and at the place of Temurin's; the debug tags have the JDK.
 * @param {import('./java.mjs').JavaVersion} version
 * @param {'jre' | 'jdk'} [kind]
 * @returns {Addition}
 */
export const javaRuntime = (version, kind = 'jre') => ({
  ...(kind === 'jre' ? { debug: javaRuntime(version, 'jdk') } : {}),
  add: async root => {
    const place = `usr/lib/jvm/temurin-${version}-${kind}-${await debianArchitecture()}`;
    const { home, release } = await unpackJava(version, kind, ensureDirectory(`${root}.java`));
    ensureDirectory(join(root, 'usr/lib/jvm'));
    cpSync(home, join(root, place), { recursive: true, verbatimSymlinks: true });
    rmSync(`${root}.java`, { recursive: true });
    symlinkSync('/etc/ssl/certs/adoptium/cacerts', join(root, place, 'lib/security/cacerts'));
    symlinkSync(
      '/etc/ssl/certs/java/cacerts',
      join(ensureDirectory(join(root, 'etc/ssl/certs/adoptium')), 'cacerts'),
    );
    symlinkSync(`/${place}/bin/java`, join(ensureDirectory(join(root, 'usr/bin')), 'java'));
    const status = join(
      ensureDirectory(join(root, 'var/lib/dpkg/status.d')),
      `openjdk-${version}-jre-headless`,
    );
    writeFileSync(status, `Package: openjdk-${version}-${kind}-headless\nVersion: ${release}\n`);
    return [`ENV JAVA_VERSION=${release.split('+')[0]}`];
  },
});
