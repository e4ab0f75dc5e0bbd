/** `debian:*`: what mmdebstrap makes of Debian's archive, as the official image is made by debuerreotype. */
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { docker } from '../engine/daemon.mjs';
import { debianArchitecture, engineDirectory, enginePath, sourcesFor } from '../engine/install.mjs';
import { run } from '../engine/process.mjs';
import { plainPath, withFolder } from './recipe.mjs';

export const suites = /** @type {const} */ ({ trixie: '13', bookworm: '12', bullseye: '11' });
/** @typedef {keyof typeof suites} Suite */

/** Certificate authorities that this machine trusts beyond Debian's, so that downloads in a RUN are trusted too. */
const hostAuthorities = '/usr/local/share/ca-certificates';
export const hostBundle = '/etc/ssl/certs/ca-certificates.crt';

export const authorityFiles = () =>
  existsSync(hostAuthorities)
    ? readdirSync(hostAuthorities)
        .filter(file => file.endsWith('.crt'))
        .sort()
    : [];

/** @param {string} folder */
export function copyAuthorities(folder) {
  for (const file of authorityFiles())
    copyFileSync(join(hostAuthorities, file), join(ensureDirectory(folder), file));
}

/** What debuerreotype puts into `debian:*` for Docker's sake, above all: no downloaded packages stay in a layer. */
export const dockerSettings = {
  'etc/apt/apt.conf.d/docker-clean': `DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
`,
  'etc/apt/apt.conf.d/docker-gzip-indexes': 'Acquire::GzipIndexes "true";\n',
  'etc/apt/apt.conf.d/docker-no-languages': 'Acquire::Languages "none";\n',
  'etc/apt/apt.conf.d/docker-autoremove-suggests': 'Apt::AutoRemove::SuggestsImportant "false";\n',
  'etc/dpkg/dpkg.cfg.d/docker-apt-speedup': 'force-unsafe-io\n',
};

/** What `debian:*-slim` leaves out. */
const documentation = ['doc', 'man', 'info', 'locale', 'groff', 'lintian', 'linda'];

/**
 * @param {Suite} suite
 * @param {boolean} slim
 * @returns {import('./recipe.mjs').Recipe}
 */
export function debianRecipe(suite, slim) {
  const name = `debian:${suite}${slim ? '-slim' : ''}`;
  return {
    name,
    uses: [],
    key: ['debian-3', name, ...authorityFiles(), ...Object.entries(dockerSettings).flat()].join(' '),
    make: say =>
      withFolder(async folder => {
        say(`making a root of Debian ${suite}`);
        const root = join(folder, 'root');
        await run(
          'perl',
          [
            join(engineDirectory, 'usr/bin/mmdebstrap'),
            ...['--mode=root', '--variant=minbase', '--format=directory', '--quiet'],
            `--architectures=${await debianArchitecture()}`,
            ...(slim ? [] : ['--include=tzdata,netbase']),
            // On bookworm apt would take usrmerge, with all of Perl; debuerreotype starts with a merged /usr too, and on
            // bullseye with one that is not.
            ...(suite === 'bookworm'
              ? [`--hook-dir=${join(engineDirectory, 'usr/share/mmdebstrap/hooks/merged-usr')}`]
              : []),
            ...[suite, root],
            ...(await sourcesFor(suite)),
          ],
          { env: { PATH: `${enginePath}:${process.env.PATH}`, TMPDIR: folder }, timeoutMs: 600_000 },
        );
        if (slim) {
          for (const part of documentation)
            rmSync(join(root, 'usr/share', part), { recursive: true, force: true });
        }
        rmSync(join(root, 'etc/resolv.conf'), { force: true });
        rmSync(join(root, 'etc/hostname'), { force: true });
        for (const [path, text] of Object.entries(dockerSettings)) writeFileSync(join(root, path), text);
        const policy = join(root, 'usr/sbin/policy-rc.d');
        writeFileSync(policy, '#!/bin/sh\nexit 101\n');
        chmodSync(policy, 0o755);
        copyAuthorities(join(root, hostAuthorities));
        const tar = join(folder, 'root.tar');
        await run('tar', [
          '--create',
          '--file',
          tar,
          '--numeric-owner',
          '--one-file-system',
          '--directory',
          root,
          '.',
        ]);
        await docker(['import', '--change', `ENV PATH=${plainPath}`, '--change', 'CMD ["bash"]', tar, name]);
      }),
  };
}
