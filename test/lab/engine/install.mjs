/**
 * Fetches the programs of the lab from Debian's archive and unpacks them below the cache. Nothing is installed on
 * the machine itself, except, when they are missing, the few tools that this needs (see `needed`).
 */
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDirectory, ensureDirectory, exclusively } from './cache.mjs';
import { run } from './process.mjs';

/** Raised by a machine that cannot run the lab; the message says what to do. */
export class LabUnavailable extends Error {
  /** @override */
  name = 'LabUnavailable';
}

/** The tools that the lab calls on the machine itself, and the package that brings each. */
const needed = {
  perl: 'perl',
  tar: 'tar',
  xz: 'xz-utils',
  nsenter: 'util-linux',
  mount: 'mount',
  go: 'golang-go',
};

/** The engine: Docker from Debian 13, with what of Debian 12 runs on its glibc. Raise it to unpack anew. */
const engineRecipe = 'engine-3';
const enginePackages = {
  trixie: ['docker.io', 'docker-cli', 'docker-buildx', 'containerd', 'tini'],
  bookworm: ['runc', 'mmdebstrap'],
};

/**
 * @param {string} program
 * @param {string} [path]
 */
function onPath(program, path = process.env.PATH ?? '') {
  return path.split(delimiter).some(directory => directory && existsSync(join(directory, program)));
}

