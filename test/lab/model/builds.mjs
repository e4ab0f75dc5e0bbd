/** Builds the rows of the table with the lab's engine: those that must succeed many at a time, the others alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, processIdentity } from '../engine/cache.mjs';
import { docker, tryDocker } from '../engine/daemon.mjs';

/** @typedef {{ id: string, dockerfile: string, context: string, tag?: string }} Target */

/** How many targets one bake gets: BuildKit builds all of them at once. */
const together = 20;

/**
 * Builds every target and exports its file system to `out/ID.tar`.
 * @param {readonly Target[]} targets @param {string} out @param {AbortSignal} signal
 * @param {number} [at] How many at a time.
 * @returns {Promise<Map<string, string>>} What BuildKit said to those that could not be built, by id.
 */
export async function exportTrees(targets, out, signal, at) {
  mkdirSync(out, { recursive: true });
  const outputOf = (/** @type {Target} */ { id }) => ({
    output: [`type=tar,dest=${join(out, `${id}.tar`)}`],
  });
  return bake(targets, out, outputOf, signal, at);
}

/**
 * Builds the targets that have a tag as images.
 * @param {readonly Target[]} targets @param {string} out @param {AbortSignal} signal
 */
export async function buildImages(targets, out, signal) {
  mkdirSync(out, { recursive: true });
  return bake(targets, out, target => ({ tags: [String(target.tag)], output: ['type=docker'] }), signal);
}

/**
 * @param {readonly Target[]} targets @param {string} folder
 * @param {(target: Target) => object} outputOf @param {AbortSignal} signal @param {number} [at]
 */
async function bake(targets, folder, outputOf, signal, at = together) {
  /** @type {Map<string, string>} */ const failures = new Map();
  const groups = Array.from({ length: Math.ceil(targets.length / at) }, (_, index) =>
    targets.slice(index * at, (index + 1) * at),
  );
  const worker = async () => {
    for (let group = groups.shift(); group; group = groups.shift()) {
      signal.throwIfAborted();
      const { code, stderr } = await bakeThese(group, folder, outputOf);
      if (code === 0) continue;
      // One that fails takes the others with it: each for itself then, the built ones are in the cache.
      if (group.length > 1) groups.push(...group.map(target => [target]));
      else if (group[0]) failures.set(group[0].id, stderr);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return failures;
}

/**
 * @param {readonly Target[]} targets @param {string} folder
 * @param {(target: Target) => object} outputOf
 */
async function bakeThese(targets, folder, outputOf) {
  const file = join(folder, `bake-${targets[0]?.id}-${targets.length}.json`);
  const target = Object.fromEntries(
    targets.map(one => [one.id, { context: one.context, dockerfile: one.dockerfile, ...outputOf(one) }]),
  );
  writeFileSync(file, JSON.stringify({ group: { default: { targets: Object.keys(target) } }, target }));
  return tryDocker(['buildx', 'bake', '--provenance=false', '--file', file], { timeoutMs: 600_000 });
}

/**
 * @param {string} tag
 * @returns {Promise<Record<string, unknown>>} The image's config, as `docker image inspect` prints it.
 */
export async function inspect(tag) {
  const [image] = JSON.parse((await docker(['image', 'inspect', tag])).stdout);
  return image.Config;
}

const repository = 'distill-lab/model';

/** The tag of a row's image, by which a later run knows whether the process that made it still lives. @param {number} index */
export const tagOf = index =>
  `${repository}:${String(processIdentity(process.pid)).replace('@', '.')}-${index}`;

/** Removes the images of this process and of those that are gone. */
export async function removeImages() {
  const { stdout } = await tryDocker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', repository]);
  const own = stdout.split('\n').filter(name => {
    const made = /:(\d+)\.(\d+)-\d+$/.exec(name);
    return made && (Number(made[1]) === process.pid || !isAlive(`${made[1]}@${made[2]}`));
  });
  if (own.length > 0) await tryDocker(['image', 'rm', '--force', ...own]);
}
