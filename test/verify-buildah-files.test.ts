/** Files of a container of Buildah, which lie on this machine and must not lead out of their root. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildahFiles, makeInside } from '../cli/src/verify/engines/buildah-files';
import { clientOf } from '../cli/src/verify/engines/client';
import { fakeClients } from './support/fake-client';

test('makes and reads nothing of this machine for Buildah', async () => {
  const root = mkdtempSync(join(tmpdir(), 'distill-root-'));
  const outside = mkdtempSync(join(tmpdir(), 'distill-outside-'));
  symlinkSync(outside, join(root, 'away'));
  symlinkSync('/real', join(root, 'link'));
  mkdirSync(join(root, 'real'));
  expect(() => makeInside(root, '/away/data')).toThrow('/away is a link to nothing in the image');
  makeInside(root, '/link/deep/data');
  makeInside(root, '/new/data');
  expect(readdirSync(outside)).toEqual([]);
  expect(readdirSync(join(root, 'real', 'deep'))).toEqual(['data']);
  const { session } = fakeClients([], () => []);
  const files = buildahFiles(clientOf(session, 'buildah'), { name: 'x', root, volumes: [] });
  writeFileSync(join(root, 'real', 'text'), 'said\n');
  expect(await files.read('/link/text')).toBe('said\n');
  expect(await files.read('/away')).toBeUndefined();
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(root, 'pipe')]);
  expect(await files.read('/pipe')).toBeUndefined();
});
