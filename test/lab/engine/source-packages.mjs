/**
 * The sources of programs that the lab compiles, as their authors published them: Debian and Ubuntu keep them beside
 * their packages. Between the two there is every minor of Python, which no release of either has.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, ensureDirectory, exclusively } from './cache.mjs';
import { aptFor, engineDirectory, LabUnavailable, sourcesFor, unpackPackages } from './install.mjs';
import { run } from './process.mjs';

/** Releases of Ubuntu whose sources are asked for; every other suite is Debian's. */
const ubuntuSuites = ['focal', 'jammy', 'noble', 'resolute'];

/**
 * Downloads the upstream archive of a source package, without the distribution's changes.
 * @param {string} suite
 * @param {string} name The source package's.
 * @param {string} folder Where the archive goes.
 * @returns {Promise<{ file: string, version: string }>} The archive's path, and upstream's version.
 */
export async function downloadSource(suite, name, folder) {
  return exclusively(`apt-sources-${suite}`, async () => {
    const lines = ubuntuSuites.includes(suite) ? await ubuntuLines(suite) : await debianLines(suite);
    const settings = await aptFor(`${suite}-sources`, lines);
    const fresh = ensureDirectory(folder);
    await run('apt-get', [...settings, 'source', '--tar-only', '-q', name], {
      cwd: fresh,
      timeoutMs: 300_000,
    });
    const archive = readdirSync(fresh)
      .map(file => /^[^_]+_([^_]+)\.orig\.tar\.[a-z0-9]+$/.exec(file))
      .find(found => found !== null);
    if (!archive?.[1]) throw new Error(`The source package ${name} of ${suite} has no upstream archive.`);
    return { file: join(fresh, archive[0]), version: archive[1] };
  });
}

/** Updates of a suite of Debian change Debian's part only, so that the suite itself is enough. @param {string} suite */
async function debianLines(suite) {
  const [line = ''] = await sourcesFor(suite, { signed: true });
  return [line.replace(/^deb /, 'deb-src ')];
}

/** Updates of Ubuntu bring newer patch releases. @param {string} suite */
async function ubuntuLines(suite) {
  const home = join(cacheDirectory, 'apt', 'ubuntu-keyring');
  const keyring = join(home, 'usr/share/keyrings/ubuntu-archive-keyring.gpg');
  if (!existsSync(keyring)) await unpackPackages('trixie', ['ubuntu-keyring'], home);
  const address = ubuntuArchive();
  return [suite, `${suite}-updates`].map(part => `deb-src [signed-by=${keyring}] ${address} ${part} main`);
}

/** The archive of Ubuntu that mmdebstrap would take, so that no address stands in this repository. */
function ubuntuArchive() {
  const script = readFileSync(join(engineDirectory, 'usr/bin/mmdebstrap'), 'utf8');
  const address = process.env.DISTILL_LAB_UBUNTU_MIRROR || /'(https?:[^']+\/ubuntu)'/.exec(script)?.[1];
  if (address) return address;
  throw new LabUnavailable('No archive of Ubuntu is known; set DISTILL_LAB_UBUNTU_MIRROR to one.');
}
