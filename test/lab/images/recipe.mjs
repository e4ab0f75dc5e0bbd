/** What all base images of the lab have in common: a name, what they are made from, and when they are made anew. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, ensureDirectory } from '../engine/cache.mjs';
import { docker } from '../engine/daemon.mjs';

/**
 * @typedef {object} Recipe
 * @property {string} name The image's name with its tag, as Dockerfiles write it.
 * @property {string} key Everything that decides the content, apart from what `uses` names.
 * @property {string[]} uses Names of the images it is made on.
 * @property {string} [alias] Another image that this name means; then nothing is made.
 * @property {(say: (line: string) => void) => Promise<void>} make
 */

/** Tools inside of a build reach the network as this machine does. */
const proxyArguments = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']
  .filter(name => process.env[name])
  .flatMap(name => ['--build-arg', name]);

/**
 * The arguments of every `docker build` of the lab.
 * @param {{ tag: string, dockerfile: string, context: string, contexts?: Record<string, string> }} build
 */
export const buildArguments = ({ tag, dockerfile, context, contexts = {} }) => [
  'build',
  '--network=host',
  ...proxyArguments,
  ...Object.entries(contexts).flatMap(([name, path]) => ['--build-context', `${name}=${path}`]),
  ...['--tag', tag, '--file', dockerfile, context],
];

/**
 * Does something with a folder that is gone afterwards.
 * @template T
 * @param {(directory: string) => Promise<T>} action
 */
export async function withFolder(action) {
  const directory = mkdtempSync(join(ensureDirectory(join(cacheDirectory, 'tmp')), 'make-'));
  try {
    return await action(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Builds an image from a Dockerfile given as lines.
 * @param {string} tag
 * @param {readonly string[]} lines
 * @param {string} context
 * @param {Record<string, string>} [contexts] Further named contexts.
 */
export async function buildImage(tag, lines, context, contexts) {
  await withFolder(async directory => {
    const dockerfile = join(directory, 'Dockerfile');
    writeFileSync(dockerfile, `${lines.join('\n')}\n`);
    await docker(buildArguments({ tag, dockerfile, context, contexts: contexts ?? {} }), {
      timeoutMs: 2_400_000,
    });
  });
}

const ledgerFile = join(cacheDirectory, 'images.json');

/**
 * Which image was made by which recipe: beside the images, not as a label in them, for a label would be inherited
 * by everything that is built on them.
 * @returns {Record<string, { id: string, recipe: string }>}
 */
export function readLedger() {
  try {
    return existsSync(ledgerFile) ? JSON.parse(readFileSync(ledgerFile, 'utf8')) : {};
  } catch {
    return {};
  }
}

/** @param {string} name @param {{ id: string, recipe: string }} entry */
export function writeLedger(name, entry) {
  writeFileSync(ledgerFile, `${JSON.stringify({ ...readLedger(), [name]: entry }, undefined, 2)}\n`);
}

/** @param {readonly string[]} parts */
export const digest = parts => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);

export const plainPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
