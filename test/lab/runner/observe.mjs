/** Runs an image and writes down what it does. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { docker, tryDocker } from '../engine/daemon.mjs';
import { run, sleep } from '../engine/process.mjs';

const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url));

/**
 * How a case is run, as it stands in expect.json, without what is expected.
 * @typedef {object} Run
 * @property {string} [name]
 * @property {string[]} [args] What follows the image's name: replaces CMD.
 * @property {string[]} [options] Further options of `docker create`, such as `--read-only`.
 * @property {Record<string, string>} [env]
 * @property {import('./probe.mjs').Request[]} [http]
 * @property {boolean} [health] Wait for the image's own HEALTHCHECK to say what it thinks.
 * @property {string[]} [files] Files to read when the program has ended.
 * @property {boolean} [stop] Whether the exit code after SIGTERM counts.
 * @property {number} [seconds] How long it may take to end by itself; 60 if not said.
 * @property {string[]} [leaves] Folders where it may write what does not count, such as a compiler's cache.
 * @property {boolean} [smoke] Nothing is known: look whether it stays up, and what it listens on.
 */
/**
 * @typedef {object} Observation
 * @property {number | 'running'} exit
 * @property {string} stdout
 * @property {string} stderr
 * @property {import('./probe.mjs').Answer[]} http
 * @property {Record<string, string>} files
 * @property {string[]} written Paths that are new or changed, the deepest only.
 * @property {number[]} listens Ports, for a smoke run.
 * @property {string} [health]
 * @property {number} [uid] Of the running process, as the kernel sees it.
 */

/** @param {string} id */
async function stateOf(id) {
  /** @type {{ Status: string, Running: boolean, ExitCode: number, Pid: number, Health?: { Status: string } }} */
  const state = JSON.parse((await docker(['inspect', '--format', '{{json .State}}', id])).stdout);
  return state;
}

/** @param {string} id @param {number} limitMs */
async function untilExit(id, limitMs) {
  const started = Date.now();
  let state = await stateOf(id);
  for (let pause = 20; state.Running && Date.now() - started < limitMs; pause = Math.min(pause * 2, 250)) {
    await sleep(pause);
    state = await stateOf(id);
  }
  return state;
}

