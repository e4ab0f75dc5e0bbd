/**
 * Whether the lab's buildx reads `test/bake/docker-bake.hcl` as `printed.json` says: node test/lab/bake.mjs [--write] (then `npm run format`).
 * The unit tests compare that file with what `verify` writes, and `printed.json` with what it means.
 */
import { deepEqual } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './engine/cache.mjs';
import { docker, releaseEngine, startEngine } from './engine/daemon.mjs';

const folder = join(repositoryRoot, 'test', 'bake');
const project = mkdtempSync(join(tmpdir(), 'distill-bake-'));
try {
  // The secret that the file names must be there, even to be printed.
  mkdirSync(join(project, 'keys'));
  writeFileSync(join(project, 'keys', 'npm'), '');
  await startEngine(line => console.log(`# ${line}`));
  const args = ['buildx', 'bake', '--print', '--file', join(folder, 'docker-bake.hcl')];
  const { stdout } = await docker(args, { cwd: project });
  const printed = join(folder, 'printed.json');
  if (process.argv.includes('--write')) writeFileSync(printed, stdout.replace(/\n*$/, '\n'));
  deepEqual(JSON.parse(stdout), JSON.parse(readFileSync(printed, 'utf8')));
  console.log('buildx reads the bake file as recorded');
} finally {
  rmSync(project, { recursive: true });
  await releaseEngine();
}
