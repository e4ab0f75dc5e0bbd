/** `distill convert`, `fix` and `explain`: what they print, what they write, and with which exit code. */
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { distill } from './support/cli';
import { floating, folder, goFiles } from './support/folder';

const image = 'gcr.io/distroless/static-debian13:nonroot';
const rule = 'toolchain-in-final-image';

describe('convert', () => {
  test('prints the Dockerfile, and the notes beside it', async () => {
    const { code, stdout, stderr } = await distill(folder(goFiles), ['convert', 'Dockerfile']);
    expect(code).toBe(0);
    expect(stdout).toContain(image);
    expect(stderr).toContain(`Dockerfile: converted to ${image}`);
    expect(stderr).toContain('note: ');
  });

  test('--quiet leaves the Dockerfile only', async () => {
    expect((await distill(folder(goFiles), ['convert', '--quiet', 'Dockerfile'])).stderr).toBe('');
  });

  test('declines with reasons, exit code 1 and nothing on standard output', async () => {
    const path = folder({ Dockerfile: 'RUN echo no image\n' });
    const outcome = await distill(path, ['convert', 'Dockerfile']);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toContain('Dockerfile was not converted.');
    expect(outcome.stderr).toMatch(/reason: \S/);
  });

  test('leaves what is small already as it is', async () => {
    const converted = await distill(folder(goFiles), ['convert', 'Dockerfile']);
    const path = folder({ ...goFiles, Dockerfile: converted.stdout });
    const again = await distill(path, ['convert', 'Dockerfile']);
    expect(again).toMatchObject({ code: 0, stdout: converted.stdout });
    expect(again.stderr).toContain('Dockerfile: unchanged');
  });

  test('keeps the byte order mark and the line endings', async () => {
    const source = `\ufeff${goFiles.Dockerfile.replaceAll('\n', '\r\n')}`;
    const { stdout } = await distill(folder({ ...goFiles, Dockerfile: source }), ['convert', 'Dockerfile']);
    expect(stdout.startsWith('\ufeffFROM ')).toBe(true);
    expect(stdout.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('--write replaces the file and keeps its mode', async () => {
    const path = folder(goFiles);
    const file = join(path, 'Dockerfile');
    chmodSync(file, 0o640);
    const printed = await distill(path, ['convert', 'Dockerfile']);
    const outcome = await distill(path, ['convert', 'Dockerfile', '--write']);
    expect(outcome).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toBe(printed.stdout);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test('--output writes another file, and says when it cannot', async () => {
    const path = folder({ ...goFiles, 'taken/': '' });
    const outcome = await distill(path, ['convert', 'Dockerfile', '-o', 'Dockerfile.distroless']);
    expect(outcome).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(path, 'Dockerfile.distroless'), 'utf8')).toContain(image);
    expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).toBe(goFiles.Dockerfile);
    for (const target of ['taken', 'no/such/folder']) {
      const refused = await distill(path, ['convert', 'Dockerfile', '--output', target]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(`${target} cannot be written`);
    }
  });

  test('--diff prints a patch that git takes, and writes nothing', async () => {
    const path = folder(goFiles);
    const { stdout } = await distill(path, ['convert', 'Dockerfile', '--diff']);
    expect(stdout).toMatch(/^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ /);
    expect(stdout).toContain(`+FROM ${image}`);
    expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).toBe(goFiles.Dockerfile);
  });

  test('--format json has the shape of the contract', async () => {
    const path = folder({ ...goFiles, 'Dockerfile.bad': 'RUN echo no image\n' });
    const converted = JSON.parse((await distill(path, ['convert', 'Dockerfile', '--format', 'json'])).stdout);
    expect(Object.keys(converted)).toEqual([
      ...['version', 'outcome', 'target', 'hasShell', 'dockerfile', 'notes', 'operations'],
    ]);
    expect(converted).toMatchObject({ version: 1, outcome: 'converted', target: image, hasShell: false });
    for (const note of converted.notes) expect(Object.keys(note)).not.toContain('span');
    const declined = await distill(path, ['convert', 'Dockerfile.bad', '--format', 'json']);
    expect(declined).toMatchObject({ code: 1, stderr: '' });
    const { reasons, ...rest } = JSON.parse(declined.stdout);
    expect(rest).toEqual({ version: 1, outcome: 'declined' });
    expect(reasons[0]).toMatchObject({ message: expect.any(String) });
  });

  test('standard input gets the context that is named', async () => {
    const path = folder(goFiles);
    const outcome = await distill(path, ['convert', '-', '--context', '.'], goFiles.Dockerfile);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain(image);
  });
});

describe('fix', () => {
  const source = 'from golang:1.26\nFETCH it\n';

  test('applies what is safe and says what', async () => {
    const path = folder({ Dockerfile: floating });
    const { code, stdout, stderr } = await distill(path, ['fix']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^Dockerfile: Use golang:1\.26-\w+\n1 fix applied\. Left: /);
    expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).toMatch(/^FROM golang:1\.26-\w+\nRUN apt/);
  });

  test('keeps the byte order mark and the line endings', async () => {
    const path = folder({ Dockerfile: `\ufeff${floating.replaceAll('\n', '\r\n')}` });
    await distill(path, ['fix']);
    const fixed = readFileSync(join(path, 'Dockerfile'), 'utf8');
    expect(fixed).toMatch(/^\ufeffFROM golang:1\.26-\w+\r\nRUN .*\r\n$/);
  });

  test('--diff writes nothing', async () => {
    const path = folder({ Dockerfile: source });
    await distill(path, ['fix', '--diff', '--unsafe']);
    expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).toBe(source);
  });

  test('leaves what nothing safe can be done about, and fails for it', async () => {
    const path = folder({ Dockerfile: source });
    const { code, stderr } = await distill(path, ['fix']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Left: \d+ errors?/);
  });

  test('prints standard input fixed', async () => {
    const outcome = await distill(folder({}), ['fix', '-'], goFiles.Dockerfile);
    expect(outcome.stdout).toMatch(/^FROM /);
  });

  test('never converts, not even with --unsafe', async () => {
    const path = folder(goFiles);
    await distill(path, ['fix', '--unsafe']);
    expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).not.toContain('distroless');
  });

  test('a second run changes nothing', async () => {
    const path = folder(goFiles);
    await distill(path, ['fix', '--unsafe']);
    const once = readFileSync(join(path, 'Dockerfile'), 'utf8');
    await distill(path, ['fix', '--unsafe']);
    expect(readFileSync(join(path, 'Dockerfile'), 'utf8')).toBe(once);
  });

  test('--format json adds what was fixed to the shape of check', async () => {
    const { stdout } = await distill(folder(goFiles), ['fix', '--format', 'json']);
    const [file] = JSON.parse(stdout).files;
    expect(Object.keys(file)).toEqual(['path', 'fixed', 'findings']);
  });
});

describe('explain', () => {
  test('prints the page of a rule', async () => {
    const { code, stdout } = await distill(folder({}), ['explain', rule]);
    expect(code).toBe(0);
    expect(stdout).toContain('## Why');
  });

  test('prints the trade-offs of an image', async () => {
    expect((await distill(folder({}), ['explain', 'golang:1.26'])).stdout).toContain('golang');
  });

  test('lists the rules', async () => {
    expect((await distill(folder({}), ['explain'])).stdout).toMatch(/^toolchain-in-final-image +\S/m);
  });

  test('knows what it does not know', async () => {
    const outcome = await distill(folder({}), ['explain', 'no such thing']);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('neither a rule nor an image');
  });
});
