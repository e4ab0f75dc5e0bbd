/** `distill check`: arguments and standard input to standard output, standard error and exit code. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { distill } from './support/cli';
import { folder, goFiles } from './support/folder';

const rule = 'toolchain-in-final-image';
const broken = 'FROM golang:1.26\nFETCH it\n';

describe('check', () => {
  test('prints place, severity, message, rule and frame', async () => {
    const { code, stdout, stderr } = await distill(folder(goFiles), ['check', 'Dockerfile']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Dockerfile:1:6: warning: .+ \[toolchain-in-final-image\]$/m);
    expect(stdout).toContain('  1 | FROM golang:1.26\n    |      ^^^^^^^^^^^\n');
    expect(stderr).toMatch(/\d warnings?.* in 1 file\n$/);
  });

  test.each([
    ['error', goFiles.Dockerfile, 0],
    ['warning', goFiles.Dockerfile, 1],
    ['info', goFiles.Dockerfile, 1],
    ['never', broken, 0],
    ['error', broken, 1],
  ])('--fail-on %s', async (level, source, code) => {
    const path = folder({ ...goFiles, Dockerfile: source });
    expect((await distill(path, ['check', 'Dockerfile', '--fail-on', level])).code).toBe(code);
  });

  test('answers a file that does not parse with findings, not with exit code 2', async () => {
    const { code, stdout } = await distill(folder({ Dockerfile: broken }), ['check']);
    expect(code).toBe(1);
    expect(stdout).toContain('[syntax-error]');
  });

  test('reads standard input without a context', async () => {
    const { code, stdout } = await distill(folder({}), ['check', '-'], goFiles.Dockerfile);
    expect(code).toBe(0);
    expect(stdout).toContain('<stdin>:1:6: warning');
  });

  test('--quiet leaves the findings only', async () => {
    const { stdout, stderr } = await distill(folder(goFiles), ['check', '--quiet']);
    expect(stdout).toContain(rule);
    expect(stderr).toBe('');
  });

  test('--format json has the shape of the contract', async () => {
    const { stdout } = await distill(folder(goFiles), ['check', 'Dockerfile', '--format', 'json']);
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['version', 'files', 'summary']);
    expect(report.version).toBe(1);
    expect(Object.keys(report.summary)).toEqual(['errors', 'warnings', 'infos', 'hints']);
    const [{ path, findings }] = report.files;
    expect(path).toBe('Dockerfile');
    const finding = findings.find((one: { rule: string }) => one.rule === rule);
    expect(finding).toMatchObject({
      severity: 'warning',
      message: expect.any(String),
      range: { start: { line: 0, character: 5 }, end: { line: 0, character: 16 } },
      equivalents: expect.any(Array),
      fixes: expect.any(Array),
    });
    for (const fix of finding.fixes) expect(Object.keys(fix)).toEqual(['title', 'applicability']);
    expect(report.summary.warnings).toBeGreaterThan(0);
  });

  test('control characters never reach the terminal', async () => {
    const path = folder({ Dockerfile: 'FROM golang:1.26\nFETCH \u001b[2Jit\n' });
    expect((await distill(path, ['check'])).stdout).not.toContain('\u001b');
  });

  test('a byte order mark does not move the places', async () => {
    const path = folder({ ...goFiles, Dockerfile: `\ufeff${goFiles.Dockerfile}` });
    expect((await distill(path, ['check'])).stdout).toContain('Dockerfile:1:6: warning');
  });
});

describe('folders', () => {
  const checked = async (path: string, ...argv: string[]): Promise<string[]> => {
    const { stdout } = await distill(path, ['check', '--format', 'json', ...argv]);
    return JSON.parse(stdout).files.map((file: { path: string }) => file.path);
  };

  test('are walked for the names that Dockerfiles have', async () => {
    const names = [
      'Dockerfile',
      'dockerfile',
      'Dockerfile.dev',
      'web.dockerfile',
      'a/Containerfile',
      'b/X.Dockerfile',
    ];
    const others = [
      'Dockerfile.dockerignore',
      'Dockerfile.j2',
      'Dockerfile.md',
      'notes.txt',
      'MyDockerfiles/x',
    ];
    const files = Object.fromEntries([...names, ...others].map(name => [name, 'FROM scratch\n']));
    const path = folder(files);
    expect((await checked(path)).sort()).toEqual([...names].sort());
    expect(await checked(path, 'a', 'b')).toEqual(['a/Containerfile', 'b/X.Dockerfile']);
  });

  test('are walked as git sees them', async () => {
    const source = 'FROM scratch\n';
    const path = folder({
      '.git/info/exclude': 'excluded\n',
      '.git/Dockerfile': source,
      '.gitignore': 'out/\n*.dockerfile\n!keep.dockerfile\n',
      Dockerfile: source,
      'a.dockerfile': source,
      'keep.dockerfile': source,
      'out/Dockerfile': source,
      'excluded/Dockerfile': source,
      'node_modules/x/Dockerfile': source,
      'sub/.gitignore': '!a.dockerfile\n/Dockerfile\n',
      'sub/a.dockerfile': source,
      'sub/Dockerfile': source,
      'sub/deep/Dockerfile': source,
      'sub/deep/b.dockerfile': source,
    });
    const expected = ['Dockerfile', 'keep.dockerfile', 'sub/a.dockerfile', 'sub/deep/Dockerfile'];
    expect(await checked(path)).toEqual(expected);
    expect(await checked(join(path, 'sub', 'deep')), 'from inside').toEqual(['Dockerfile']);
  });

  test('an ignored file is checked when it is named', async () => {
    const path = folder({ '.git/': '', '.gitignore': 'Dockerfile\n', Dockerfile: 'FROM scratch\n' });
    expect(await checked(path)).toEqual([]);
    expect(await checked(path, 'Dockerfile')).toEqual(['Dockerfile']);
  });

  test('links: a file is checked, a folder is not entered, a broken one is passed over', async () => {
    const path = folder({ 'real/Dockerfile': 'FROM scratch\n' });
    symlinkSync('real/Dockerfile', join(path, 'Dockerfile'));
    symlinkSync('.', join(path, 'loop'));
    symlinkSync('nowhere', join(path, 'Dockerfile.broken'));
    expect(await checked(path)).toEqual(['Dockerfile', 'real/Dockerfile']);
  });
});
