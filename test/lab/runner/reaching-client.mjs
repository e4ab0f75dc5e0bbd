/**
 * A Docker client for public projects in the lab. Its `build` takes them as the lab can build them (reach.mjs), with
 * other images than the Dockerfile names where `LAB_STAND_INS` says so: to BuildKit, a named context is the image. Its
 * `create` puts the container beside the services that `LAB_SERVICES` asks for.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineDirectory } from '../engine/install.mjs';
import { hostBundle } from '../images/debian.mjs';
import { awaitServices, startServices } from '../images/services.mjs';
import { authorities, needsAuthorities, withinReach } from './reach.mjs';

const client = join(engineDirectory, 'usr/bin/docker');
const args = process.argv.slice(2);
const { LAB_SERVICES: services, LAB_SCRATCH: scratch } = process.env;

/** @param {string[]} words */
const pass = words => spawnSync(client, words, { stdio: 'inherit' });
/** @param {string[]} words */
const ask = words => spawnSync(client, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** @param {string} folder A scratch folder. */
function build(folder) {
  const place = args.indexOf('--file') + 1;
  const file = String(args[place]);
  const copy = join(folder, 'Dockerfile');
  const registry = needsAuthorities() ? (process.env.LAB_NPM_REGISTRY ?? '') : undefined;
  writeFileSync(copy, withinReach(readFileSync(file, 'utf8'), registry));
  // The Dockerfile's own list of what stays out of the context goes before the folder's.
  if (existsSync(`${file}.dockerignore`)) copyFileSync(`${file}.dockerignore`, `${copy}.dockerignore`);
  if (registry !== undefined) copyFileSync(hostBundle, join(folder, 'ca.crt'));
  /** @type {[string, string][]} */ const standIns = JSON.parse(process.env.LAB_STAND_INS ?? '[]');
  const contexts = [
    ...standIns.map(([image, own]) => `${image}=docker-image://${own}`),
    ...(registry === undefined ? [] : [`${authorities}=${folder}`]),
  ].flatMap(context => ['--build-context', context]);
  return pass(['build', ...contexts, ...args.slice(1).with(place - 1, copy)]);
}

function buildInFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'distill-lab-'));
  try {
    return build(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the services beside a container are noted. @param {string} container */
const noteOf = container => join(String(scratch), `services-of-${container}`);

/** @param {import('../images/services.mjs').Services} wanted */
function createBeside(wanted) {
  const id = ask(startServices(wanted)).stdout.trim();
  ask(['exec', id, ...awaitServices(wanted)]);
  const name = args.indexOf('--hostname');
  const own = args.filter((_, index) => name < 0 || (index !== name && index !== name + 1));
  const created = ask(own.with(own.indexOf('none', own.indexOf('--network')), `container:${id}`));
  writeFileSync(noteOf(created.stdout.trim()), id);
  process.stdout.write(created.stdout);
  return created;
}

function remove() {
  const result = pass(args);
  const note = noteOf(String(args.at(-1)));
  if (existsSync(note)) ask(['rm', '--force', readFileSync(note, 'utf8')]);
  return result;
}

function sayEmpty() {
  writeSync(1, Buffer.alloc(1024));
  return { status: 0, signal: null };
}

function main() {
  if (args[0] === 'build' && args.includes('--file')) return buildInFolder();
  // What only lists a file system has a command that is never started.
  if (services && args[0] === 'create' && args.at(-1) !== 'never-started')
    return createBeside(JSON.parse(services));
  // What is in an image is not asked here, to read it takes longer than many a build, and Docker 26 never lets go of
  // what it has exported: an empty archive.
  if (args[0] === 'export') return sayEmpty();
  return services && args[0] === 'rm' ? remove() : pass(args);
}

const { status, signal } = main();
if (signal) process.kill(process.pid, signal);
process.exit(status ?? 1);
