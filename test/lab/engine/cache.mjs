/** Where the lab keeps what is expensive to make, and who may touch it at a time. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from './process.mjs';

/** The root of this repository. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where results go: inside the clone, ignored by git. */
export const resultsDirectory = join(repositoryRoot, '.cache', 'lab');

/**
 * The engine, the roots and the Docker data. Machine-wide unless DISTILL_LAB_CACHE names another folder, so
 * that a fresh clone on a machine that has run the lab before starts warm.
 */
export const cacheDirectory = resolve(
  process.env.DISTILL_LAB_CACHE ||
    join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'distill', 'lab'),
);

/**
 * Sockets and pid files: a short path (a socket's may have 107 bytes), one per cache directory.
 */
export const runDirectory = join(
  tmpdir(),
  `distill-lab-${createHash('sha256').update(cacheDirectory).digest('hex').slice(0, 10)}`,
);

/** @param {string} path */
export function ensureDirectory(path) {
  mkdirSync(path, { recursive: true });
  return path;
}

/**
 * A process as a name that is not reused: its pid and the moment it started.
 * @param {number} pid
 * @returns {string | undefined} Nothing when there is no such process.
 */
export function processIdentity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return `${pid}@${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {string} identity */
export const isAlive = identity => processIdentity(Number.parseInt(identity, 10)) === identity;

/**
 * Does something while no other process of the lab does something under the same name. A lock whose holder is
 * gone is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} action
 * @param {(holder: string) => void} [onWait]
 * @returns {Promise<T>}
 */
export async function exclusively(name, action, onWait) {
  const path = join(ensureDirectory(runDirectory), `${name}.lock`);
  const me = String(processIdentity(process.pid));
  const holderNow = () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  let waited = 0;
  for (let contended = false; ; await sleep(100), waited += 100) {
    try {
      writeFileSync(path, me, { flag: 'wx' });
      if (!contended) break;
      await sleep(50); // Two who take over the same dead lock: the one whose name stays has it.
      if (holderNow() === me) break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      const holder = holderNow();
      if (holder === undefined) continue;
      const abandoned = holder === '' ? waited > 5000 : !isAlive(holder);
      if (abandoned) rmSync(path, { force: true });
      else if (!contended && holder) onWait?.(holder);
      contended = true;
    }
  }
  try {
    return await action();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * The processes that use the engine at the moment; entries of processes that are gone are removed.
 * @returns {string[]}
 */
export function users() {
  const directory = ensureDirectory(join(runDirectory, 'users'));
  return readdirSync(directory).filter(identity => {
    if (identity === 'kept' || isAlive(identity)) return true;
    rmSync(join(directory, identity), { force: true });
    return false;
  });
}

/** @param {string} [identity] */
export function addUser(identity = String(processIdentity(process.pid))) {
  writeFileSync(join(ensureDirectory(join(runDirectory, 'users')), identity), '');
}

/** @param {string} [identity] */
export function removeUser(identity = String(processIdentity(process.pid))) {
  rmSync(join(runDirectory, 'users', identity), { force: true });
}
