/**
 * The lab's second engine: Buildah from Debian 12, unpacked below the cache, with a storage and a configuration of
 * its own. Base images come out of the lab's Docker, as files.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, ensureDirectory, exclusively } from './cache.mjs';
import { docker } from './daemon.mjs';
import { installMissing, LabUnavailable, unpackPackages } from './install.mjs';
import { attempt, run } from './process.mjs';

const directory = join(cacheDirectory, 'buildah-1');
const home = join(directory, 'home');
const configuration = join(home, '.config', 'containers');
const client = join(directory, 'usr', 'bin', 'buildah');

/** The libraries that Debian's Buildah is linked with. */
const libraries = ['libgpgme11', 'libdevmapper1.02.1', 'libseccomp2'];

/** What Buildah needs in its environment to work with the lab's storage and no other. */
export const buildahEnvironment = {
  PATH: `${join(directory, 'usr', 'bin')}:${process.env.PATH}`,
  // Where it looks for its policy of signatures.
  HOME: home,
  XDG_CONFIG_HOME: undefined,
  CONTAINERS_CONF: join(configuration, 'containers.conf'),
  CONTAINERS_STORAGE_CONF: join(configuration, 'storage.conf'),
  CONTAINERS_REGISTRIES_CONF: join(configuration, 'registries.conf'),
  // The lab's machine need not have control groups that an OCI runtime can use.
  BUILDAH_ISOLATION: 'chroot',
};

/** @param {readonly string[]} args @param {import('./process.mjs').RunOptions} [options] */
export const buildah = (args, options) => run(client, args, { ...options, env: buildahEnvironment });

/** @param {readonly string[]} args @param {import('./process.mjs').RunOptions} [options] */
export const tryBuildah = (args, options) => attempt(client, args, { ...options, env: buildahEnvironment });

/** Makes sure that Buildah is there and runs. @param {(line: string) => void} say */
export async function installBuildah(say) {
  await exclusively('buildah-install', async () => {
    if (!existsSync(join(directory, 'ready'))) {
      rmSync(directory, { recursive: true, force: true });
      say("fetching buildah from Debian's bookworm");
      const versions = await unpackPackages('bookworm', ['buildah'], directory);
      writeConfiguration();
      writeFileSync(join(directory, 'ready'), `${versions.join('\n')}\n`);
    }
    if ((await tryBuildah(['--version'])).code !== 0) await installMissing(libraries, say);
    const { code, stderr } = await tryBuildah(['--version']);
    if (code !== 0) throw new LabUnavailable(`The lab's Buildah does not run: ${stderr.trim()}`);
  });
}

function writeConfiguration() {
  ensureDirectory(configuration);
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(join(configuration, name), text);
  write('policy.json', '{"default":[{"type":"insecureAcceptAnything"}]}\n');
  write('registries.conf', 'unqualified-search-registries = ["docker.io"]\n');
  write('containers.conf', '');
  const storage = ensureDirectory(join(directory, 'storage'));
  write(
    'storage.conf',
    `[storage]\ndriver = "overlay"\ngraphroot = "${join(storage, 'root')}"\nrunroot = "${join(storage, 'run')}"\n`,
  );
}

/**
 * Copies images of the lab's Docker into Buildah's storage, under the names that Dockerfiles use.
 * @param {readonly string[]} names
 * @param {(line: string) => void} say
 */
export async function giveToBuildah(names, say) {
  await exclusively('buildah-images', async () => {
    for (const name of names) {
      const id = (await docker(['image', 'inspect', '--format', '{{.Id}}', name])).stdout.trim();
      const full = fullName(name);
      const known = await tryBuildah(['inspect', '--type', 'image', '--format', '{{.FromImageID}}', full]);
      if (known.code === 0 && `sha256:${known.stdout.trim()}` === id) continue;
      say(`copying ${name} to Buildah`);
      const folder = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'image-'));
      try {
        const archive = join(folder, 'image.tar');
        await docker(['image', 'save', '--output', archive, name]);
        const pulled = (await buildah(['pull', '--quiet', `docker-archive:${archive}`])).stdout.trim();
        await buildah(['tag', pulled, full]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  });
}

/** Removes images from Buildah's storage. @param {readonly string[]} names */
export async function takeFromBuildah(names) {
  for (const name of names) await tryBuildah(['rmi', '--force', fullName(name)]);
}

/** @param {string} name */
function fullName(name) {
  const [first = ''] = name.split('/');
  if (name.includes('/') && /[.:]|^localhost$/.test(first)) return name;
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}
