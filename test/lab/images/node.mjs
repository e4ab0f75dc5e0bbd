/**
 * `node:*` on Debian: Node itself, npm, Yarn and Corepack from npm's registry, placed as the official images place
 * them. Those on Alpine are in `node-alpine.mjs`.
 */
import { chmodSync, existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { docker } from '../engine/daemon.mjs';
import { run } from '../engine/process.mjs';
import { nodePackage, unpackNpmPackage } from './npm-package.mjs';
import { buildImage, withFolder } from './recipe.mjs';
import { npmBundle, npmSettings } from './registries.mjs';

/**
 * What a major line comes with: its newest release in November 2026, the Debian of an unsuffixed tag (none where
 * the lab has not that Debian), the npm, and the
 * Corepack (none from 25 on) and Yarn (none from 26 on) that run on it.
 * @type {Record<string, { release: string, suite?: string, npm: string, corepack?: string, yarn?: string }>}
 */
export const lines = {
  16: { release: '16.20.2', npm: '8.19.4', corepack: '0.17.0', yarn: '1.22.19' },
  18: { release: '18.20.8', suite: 'bookworm', npm: '10.8.2', corepack: '0.32.0', yarn: '1.22.22' },
  20: { release: '20.20.2', suite: 'bookworm', npm: '10.8.2', corepack: '0.34.6', yarn: '1.22.22' },
  22: { release: '22.23.3', suite: 'bookworm', npm: '10.9.9', corepack: '0.34.6', yarn: '1.22.22' },
  24: { release: '24.21.0', suite: 'bookworm', npm: '11.21.2', corepack: '0.34.6', yarn: '1.22.22' },
  26: { release: '26.10.0', suite: 'trixie', npm: '11.21.2' },
};
const newest = '26';
/** The names of lines under long-term support; `lts` as the catalogue knows it. @type {Record<string, string>} */
export const codenames = { gallium: '16', hydrogen: '18', iron: '20', jod: '22', krypton: '24', lts: '24' };

/**
 * Reads a tag of `node`; nothing for what the lab does not make: Alpine, Windows, older Debian, odd and older majors.
 * @param {string} tag
 * @returns {{ major: string, release: string, suite: string, slim: boolean } | undefined}
 */
export function readNodeTag(tag) {
  const words = tag.split('-');
  const slim = words.at(-1) === 'slim' && Boolean(words.pop());
  const named = /^(?:trixie|bookworm)$/.test(words.at(-1) ?? '') ? words.pop() : undefined;
  if (words.length > 1) return undefined;
  const word = words[0] ?? 'latest';
  const found = /^(\d+)(\.\d+){0,2}$/.exec(word);
  const major = found?.[1] ?? (/^(?:latest|current)$/.test(word) ? newest : codenames[word]);
  const line = major === undefined ? undefined : lines[major];
  if (!major || !line) return undefined;
  const suite = named ?? line.suite;
  return suite ? { major, release: found?.[2] ? word : line.release, suite, slim } : undefined;
}

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
  const versions = lines[major];
  if (!versions) throw new Error(`The lab has no Node ${major}.`);
  return {
    name,
    uses: [],
    key: ['node-files-1', name, JSON.stringify({ ...versions, release, suite: '' }), entrypoint].join('\n'),
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
    ...(slim && Number(major) >= 26
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
