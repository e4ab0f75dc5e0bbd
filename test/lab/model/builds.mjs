/** Builds the rows of the table with the lab's engine: those that must succeed many at a time, the others alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, tryDocker } from '../engine/daemon.mjs';

/** @typedef {{ id: string, dockerfile: string, context: string, tag?: string }} Target */

/** How many targets one bake gets: BuildKit builds all of them at once. */
const together = 20;

/**
 * Builds every target and exports its file system to `out/ID.tar`.
 * @param {readonly Target[]} targets @param {string} out
 * @returns {Promise<Map<string, string>>} What BuildKit said to those that could not be built, by id.
 */
export async function exportTrees(targets, out) {
  mkdirSync(out, { recursive: true });
  return bake(targets, out, target => ({ output: [`type=tar,dest=${join(out, `${target.id}.tar`)}`] }));
}

/**
 * Builds the targets that have a tag as images.
 * @param {readonly Target[]} targets @param {string} out
 */
export async function buildImages(targets, out) {
  mkdirSync(out, { recursive: true });
  return bake(targets, out, target => ({ tags: [String(target.tag)], output: ['type=docker'] }));
}

/**
 * @param {readonly Target[]} targets @param {string} folder
 * @param {(target: Target) => object} outputOf
 */
async function bake(targets, folder, outputOf) {
  /** @type {Map<string, string>} */ const failures = new Map();
  for (let at = 0; at < targets.length; at += together) {
    const some = targets.slice(at, at + together);
    const { code } = await bakeThese(some, folder, outputOf);
    if (code === 0) continue;
    // One that fails takes the others with it: each for itself then, the built ones are in the cache.
    const queue = [...some];
    const worker = async () => {
      for (let target = queue.shift(); target; target = queue.shift()) {
        const alone = await bakeThese([target], folder, outputOf);
        if (alone.code !== 0) failures.set(target.id, alone.stderr);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
  }
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
