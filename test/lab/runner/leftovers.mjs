/** What a run must not leave behind, and what an earlier one that was killed has left. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, isAlive } from '../engine/cache.mjs';
import { tryDocker } from '../engine/daemon.mjs';

/** @param {string} runId */
export async function endContainers(runId) {
  const { stdout } = await tryDocker([
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `label=distill.lab.run=${runId}`,
  ]);
  const containers = stdout.split('\n').filter(Boolean);
  if (containers.length > 0) await tryDocker(['rm', '--force', '--volumes', ...containers]);
}

/** @param {string} runId */
const isRunAlive = runId => isAlive(runId.split('-')[0]?.replace('.', '@') ?? '');

/** Removes containers, images and folders of runs whose process is gone. @param {(line: string) => void} say */
export async function removeLeftovers(say) {
  const { stdout } = await tryDocker([
    'ps',
    '--all',
    '--format',
    '{{.ID}} {{.Label "distill.lab.run"}}',
    '--filter',
    'label=distill.lab.run',
  ]);
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [id = '', runId = ''] = line.split(' ');
    if (isRunAlive(runId)) continue;
    say(`removing container ${id} of an earlier run`);
    await tryDocker(['rm', '--force', '--volumes', id]);
  }
  const images = await tryDocker([
    'image',
    'ls',
    '--format',
    '{{.Repository}}:{{.Tag}}',
    '--filter',
    'reference=distill-lab/*',
  ]);
  for (const name of images.stdout.split('\n')) {
    const runId = /:(\d+\.\d+-[0-9a-f]+)-(original|conversion)$/.exec(name)?.[1];
    if (runId && !isRunAlive(runId)) await tryDocker(['image', 'rm', '--force', name]);
  }
  const folders = join(cacheDirectory, 'tmp');
  for (const entry of existsSync(folders) ? readdirSync(folders) : []) {
    const path = join(folders, entry);
    if (Date.now() - statSync(path).mtimeMs > 6 * 3_600_000) rmSync(path, { recursive: true, force: true });
  }
}
