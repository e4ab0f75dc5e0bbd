/** What is in an image: its settings, and every path of its file system. */
import { join } from 'node:path';
import { docker, tryDocker } from '../engine/daemon.mjs';
import { attempt, run } from '../engine/process.mjs';
import { withFolder } from './recipe.mjs';

/**
 * @typedef {object} Entry
 * @property {string} mode As `ls -l` shows it: `drwxrwxrwt`.
 * @property {string} owner `0/0`
 * @property {string} [target] Of a symbolic link.
 */
/**
 * @typedef {object} Contents
 * @property {{ User: string, WorkingDir: string, Env: string[] | null, Entrypoint: string[] | null,
 *   Cmd: string[] | null }} config
 * @property {number} bytes
 * @property {ReadonlyMap<string, Entry>} entries By path with a slash before and none behind: `/usr/bin/env`.
 * @property {Readonly<Record<string, string>>} texts Of the files that were asked for and are there.
 */

/**
 * @param {string} image
 * @param {string} runId
 * @param {readonly string[]} wanted Paths of files to read.
 * @returns {Promise<Contents>}
 */
export async function readContents(image, runId, wanted) {
  const [{ Config: config, Size: bytes }] = JSON.parse((await docker(['image', 'inspect', image])).stdout);
  return withFolder(async folder => {
    const archive = join(folder, 'image.tar');
    const label = `distill.lab.run=${runId}`;
    const id = (await docker(['create', '--label', label, image, 'nothing'])).stdout.trim();
    try {
      await docker(['export', '--output', archive, id]);
    } finally {
      await tryDocker(['rm', '--force', id]);
    }
    const listing = await run('tar', ['--list', '--verbose', '--numeric-owner', '--file', archive]);
    /** @type {Record<string, string>} */ const texts = {};
    for (const path of wanted) {
      const read = await attempt('tar', ['--extract', '--to-stdout', '--file', archive, path.slice(1)]);
      if (read.code === 0) texts[path] = read.stdout;
    }
    return { config, bytes, entries: parseListing(listing.stdout), texts };
  });
}

/**
 * Reads what `tar --list --verbose --numeric-owner` prints.
 * @param {string} listing
 * @returns {Map<string, Entry>}
 */
export function parseListing(listing) {
  /** @type {Map<string, Entry>} */ const entries = new Map();
  for (const line of listing.split('\n')) {
    const found = /^(\S+) (\S+) +\S+ \S+ \S+ (.*?)(?: -> (.*)| link to .*)?$/.exec(line);
    if (!found) continue;
    const [, mode = '', owner = '', name = '', target] = found;
    const path = `/${name.replace(/^\.?\//, '').replace(/\/$/, '')}`;
    // A hard link has the mode of what it links to.
    entries.set(path, { mode: mode.replace(/^h/, '-'), owner, ...(target === undefined ? {} : { target }) });
  }
  return entries;
}

/**
 * Where a path leads when the links on its way are followed.
 * @param {ReadonlyMap<string, Entry>} entries
 * @param {string} path
 * @param {boolean} last Whether the last part is followed too.
 * @returns {string | undefined} Nothing where it is absent.
 */
export function resolvePath(entries, path, last = true) {
  let place = '';
  const parts = path.split('/').filter(Boolean);
  for (let steps = 0; parts.length > 0; steps++) {
    if (steps > 100) return undefined;
    const part = String(parts.shift());
    if (part === '.') continue;
    if (part === '..') {
      place = place.slice(0, Math.max(place.lastIndexOf('/'), 0));
      continue;
    }
    const entry = entries.get(`${place}/${part}`);
    if (!entry) return undefined;
    if (entry.target === undefined || (parts.length === 0 && !last)) {
      place = `${place}/${part}`;
      continue;
    }
    if (entry.target.startsWith('/')) place = '';
    parts.unshift(...entry.target.split('/').filter(Boolean));
  }
  return place || '/';
}
