/**
 * `node:*` on Debian: Node itself, npm, Yarn and Corepack from npm's registry, placed as the official images place
 * them. Those on Alpine are in `node-alpine.mjs`.
 */
import { chmodSync, existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { docker } from '../engine/daemon.mjs';
import { run } from '../engine/process.mjs';
import { lineOf } from './node-tags.mjs';
import { nodePackage, unpackNpmPackage } from './npm-package.mjs';
import { buildImage, withFolder } from './recipe.mjs';
import { npmBundle, npmSettings } from './registries.mjs';

/** Does what the entrypoint of the official images does: node, unless the first word is a command. */
export const entrypoint = `#!/bin/sh
set -e
case "$1" in
  -*) is_command= ;;
  *) is_command=$(command -v "$1" || true) ;;
esac
# A script that cannot be executed is node's to read.
if [ -z "$is_command" ] || { [ -f "$1" ] && ! [ -x "$1" ]; }; then
  set -- node "$@"
fi
exec "$@"
`;

/** @param {string} packages The folder of installed packages. @param {string} bin @param {Record<string, string>} programs */
export function link(packages, bin, programs) {
  for (const [name, target] of Object.entries(programs)) {
    chmodSync(join(packages, target), 0o755);
    symlinkSync(`../lib/node_modules/${target}`, join(bin, name));
  }
}

/**
 * The folders `/usr/local` and `/opt` of the images of one release, which know no distribution.
 * @param {string} major
 * @param {string} release
 * @returns {import('./recipe.mjs').Recipe}
 */
export function nodeFilesRecipe(major, release) {
  const name = `distill-lab/node-files:${release}`;
  const versions = lineOf(release);
  if (!versions) throw new Error(`The lab has no Node ${major}.`);
  return {
    name,
    uses: [],
    key: [
      'node-files-1',
      name,
      JSON.stringify({ ...versions, older: undefined, release, suite: '' }),
      entrypoint,
    ].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`fetching Node ${release} with npm ${versions.npm}`);
        const root = ensureDirectory(join(folder, 'root'));
        const local = join(root, 'usr/local');
        const version = await unpackNpmPackage(nodePackage(release), local);
        rmSync(join(local, 'package.json'));
        pruneOpenssl(join(local, 'include/node/openssl/archs'));
        const bin = join(local, 'bin');
        const packages = ensureDirectory(join(local, 'lib/node_modules'));
        await unpackNpmPackage(`npm@${versions.npm}`, join(packages, 'npm'));
        link(packages, bin, { npm: 'npm/bin/npm-cli.js', npx: 'npm/bin/npx-cli.js' });
        if (versions.corepack) {
          await unpackNpmPackage(`corepack@${versions.corepack}`, join(packages, 'corepack'));
          link(packages, bin, { corepack: 'corepack/dist/corepack.js' });
        }
        if (versions.yarn) {
          const home = `/opt/yarn-v${versions.yarn}`;
          await unpackNpmPackage(`yarn@${versions.yarn}`, join(root, home));
          for (const program of ['yarn', 'yarnpkg']) {
            chmodSync(join(root, home, 'bin', program), 0o755);
            symlinkSync(`${home}/bin/${program}`, join(bin, program));
          }
        }
        symlinkSync('/usr/local/bin/node', join(bin, 'nodejs'));
        writeFileSync(join(bin, 'docker-entrypoint.sh'), entrypoint);
        chmodSync(join(bin, 'docker-entrypoint.sh'), 0o755);
        const context = ensureDirectory(join(folder, 'context'));
        await run('tar', [
          ...['--create', '--file', join(context, 'layer.tar'), '--numeric-owner'],
          ...['--directory', root, ...readdirSync(root)],
        ]);
        const environment = [
          `ENV NODE_VERSION=${version}`,
          ...(versions.yarn ? [`ENV YARN_VERSION=${versions.yarn}`] : []),
        ];
        await buildImage(name, ['FROM scratch', 'ADD layer.tar /', ...environment], context);
      }),
  };
}

/** The official images keep OpenSSL's headers for their own processor only. @param {string} folder */
function pruneOpenssl(folder) {
  const own = process.arch === 'arm64' ? 'linux-aarch64' : 'linux-x86_64';
  for (const entry of existsSync(folder) ? readdirSync(folder) : [])
    if (entry !== own) rmSync(join(folder, entry), { recursive: true });
}

/**
 * @param {{ major: string, release: string, suite: string, slim: boolean }} wanted
 * @returns {import('./recipe.mjs').Recipe}
 */
export function nodeRecipe({ major, release, suite, slim }) {
  const name = `node:${release}-${suite}${slim ? '-slim' : ''}`;
  const base = slim ? `debian:${suite}-slim` : `distill-lab/buildpack-deps:${suite}`;
  const files = `distill-lab/node-files:${release}`;
  const steps = [
    `FROM ${base}`,
    'RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node',
    ...(slim && Number(major) >= 25
      ? [
          'RUN apt-get update && apt-get install -y --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/*',
        ]
      : []),
    `COPY --from=${files} / /`,
    'COPY --from=settings etc/ /usr/local/etc/',
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["node"]',
  ];
  return {
    name,
    uses: [base, files],
    key: ['node-1', ...steps].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`putting Node ${release} on ${base}`);
        const settings = ensureDirectory(join(folder, 'etc'));
        const { npmrc, bundle } = await npmSettings();
        if (npmrc) writeFileSync(join(settings, 'npmrc'), npmrc);
        if (bundle) writeFileSync(join(folder, npmBundle.replace('/usr/local/', '')), bundle);
        const { stdout } = await docker(['image', 'inspect', '--format', '{{json .Config.Env}}', files]);
        /** @type {string[]} */ const environment = JSON.parse(stdout);
        const own = environment.filter(pair => /^(NODE|YARN)_VERSION=/.test(pair)).map(pair => `ENV ${pair}`);
        await buildImage(name, [...steps, ...own], folder, { settings: folder });
      }),
  };
}