/** Looks for what the machine itself must have, and installs it where that is allowed. @param {(line: string) => void} say */
export async function requireMachine(say) {
  if (process.platform !== 'linux') {
    throw new LabUnavailable(
      `The image lab runs its own Docker engine and needs Linux; this is ${process.platform}.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new LabUnavailable(
      'The image lab starts its own dockerd and must run as root (for example in a virtual machine).',
    );
  }
  for (const program of ['apt-get', 'dpkg', 'dpkg-deb']) {
    if (!onPath(program)) {
      throw new LabUnavailable(
        `The image lab makes its images from Debian packages and needs ${program}: run it on Debian.`,
      );
    }
  }
  const missing = Object.entries(needed).filter(([program]) => !onPath(program));
  if (missing.length === 0) return;
  await installMissing(
    missing.map(([, name]) => name),
    say,
  );
}

/**
 * Installs packages on the machine itself, where that is allowed.
 * @param {readonly string[]} packages
 * @param {(line: string) => void} say
 */
export async function installMissing(packages, say) {
  const command = ['apt-get', 'install', '--yes', '--no-install-recommends', ...packages];
  if (process.env.DISTILL_INSTALL === '0') {
    throw new LabUnavailable(
      `The image lab needs ${packages.join(', ')} (DISTILL_INSTALL=0 forbids installing): ${command.join(' ')}`,
    );
  }
  say(`installing ${packages.join(', ')} (DISTILL_INSTALL=0 forbids this)`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  await run('apt-get', command.slice(1), { env });
}

/** The architecture in Debian's words. */
export async function debianArchitecture() {
  return (await run('dpkg', ['--print-architecture'])).stdout.trim();
}

/**
 * The archive that this machine's own apt uses, so that no address stands in this repository.
 * @returns {Promise<{ main: string, security: string | undefined }>}
 */
export async function debianArchive() {
  const stated = process.env.DISTILL_LAB_MIRROR;
  if (stated) return { main: stated, security: process.env.DISTILL_LAB_SECURITY_MIRROR };
  const { stdout } = await run('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const addresses = [...new Set(stdout.split('\n').map(line => line.split(' ')[0] ?? ''))];
  const main = addresses.find(uri => /\/debian\/?$/.test(uri));
  if (!main) {
    throw new LabUnavailable(
      "No Debian archive among this machine's apt sources; set DISTILL_LAB_MIRROR to one.",
    );
  }
  return { main, security: addresses.find(uri => /\/debian-security\/?$/.test(uri)) };
}

/**
 * The lines of a sources.list for a suite.
 * @param {string} suite
 * @param {{ signed?: boolean }} [options]
 */
export async function sourcesFor(suite, options = {}) {
  const { main, security } = await debianArchive();
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const signed = options.signed && existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  const lines = [`deb ${signed}${main} ${suite} main`, `deb ${signed}${main} ${suite}-updates main`];
  if (security) lines.push(`deb ${signed}${security} ${suite}-security main`);
  return lines;
}

/** @type {Map<string, Promise<string[]>>} */
const prepared = new Map();

/**
 * Options that turn apt-get to another suite, with lists of their own.
 * @param {string} suite
 * @param {readonly string[]} [lines] Of its sources.list, where they are not those of the suite's packages.
 */
export function aptFor(suite, lines) {
  let options = prepared.get(suite);
  if (!options) {
    options = (async () => {
      const root = ensureDirectory(join(cacheDirectory, 'apt', suite));
      for (const folder of ['lists/partial', 'cache/archives/partial']) ensureDirectory(join(root, folder));
      writeFileSync(
        join(root, 'sources.list'),
        `${(lines ?? (await sourcesFor(suite, { signed: true }))).join('\n')}\n`,
      );
      const settings = [
        `Dir::Etc::sourcelist=${join(root, 'sources.list')}`,
        'Dir::Etc::sourceparts=/dev/null',
        `Dir::State::lists=${join(root, 'lists')}`,
        `Dir::Cache=${join(root, 'cache')}`,
        'APT::Sandbox::User=root',
        'Acquire::Retries=3',
      ].flatMap(setting => ['-o', setting]);
      await run('apt-get', [...settings, 'update', '-q'], { timeoutMs: 180_000 });
      return settings;
    })();
    prepared.set(suite, options);
  }
  return options;
}

/**
 * Downloads packages of a suite, without what they depend on, and unpacks each into the given folder.
 * @param {string} suite
 * @param {readonly string[]} packages
 * @param {string | ((name: string) => string)} target
 * @param {{ status?: boolean }} [options] `status`: record each below /var/lib/dpkg/status.d, as distroless does.
 * @returns {Promise<string[]>} Names and versions, as the files are named.
 */
export async function unpackPackages(suite, packages, target, options = {}) {
  return exclusively(`apt-${suite}`, async () => {
    const settings = await aptFor(suite);
    const debs = join(cacheDirectory, 'apt', suite, 'debs');
    rmSync(debs, { recursive: true, force: true });
    ensureDirectory(debs);
    await run('apt-get', [...settings, 'download', '-q', ...packages], { cwd: debs, timeoutMs: 300_000 });
    const files = readdirSync(debs).sort();
    for (const file of files) {
      const name = file.slice(0, file.indexOf('_'));
      const folder = typeof target === 'string' ? target : target(name);
      await run('dpkg', ['--extract', join(debs, file), ensureDirectory(folder)]);
      if (!options.status) continue;
      const control = (await run('dpkg-deb', ['--field', join(debs, file)])).stdout;
      writeFileSync(join(ensureDirectory(join(folder, 'var/lib/dpkg/status.d')), name), control);
    }
    rmSync(debs, { recursive: true, force: true });
    return files.map(file => decodeURIComponent(file.replace(/_[^_]*\.deb$/, '')));
  });
}

/** Where the programs of the engine are. */
export const engineDirectory = join(cacheDirectory, engineRecipe);

/** The PATH with which the programs of the engine find each other. */
export const enginePath = ['usr/sbin', 'usr/bin'].map(part => join(engineDirectory, part)).join(delimiter);

/**
 * Makes sure that the engine is there. @param {(line: string) => void} say
 */
export async function installEngine(say) {
  if (existsSync(join(engineDirectory, 'ready'))) return;
  await exclusively(
    'install',
    async () => {
      if (existsSync(join(engineDirectory, 'ready'))) return;
      const fresh = `${engineDirectory}.${process.pid}`;
      rmSync(fresh, { recursive: true, force: true });
      rmSync(engineDirectory, { recursive: true, force: true });
      /** @type {string[]} */ const versions = [];
      for (const [suite, packages] of Object.entries(enginePackages)) {
        say(`fetching ${packages.join(', ')} from Debian's ${suite}`);
        versions.push(...(await unpackPackages(suite, packages, fresh)));
      }
      ensureDirectory(join(fresh, 'docker-config', 'cli-plugins'));
      const plugin = [
        'usr/libexec/docker/cli-plugins/docker-buildx',
        'usr/lib/docker/cli-plugins/docker-buildx',
      ].find(path => existsSync(join(fresh, path)));
      if (!plugin) throw new LabUnavailable('docker-buildx holds no plugin where one was expected.');
      symlinkSync(join('../..', plugin), join(fresh, 'docker-config', 'cli-plugins', 'docker-buildx'));
      writeFileSync(join(fresh, 'ready'), `${versions.join('\n')}\n`);
      renameSync(fresh, engineDirectory);
    },
    holder => say(`waiting for ${holder}, which installs the engine`),
  );
}

/** What the engine consists of, a package and its version a line. */
export const engineVersions = () => readFileSync(join(engineDirectory, 'ready'), 'utf8').trim().split('\n');
