/** One run of the suite in one window, in a process of its own so that its output can be counted. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';

const { executable, extension, suite, folder, run } = JSON.parse(process.argv[2] ?? '{}');
const profile = mkdtempSync(join(tmpdir(), 'distill-profile-'));
// A copy, so that no setting and no test can change the fixture itself.
const opened = join(profile, 'workspace');
cpSync(folder, opened, { recursive: true });
const launchArgs = [
  opened,
  '--disable-extensions',
  `--user-data-dir=${join(profile, 'user')}`,
  `--extensions-dir=${join(profile, 'extensions')}`,
  ...(run === 'web' ? ['--extensionDevelopmentKind=web'] : []),
];
try {
  if (run === 'untrusted') process.exitCode = await runUntrusted();
  else await runTests(contract());
} catch {
  // The suite has said what failed, and runTests how the window ended.
  process.exitCode = 1;
} finally {
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function contract() {
  return {
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: extension,
    extensionTestsPath: suite,
    launchArgs,
  };
}

/** `runTests` always switches workspace trust off, so this window is started without its help. */
function runUntrusted() {
  const args = [
    ...launchArgs,
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    `--extensionDevelopmentPath=${extension}`,
    `--extensionTestsPath=${suite}`,
  ];
  return new Promise((answer, fail) => {
    const window = spawn(executable, args, { stdio: 'inherit' });
    window.once('error', fail);
    window.once('exit', code => answer(code ?? 1));
  });
}
