/** The lab's own dockerd: started for the first who needs it, stopped by its own pid when the last has gone. */
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addUser,
  cacheDirectory,
  ensureDirectory,
  exclusively,
  isAlive,
  processIdentity,
  removeUser,
  runDirectory,
  users,
} from './cache.mjs';
import { engineDirectory, enginePath, installEngine, LabUnavailable, requireMachine } from './install.mjs';
import { attempt, run, sleep } from './process.mjs';

const socket = join(runDirectory, 'docker.sock');
const pidFile = join(runDirectory, 'docker.pid');
const identityFile = join(runDirectory, 'dockerd.identity');
const logFile = join(cacheDirectory, 'dockerd.log');

/** What the Docker client needs in its environment to speak with the lab's engine and no other. */
export const dockerEnvironment = {
  PATH: `${enginePath}:${process.env.PATH}`,
  DOCKER_HOST: `unix://${socket}`,
  DOCKER_CONFIG: join(engineDirectory, 'docker-config'),
  DOCKER_CONTEXT: undefined,
  DOCKER_BUILDKIT: '1',
  BUILDX_BUILDER: undefined,
  BUILDKIT_PROGRESS: 'plain',
};
const client = join(engineDirectory, 'usr/bin/docker');

/** @param {readonly string[]} args @param {import('./process.mjs').RunOptions} [options] */
export const docker = (args, options) =>
  run(client, args, { ...options, env: { ...dockerEnvironment, ...options?.env } });

/** @param {readonly string[]} args @param {import('./process.mjs').RunOptions} [options] */
export const tryDocker = (args, options) =>
  attempt(client, args, { ...options, env: { ...dockerEnvironment, ...options?.env } });

const answers = async () =>
  existsSync(socket) &&
  (await tryDocker(['version', '--format', '{{.Server.Version}}'], { timeoutMs: 10_000 })).code === 0;

/** Whether the daemon that was started last still runs. */
function daemonIdentity() {
  if (!existsSync(identityFile)) return undefined;
  const identity = readFileSync(identityFile, 'utf8');
  return isAlive(identity) ? identity : undefined;
}

/** @param {(line: string) => void} say */
async function launch(say) {
  for (const file of [socket, pidFile, identityFile]) rmSync(file, { force: true });
  const configuration = join(cacheDirectory, 'daemon.json');
  writeFileSync(
    configuration,
    JSON.stringify({ builder: { gc: { enabled: true, defaultKeepStorage: '20GB' } } }),
  );
  const log = openSync(logFile, 'w');
  const child = spawn(
    join(engineDirectory, 'usr/sbin/dockerd'),
    [
      ['--config-file', configuration],
      ['--iptables=false', '--ip6tables=false', '--bridge=none'],
      ['--data-root', ensureDirectory(join(cacheDirectory, 'docker'))],
      ['--exec-root', join(runDirectory, 'exec')],
      ['--pidfile', pidFile],
      ['--host', `unix://${socket}`],
    ].flat(),
    // Its own session: Ctrl-C must reach the lab, which then cleans up, not the engine that it cleans up with.
    { detached: true, stdio: ['ignore', log, log], env: { ...process.env, PATH: dockerEnvironment.PATH } },
  );
  const failure = new Promise((_, reject) => child.once('error', reject));
  failure.catch(() => {});
  child.unref();
  const started = Date.now();
  for (;;) {
    await Promise.race([sleep(150), failure]);
    const identity = child.pid === undefined ? undefined : processIdentity(child.pid);
    if (!identity) {
      const end = readFileSync(logFile, 'utf8').trim().split('\n').slice(-12).join('\n');
      throw new LabUnavailable(`dockerd of the lab did not start; the end of ${logFile}:\n${end}`);
    }
    writeFileSync(identityFile, identity);
    if (await answers()) break;
    if (Date.now() - started > 60_000) {
      await endDaemon(identity);
      throw new LabUnavailable(`dockerd of the lab does not answer after a minute; see ${logFile}`);
    }
  }
  say(`dockerd ${identityPid()} is up after ${Date.now() - started} ms`);
}

const identityPid = () => Number.parseInt(readFileSync(identityFile, 'utf8'), 10);

/** @param {string} identity */
async function endDaemon(identity) {
  const pid = Number.parseInt(identity, 10);
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; isAlive(identity); waited += 100) {
    await sleep(100);
    if (waited > 20_000 && isAlive(identity)) process.kill(pid, 'SIGKILL');
  }
  for (const file of [socket, pidFile, identityFile]) rmSync(file, { force: true });
}

/**
 * Installs the engine if need be, starts it unless it runs, and registers this process as one that uses it.
 * @param {(line: string) => void} say
 */
export async function startEngine(say) {
  await requireMachine(say);
  ensureDirectory(cacheDirectory);
  await installEngine(say);
  await exclusively('daemon', async () => {
    const running = daemonIdentity();
    if (running && !(await answers())) {
      say(`dockerd ${running} of an earlier session does not answer; ending it`);
      await endDaemon(running);
    }
    if (!daemonIdentity()) await launch(say);
    addUser();
  });
}

/**
 * Takes this process off the list; the last one stops the daemon.
 * @param {(line: string) => void} [say]
 */
export async function releaseEngine(say = () => {}) {
  await exclusively('daemon', async () => {
    removeUser();
    const identity = daemonIdentity();
    if (!identity || users().length > 0) return;
    await endDaemon(identity);
    say('dockerd has been stopped');
  });
}

/** Leaves the daemon running after this process, until `dropEngine`. */
export const keepEngine = () => addUser('kept');

/** @param {(line: string) => void} say */
export async function dropEngine(say) {
  removeUser('kept');
  await releaseEngine(say);
  if (users().length > 0) say(`still in use by ${users().join(', ')}`);
}

export const engineState = () => ({ cacheDirectory, runDirectory, daemon: daemonIdentity(), users: users() });
