/** The command line: arguments and standard input to standard output, standard error and exit code. */
import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { distill } from './support/cli';
import { folder, goFiles } from './support/folder';

const image = 'gcr.io/distroless/static-debian13:nonroot';
const rule = 'toolchain-in-final-image';
const broken = 'FROM golang:1.26\nFETCH it\n';

describe('usage', () => {
  test.each([
    [[], 2, 'distill check', ''],
    [['--help'], 0, 'distill check', ''],
    [['-h'], 0, 'distill check', ''],
    [['help', 'convert'], 0, '--to TARGET', ''],
    [['convert', '--help'], 0, '--to TARGET', ''],
    [['fix', '-h'], 0, '--unsafe', ''],
    [['lsp', '--help'], 0, '--stdio', ''],
    [['--version'], 0, 'distill ', ''],
    [['check', '--version'], 0, 'distill ', ''],
    [['frobnicate'], 2, '', 'There is no command frobnicate'],
    [['--quiet'], 2, '', 'must be a command'],
    [['check', '--nope'], 2, '', "Unknown option '--nope'"],
    [['check', '--format'], 2, '', '--format'],
    [['check', '--format', 'xml'], 2, '', 'one of text, json'],
    [['check', '--fail-on', 'hint'], 2, '', 'one of error, warning, info, never'],
    [['check', '--write'], 2, '', "Unknown option '--write'"],
    [['check', '-', 'Dockerfile'], 2, '', 'cannot be combined'],
    [['convert'], 2, '', 'exactly one FILE'],
    [['convert', 'a', 'b'], 2, '', 'exactly one FILE'],
    [['convert', 'a', '--to', 'windows'], 2, '', 'one of auto, distroless'],
    [['convert', 'a', '--write', '--diff'], 2, '', '--write and --diff contradict'],
    [['convert', 'a', '--diff', '--format', 'json'], 2, '', 'contradict'],
    [['convert', '-', '--write'], 2, '', 'needs a file'],
    [['explain', 'a', 'b'], 2, '', 'one RULE or IMAGE'],
    [['lsp'], 2, '', '--stdio only'],
  ])('%j', async (argv, code, stdout, stderr) => {
    const outcome = await distill(folder({}), argv as string[]);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toContain(stdout);
    expect(outcome.stderr).toContain(stderr);
    expect(outcome[code === 0 || argv.length === 0 ? 'stderr' : 'stdout']).toBe('');
  });

  test.each([
    [['check', '--format', 'sarif']],
    [['check', '--format', 'github']],
    [['check', '--config', 'x']],
    [['convert', 'a', '--build-context', 'a=b']],
    [['convert', 'a', '--runtime-version', '22']],
    [['verify', 'a']],
  ])('%j is not there yet, and says so', async argv => {
    const outcome = await distill(folder({}), argv);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^distill: .* is not available in this version\.\n$/);
  });
});

describe('inputs that are none', () => {
  const files = {
    'binary/Dockerfile': Buffer.from([70, 0, 1]),
    'latin1/Dockerfile': Buffer.from([...Buffer.from('FROM scratch\n# caf'), 0xe9, 10]),
    'large/Dockerfile': 'x'.repeat(5 << 20),
    'none/README.md': '',
  };
  test.each([
    ['check', 'missing', 'there is no such file'],
    ['check', 'binary/Dockerfile', 'is a binary file'],
    ['check', 'latin1/Dockerfile', 'is not valid UTF-8 (line 2)'],
    ['check', 'large/Dockerfile', 'is larger than 4 MB'],
    ['convert', 'missing', 'there is no such file'],
    ['convert', 'binary', 'is a folder'],
    ['convert', 'latin1/Dockerfile', 'is not valid UTF-8'],
    ['fix', 'latin1/Dockerfile', 'is not valid UTF-8'],
  ])('%s %s: %s', async (command, path, message) => {
    const outcome = await distill(folder(files), [command, path]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toContain(path);
  });

  test('a context that is none', async () => {
    const path = folder(goFiles);
    const missing = await distill(path, ['check', 'Dockerfile', '--context', 'nowhere']);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('The context nowhere cannot be read');
    const file = await distill(path, ['convert', 'Dockerfile', '--context', 'go.mod']);
    expect(file.stderr).toContain('is not a folder');
  });

  test('a folder without a Dockerfile is mentioned and no failure', async () => {
    expect(await distill(folder(files), ['check', 'none'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('No Dockerfile was found in none'),
    });
  });

  test('one bad file does not hide the findings of the others', async () => {
    const outcome = await distill(folder({ ...files, ...goFiles }), ['check', 'missing', 'Dockerfile']);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toContain(rule);
  });
});

describe('check', () => {
  test('prints place, severity, message, rule and frame', async () => {
    const { code, stdout, stderr } = await distill(folder(goFiles), ['check', 'Dockerfile']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Dockerfile:1:6: warning: .+ \[toolchain-in-final-image\]$/m);
    expect(stdout).toContain('  1 | FROM golang:1.26\n    |      ^^^^^^^^^^^\n');
    expect(stderr).toMatch(/\d warnings? in 1 file\n$/);
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
    expect(stdout).toContain('-:1:6: warning');
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
    expect(Object.keys(converted)).toEqual(['version', 'outcome', 'target', 'dockerfile', 'notes']);
    expect(converted).toMatchObject({ version: 1, outcome: 'converted', target: image });
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
