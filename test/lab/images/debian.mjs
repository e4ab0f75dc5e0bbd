/** `debian:*`: what mmdebstrap makes of Debian's archive, as the official image is made by debuerreotype. */
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { docker } from '../engine/daemon.mjs';
import { debianArchitecture, engineDirectory, enginePath, sourcesFor } from '../engine/install.mjs';
import { run } from '../engine/process.mjs';
import { plainPath, withFolder } from './recipe.mjs';

export const suites = /** @type {const} */ ({ trixie: '13', bookworm: '12' });
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
    key: ['debian-2', name, ...authorityFiles()].join(' '),
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