/** @param {number} pid */
function uidOf(pid) {
  try {
    return Number(/^Uid:\s+\d+\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** The TCP ports on which something listens in the network namespace of a process. @param {number} pid */
function listeningPorts(pid) {
  /** @type {Set<number>} */ const ports = new Set();
  for (const table of ['tcp', 'tcp6']) {
    try {
      for (const line of readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1)) {
        const [, local = '', , state] = line.trim().split(/\s+/);
        if (state === '0A') ports.add(Number.parseInt(local.split(':')[1] ?? '', 16));
      }
    } catch {
      // The process has ended meanwhile.
    }
  }
  return [...ports].sort((a, b) => a - b);
}

/** @param {number} pid @param {readonly import('./probe.mjs').Request[]} requests @returns {Promise<import('./probe.mjs').Answer[]>} */
async function askInside(pid, requests) {
  const { stdout } = await run('nsenter', [`--net=/proc/${pid}/ns/net`, '--', process.execPath, probe], {
    input: JSON.stringify({ requests, deadlineMs: 20_000 }),
    env: { NODE_EXTRA_CA_CERTS: undefined },
    timeoutMs: 60_000,
  });
  return JSON.parse(stdout);
}

/** @param {string} id @param {string} path @param {string} folder */
async function readFrom(id, path, folder) {
  const target = mkdtempSync(join(folder, 'file-'));
  const copied = await tryDocker(['cp', '--follow-link', `${id}:${path}`, join(target, 'it')]);
  if (copied.code !== 0) return '(missing)';
  const file = join(target, 'it');
  const text = statSync(file).isDirectory()
    ? `(directory) ${readdirSync(file).sort().join(' ')}`
    : readFileSync(file, 'utf8');
  rmSync(target, { recursive: true });
  return text;
}

/** What every container changes without its program doing anything. */
const untold = /^\/(dev|proc|sys|run|\.dockerenv|etc\/(hosts|hostname|resolv\.conf|mtab))(\/|$)/;

/** @param {string} id @param {readonly string[]} leaves */
async function writtenPaths(id, leaves) {
  const lines = (await docker(['diff', id])).stdout.split('\n').filter(line => /^[AC] /.test(line));
  const paths = lines.map(line => line.slice(2));
  const deepest = paths.filter(path => !paths.some(other => other.startsWith(`${path}/`)));
  const counts = (/** @type {string} */ path) =>
    !untold.test(path) && !leaves.some(folder => `${path}/`.startsWith(`${folder}/`));
  return deepest.filter(counts).sort();
}

/**
 * @param {string} image
 * @param {Run} wanted
 * @param {{ runId: string, folder: string, smokeSeconds?: number, network?: string }} lab
 * @returns {Promise<Observation>}
 */
export async function observe(image, wanted, { runId, folder, smokeSeconds = 5, network = 'none' }) {
  const environment = Object.entries(wanted.env ?? {}).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ]);
  const created = await docker([
    ...['create', '--network', network, '--hostname', 'lab', '--label', `distill.lab.run=${runId}`],
    ...[...environment, ...(wanted.options ?? []), image, ...(wanted.args ?? [])],
  ]);
  const id = created.stdout.trim();
  try {
    const begun = await tryDocker(['start', id]);
    if (begun.code !== 0) {
      return {
        exit: 127,
        stdout: '',
        stderr: begun.stderr.trim(),
        http: [],
        files: {},
        written: [],
        listens: [],
      };
    }
    const { Pid: pid } = await stateOf(id);
    const uid = pid ? uidOf(pid) : undefined;
    /** @type {import('./probe.mjs').Answer[]} */ let http = [];
    /** @type {number[]} */ let listens = [];
    /** @type {string | undefined} */ let health;
    /** @type {number | 'running'} */ let exit;
    const serves = (wanted.http?.length ?? 0) > 0 || wanted.health;
    if (serves || wanted.smoke) {
      if (wanted.http?.length && pid)
        http = await askInside(pid, wanted.http).catch(error => [{ error: String(error.message) }]);
      if (wanted.health) {
        for (let waited = 0; waited < 20_000; waited += 200) {
          const state = await stateOf(id);
          health = state.Health?.Status ?? 'none';
          if (!state.Running || health !== 'starting') break;
          await sleep(200);
        }
      }
      const state = wanted.smoke ? await untilExit(id, smokeSeconds * 1000) : await stateOf(id);
      if (wanted.smoke && state.Running) {
        listens = listeningPorts(state.Pid);
        const requests = listens.map(port => ({ port, path: '/' }));
        if (requests.length > 0)
          http = await askInside(state.Pid, requests).catch(error => [{ error: String(error.message) }]);
      }
      exit = state.Running ? 'running' : state.ExitCode;
      if (state.Running) {
        await docker(['stop', '--time', '5', id]);
        if (wanted.stop) exit = (await stateOf(id)).ExitCode;
      }
    } else {
      const state = await untilExit(id, (wanted.seconds ?? 60) * 1000);
      exit = state.Running ? 'running' : state.ExitCode;
      if (state.Running) await docker(['kill', id]);
    }
    // Docker may call a container exited before the last lines are in its log.
    let logs = await docker(['logs', id]);
    for (let waited = 0; waited < 3000 && logs.stdout === '' && wanted.stdout?.length > 0; waited += 200) {
      await sleep(200);
      logs = await docker(['logs', id]);
    }
    const { stdout, stderr } = logs;
    /** @type {Record<string, string>} */ const files = {};
    for (const path of wanted.files ?? []) files[path] = await readFrom(id, path, folder);
    return {
      ...{ exit, stdout, stderr, http, files, listens },
      written: await writtenPaths(id, wanted.leaves ?? []),
      ...(health === undefined ? {} : { health }),
      ...(uid === undefined ? {} : { uid }),
    };
  } finally {
    await tryDocker(['rm', '--force', '--volumes', id]);
  }
}
