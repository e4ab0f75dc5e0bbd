/** What all recordings of Podman have in common. */
import { mkdirSync, rmSync } from 'node:fs';
import { expect } from 'vitest';
import type { Engine } from '../../cli/src/verify/engines/engine';
import { findEngine } from '../../cli/src/verify/engines/find';
import { type Call, fakeClients } from './fake-client';

export const id = 'e585eddfe14753d20e65209da2801122cc62bf4ebe88a77ccb905d7dfd6e62e4';
export const other = '730453b19fe2cc9cfd9c7b58c087d6bee9e98b309d7cdd6a7d7af555a85f386b';
export const folder = '/var/tmp/distill-verify-0123456789abcdef';
export const label = 'distill.verify.run=0123456789abcdef';
export const image = 'distill-verify:0123456789abcdef-original';
export const storage = [
  ...['podman', '--root', `${folder}/storage`, '--runroot', `${folder}/run`, '--storage-driver', 'overlay'],
  ...['--storage-opt', 'overlay.mount_program=/usr/bin/fuse-overlayfs'],
  ...['--storage-opt', 'overlay.imagestore=/home/me/.local/share/containers/storage'],
];

const info: Call = {
  argv: ['podman', 'info', '--format', 'json'],
  stdout: JSON.stringify({
    host: { arch: 'amd64', serviceIsRemote: false, security: { rootless: true } },
    store: {
      graphDriverName: 'overlay',
      graphOptions: { 'overlay.mount_program': { Executable: '/usr/bin/fuse-overlayfs', Version: '1.13' } },
      graphRoot: '/home/me/.local/share/containers/storage',
      runRoot: '/run/user/1000/containers',
    },
    version: { APIVersion: '5.4.0', Version: '5.4.0', Built: 1739232000 },
  }),
};

/** Finds Podman 5 without root and does something with it, which must make just these calls. */
export async function podman(
  calls: readonly Call[],
  action: (engine: Engine) => Promise<void>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { session, left } = fakeClients(['podman'], () => [info, ...calls]);
  try {
    await action(await findEngine(session, undefined));
    expect(left()).toEqual({ expected: [], unexpected: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
