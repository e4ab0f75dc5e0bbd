/** Starts VS Code's own server with settings that keep the window quiet, and stops it again. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparedHost } from './cache.mjs';

const quiet = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  // In a browser the default is to save after a second; nothing here is ever saved.
  'files.autoSave': 'off',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * @param {{ trustEverything: boolean, testRun?: boolean, settings?: Record<string, unknown> }} options
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
export async function startServer({ trustEverything, testRun = true, settings = {} }) {
  const { node, serverMain } = preparedHost();
  const data = mkdtempSync(join(tmpdir(), 'distill-vscode-'));
  mkdirSync(join(data, 'data/User'), { recursive: true });
  writeFileSync(join(data, 'data/User/settings.json'), JSON.stringify({ ...quiet, ...settings }));
  const args = [
    serverMain,
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    '--accept-server-license-terms',
    // This is what lets a built VS Code honour the arguments of a test run; it also hides notifications.
    ...(testRun ? ['--enable-smoke-test-driver'] : []),
    '--disable-telemetry',
    `--server-data-dir=${data}`,
    ...(trustEverything ? ['--disable-workspace-trust'] : []),
  ];
  const server = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'], env: withoutEditorVariables() });
  const logFile = join(data, 'server.log');
  const log = createWriteStream(logFile);
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  const ended = new Promise(resolve => server.once('exit', resolve));
  const stop = async () => {
    server.kill('SIGTERM');
    const killer = setTimeout(() => server.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(killer);
    log.end();
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const port = await listeningPort(server, ended, logFile);
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A suite started from VS Code's own terminal would otherwise talk to that window. */
function withoutEditorVariables() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('VSCODE_') && !name.startsWith('ELECTRON_'),
    ),
  );
}

function listeningPort(server, ended, logFile) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(
      () => reject(new Error(`VS Code's server did not start in 60 s:\n${text}`)),
      60_000,
    );
    server.stdout.on('data', chunk => {
      text += chunk;
      const port = /listening on (\d+)/.exec(text)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    ended.then(code => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended with ${code}:\n${readFileSync(logFile, 'utf8')}`));
    });
  });
}
