/**
 * `ubuntu:*`: what mmdebstrap makes of Ubuntu's archive, with what the official image sets for Docker's sake. No address
 * of an archive stands in this repository: DISTILL_LAB_UBUNTU_MIRROR names one, by https, and without it there is none.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker } from '../engine/daemon.mjs';
import { debianArchitecture, engineDirectory, enginePath } from '../engine/install.mjs';
import { run } from '../engine/process.mjs';
import { authorityFiles, copyAuthorities, dockerSettings } from './debian.mjs';
import { plainPath, withFolder } from './recipe.mjs';

const releases = [
  ['20.04', 'focal'],
  ['22.04', 'jammy'],
  ['24.04', 'noble'],
  ['26.04', 'resolute'],
];
/** Ubuntu 24.04 has these links in a package. */
const mergeUsr =
  'cd "$1"; for d in bin sbin lib lib32 lib64 libx32; do mkdir -p usr/$d; ln -s usr/$d $d; done';
const components = 'main restricted universe multiverse';

/** @param {string} mirror @param {string} suite @param {string} how What stands in brackets. */
const sources = (mirror, suite, how) =>
  ['', '-updates', '-security'].map(
    pocket => `deb ${how}${mirror.replace(/\/?$/, '/')} ${suite}${pocket} ${components}`,
  );

/**
 * Reads a tag of `ubuntu`. `latest` is that of the newest release with long support that there is a recipe for.
 * @param {string} tag
 * @returns {import('./recipe.mjs').Recipe | undefined} Nothing without a mirror.
 */
export function ubuntuRecipe(tag) {
  const mirror = process.env.DISTILL_LAB_UBUNTU_MIRROR;
  const [word = ''] = tag.split('-');
  const found = releases.find(pair => pair.includes(word));
  const [release, suite] = (tag === 'latest' ? releases.at(-1) : found) ?? [];
  if (mirror === undefined || release === undefined || suite === undefined) return undefined;
  const name = `ubuntu:${release}`;
  return {
    name,
    uses: [],
    key: ['ubuntu-2', name, ...authorityFiles(), ...Object.entries(dockerSettings).flat()].join(' '),
    make: say =>
      withFolder(async folder => {
        say(`making a root of Ubuntu ${release}`);
        const root = join(folder, 'root');
        await run(
          'perl',
          [
            join(engineDirectory, 'usr/bin/mmdebstrap'),
            ...['--mode=root', '--variant=minbase', '--format=directory', '--quiet'],
            `--architectures=${await debianArchitecture()}`,
            '--include=apt,ubuntu-keyring',
            // Debian has no key of Ubuntu's: who answers is known by https, and the image's own apt has the keys.
            ...(release >= '24.04' ? [] : [`--setup-hook=${mergeUsr}`]),
            ...[suite, root],
            ...sources(mirror, suite, '[trusted=yes] '),
          ],
          { env: { PATH: `${enginePath}:${process.env.PATH}`, TMPDIR: folder }, timeoutMs: 900_000 },
        );
        const list = sources(mirror.replace(/^https:/, 'http:'), suite, '');
        rmSync(join(root, 'etc/apt/sources.list.d'), { recursive: true, force: true });
        writeFileSync(join(root, 'etc/apt/sources.list'), `${list.join('\n')}\n`);
        rmSync(join(root, 'etc/resolv.conf'), { force: true });
        rmSync(join(root, 'etc/hostname'), { force: true });
        for (const [path, text] of Object.entries(dockerSettings)) writeFileSync(join(root, path), text);
        writeFileSync(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
        copyAuthorities(join(root, 'usr/local/share/ca-certificates'));
        const tar = join(folder, 'root.tar');
        const how = ['--create', '--file', tar, '--numeric-owner', '--one-file-system', '--directory', root];
        await run('tar', [...how, '.']);
        await docker([
          'import',
          ...['--change', `ENV PATH=${plainPath}`, '--change', 'CMD ["/bin/bash"]'],
          ...[tar, name],
        ]);
      }),
  };
}
