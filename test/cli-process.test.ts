/** What only a process can show: the shipped file, pipes that close, colours, and a patch that git takes. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, goFiles } from './support/folder';

const cli = resolve('dist/cli.js');

function distill(cwd: string, argv: readonly string[], env: Record<string, string> = {}, input = '') {
  const options = { cwd, input, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', ...env } } as const;
  return spawnSync(process.execPath, [cli, ...argv], options);
}

beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
});

describe('dist/cli.js', () => {
  test('is one file with a shebang and the version of the package', () => {
    expect(readFileSync(cli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(distill('.', ['--version']).stdout).toBe(`distill ${version}\n`);
  });

  test('converts what a pipe brings', () => {
    const { status, stdout } = distill(
      folder(goFiles),
      ['convert', '-', '--context', '.'],
      {},
      goFiles.Dockerfile,
    );
    expect(status).toBe(0);
    expect(stdout).toContain('gcr.io/distroless/static-debian13:nonroot');
  });

  test('answers the same on any day that SOURCE_DATE_EPOCH names', () => {
    const path = folder({ Dockerfile: 'FROM golang:1.24-bookworm\n' });
    const on = (date: string) =>
      distill(path, ['check'], { SOURCE_DATE_EPOCH: String(Date.parse(date) / 1000) }).stdout;
    expect(on('2026-11-20')).toBe(on('2026-11-20'));
    expect(on('2020-01-01')).not.toContain('end-of-life');
  });

  test('colours nothing that goes to a pipe', () => {
    expect(distill(folder(goFiles), ['check']).stdout).not.toContain('\u001b');
    expect(distill(folder(goFiles), ['check'], { NO_COLOR: '1' }).stdout).not.toContain('\u001b');
  });

  test('does not mind a reader that stops reading', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `FETCH ${index}`).join('\n');
    const path = folder({ Dockerfile: `FROM golang:1.26\n${lines}\n` });
    const child = spawn(process.execPath, [cli, 'check', 'Dockerfile'], { cwd: path });
    let complaint = '';
    child.stderr.on('data', chunk => {
      complaint += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise(done => child.on('close', done));
    expect(complaint).not.toMatch(/EPIPE|Error|at /);
    expect([0, 1]).toContain(code);
  });

  test('writes patches that git applies, with line endings of either kind', () => {
    for (const ending of ['\n', '\r\n']) {
      const path = folder({ ...goFiles, Dockerfile: goFiles.Dockerfile.replaceAll('\n', ending) });
      const patch = distill(path, ['convert', 'Dockerfile', '--diff']).stdout;
      const applied = spawnSync('git', ['apply', '-'], { cwd: path, input: patch, encoding: 'utf8' });
      expect(applied.stderr).toBe('');
      const whole = distill(folder({ ...goFiles, Dockerfile: goFiles.Dockerfile.replaceAll('\n', ending) }), [
        'convert',
        'Dockerfile',
      ]).stdout;
      expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).toBe(whole);
    }
  });
});
