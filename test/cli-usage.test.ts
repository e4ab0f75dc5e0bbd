/** The command line's answers to mistakes: wrong words, inputs that are none, and what comes later. */
import { describe, expect, test } from 'vitest';
import { distill } from './support/cli';
import { folder, goFiles } from './support/folder';

const rule = 'toolchain-in-final-image';

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
    [['verify', '--help'], 0, '--write-bake FILE', ''],
    [['verify'], 2, '', 'verify takes at least one FILE'],
    [['verify', '-'], 2, '', 'not standard input'],
    [['verify', 'a', 'a'], 2, '', 'FILE a is there twice'],
    [['verify', 'a', '--to', 'windows'], 2, '', '--to is one of auto, distroless'],
    [['verify', 'a', '--to', 'auto', '--to', 'auto'], 2, '', '--to auto is there twice'],
    [['verify', 'a', '--builder', 'kaniko'], 2, '', 'one of docker, podman, buildah'],
    [['verify', 'a', '--builder', ''], 2, '', '--builder is empty'],
    [['verify', 'a', '--build-arg', 'VERSION'], 2, '', '--build-arg wants NAME=VALUE, not VERSION'],
    [['verify', 'a', '--build-arg', '=1'], 2, '', '--build-arg wants NAME=VALUE, not =1'],
    [['verify', 'a', '--seconds', '-1'], 2, '', '--seconds'],
    [['verify', 'a', '--seconds=0'], 2, '', 'a number of seconds above 0 and up to 3600, not 0'],
    [['verify', 'a', '--timeout', 'soon'], 2, '', 'a number of minutes above 0'],
    [['verify', 'a', '--budget', '5%'], 2, '', '--budget needs --baseline FILE'],
    [['verify', 'a', '--baseline', 'b', '--budget', 'little'], 2, '', 'a percentage such as 5%, not little'],
    [['verify', 'a', '--baseline', 'b'], 2, '', 'needs --budget PERCENT to compare'],
    [['verify', 'a', '--write-baseline'], 2, '', '--write-baseline needs --baseline FILE'],
    [['verify', 'a', '--baseline', 'b', '--budget', '1', '--write-baseline'], 2, '', 'contradict each other'],
    [['verify', 'a', '--scan', 'snyk'], 2, '', 'one of auto, trivy, grype, scout, never'],
    [['verify', 'a', '--format', 'xml'], 2, '', 'one of text, json, markdown'],
    [['verify', 'a', '--progress', 'tty'], 2, '', 'one of auto, plain, json, none'],
    [['verify', 'a', '--quiet', '--progress', 'json'], 2, '', 'contradict each other'],
    [['verify', 'a', '--write-bake', 'b', '--keep'], 2, '', '--keep and --write-bake, which builds'],
    [['verify', 'a', '--bake-metadata', 'b', '--pull'], 2, '', '--pull and --bake-metadata, whose images'],
    [['verify', 'a', '--allow', 'everything'], 2, '', '--allow is one of host-network, not everything'],
    [['verify', 'a', '--allow', 'host-network'], 2, '', '--allow needs --expect FILE'],
    [['verify', 'a', '--write'], 2, '', "Unknown option '--write'"],
    [['verify', 'a'], 2, '', 'a cannot be read: there is no such file'],
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
    [['convert', 'a', '--build-context', 'a=b']],
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

describe('--config', () => {
  const from = 'registry.example.com/hub/library/golang:1.26';
  const files = { ...goFiles, Dockerfile: goFiles.Dockerfile.replace('golang:1.26', from) };
  const mirrors = { 'registry.example.com/hub/': 'docker.io/', 'registry.example.com/gcr': 'gcr.io' };

  test('is read as JSON, for all that is written', async () => {
    const configuration = JSON.stringify({ imageMirrors: mirrors, rules: { [rule]: 'error' } });
    const root = folder({ ...files, 'distill.config.json': configuration });
    const checked = await distill(root, ['check', '--config', 'distill.config.json', '--format', 'json']);
    expect(checked.code).toBe(1);
    expect(checked.stdout).toContain(`"rule": "${rule}"`);
    const converted = await distill(root, ['convert', 'Dockerfile', '--config', 'distill.config.json']);
    expect(converted.stdout).toContain('FROM registry.example.com/gcr/distroless/static-debian13:nonroot');
  });

  test('is read as YAML, and the command line wins', async () => {
    const text = `# ours\nconvertTo: distroless\nimageMirrors:\n  registry.example.com/hub: docker.io\n`;
    const root = folder({ ...files, '.distill.yaml': text });
    const options = ['convert', 'Dockerfile', '--config', '.distill.yaml', '--to', 'scratch'];
    expect((await distill(root, options)).stdout).toContain('FROM scratch');
  });

  test('that is empty sets nothing', async () => {
    const root = folder({ ...goFiles, empty: '' });
    const plain = await distill(root, ['check']);
    expect(await distill(root, ['check', '--config', 'empty'])).toEqual(plain);
  });

  test.each([
    ['- a', 'not a list of settings'],
    ['rules: [', 'is not valid'],
    ['rules: {nothing-like-it: off}', 'there is no rule nothing-like-it'],
    [`rules: {${rule}: loud}`, 'must be one of error, warning'],
    ['rules: strict', 'rules must name'],
    ['convertTo: windows', 'convertTo must be one of'],
    ['buildTargets: app', 'buildTargets must be a list'],
    ['allowedRegistries: [1]', 'allowedRegistries must be a list'],
    ['imageMirrors: {a: 1}', 'imageMirrors must name'],
    ['rule: {}', 'there is no setting rule'],
  ])('%s is a mistake', async (text, message) => {
    const outcome = await distill(folder({ ...goFiles, c: text }), ['check', '--config', 'c']);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });

  test('that is missing is a mistake', async () => {
    const outcome = await distill(folder(goFiles), ['check', '--config', 'missing.json']);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('The configuration missing.json cannot be read');
  });
});
