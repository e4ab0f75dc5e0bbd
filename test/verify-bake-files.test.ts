/** `--write-bake` and `--bake-metadata` where there is little or nothing to build. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeEngine } from './support/fake-engine';
import { folder, goFiles } from './support/folder';
import { distillVerify } from './support/verify';

const declinedFile = { Dockerfile: 'FROM golang:1.26\nCMD ["sh", "-c", "$X"]\n' };
const unchangedFile = {
  Dockerfile: 'FROM gcr.io/distroless/static-debian13:nonroot\nCOPY web /web\nCMD ["/web"]\n',
  web: '',
};
const engine = () =>
  fakeEngine(() => {
    throw new Error('Nothing is to be built here.');
  });

describe('a bake file', () => {
  test('is written, and written anew', async () => {
    const root = folder(goFiles);
    for (const _ of [1, 2]) {
      const { code, stderr } = await distillVerify(root, ['Dockerfile', '--write-bake', 'a.hcl'], engine());
      expect([code, stderr]).toEqual([0, 'a.hcl was written.\n']);
    }
    expect(readFileSync(join(root, 'a.hcl'), 'utf8')).toContain('target "root-auto"');
  });

  test('takes build arguments from the expectation', async () => {
    const expectation = { 'e.json': '{"runs":[{"exit":0}],"buildArgs":{"VERSION":"7"}}' };
    const root = folder({ ...goFiles, ...expectation });
    await distillVerify(root, ['Dockerfile', '--write-bake', 'a.hcl', '--expect', 'e.json'], engine());
    expect(readFileSync(join(root, 'a.hcl'), 'utf8')).toMatch(/VERSION.*"7"/);
  });

  test('of somebody else is left alone', async () => {
    const own = 'target "default" {}\n';
    const root = folder({ ...goFiles, 'docker-bake.hcl': own });
    const argv = ['Dockerfile', '--write-bake', 'docker-bake.hcl'];
    const { code, stderr } = await distillVerify(root, argv, engine());
    expect([code, stderr]).toEqual([2, expect.stringContaining('was not written by verify')]);
    expect(readFileSync(join(root, 'docker-bake.hcl'), 'utf8')).toBe(own);
  });
});

describe('metadata of bake', () => {
  test.each([
    ['declined', declinedFile, 1],
    ['unchanged', unchangedFile, 0],
  ] as const)('does not have to name a file that is %s', async (verdict, files, code) => {
    const root = folder({ ...files, 'm.json': '{}' });
    const argv = ['Dockerfile', '--bake-metadata', 'm.json', '--format', 'json'];
    const outcome = await distillVerify(root, argv, engine());
    expect(JSON.parse(outcome.stdout)).toMatchObject({ verdict, variants: [{}, { verdict }] });
    expect(outcome.code).toBe(code);
  });
});
