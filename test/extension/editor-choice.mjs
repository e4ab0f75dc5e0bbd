/** Which VS Code the suite runs in: the desktop's, where it can be downloaded and shown, or the served one. */
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { firstOnPath } from '../../scripts/vscode-host/system-packages.mjs';
import { versions } from '../../scripts/vscode-host/versions.mjs';

/** @returns {Promise<{ executable: string, description: string, close: () => void }>} */
export async function chosenEditor() {
  const wish = process.env.DISTILL_EDITOR;
  const desktop = wish === 'served' ? { reason: 'DISTILL_EDITOR=served' } : await desktopEditor();
  if (desktop.executable) return { ...desktop, description: `the desktop VS Code ${versions.vscode}` };
  if (wish === 'desktop') throw new Error(`The desktop VS Code cannot be used: ${desktop.reason}.`);
  return {
    executable: fileURLToPath(new URL('../../scripts/vscode-host/code.mjs', import.meta.url)),
    description: `VS Code ${versions.vscode} served to a headless Chromium (${desktop.reason})`,
    close() {},
  };
}

async function desktopEditor() {
  const display = await displayToUse();
  if (!display) return { reason: 'no display and no Xvfb for the desktop one' };
  try {
    const executable = await downloadAndUnzipVSCode({
      version: versions.vscode,
      timeout: 10_000,
      reporter: { report() {}, error() {} },
    });
    const missing = process.platform === 'linux' ? missingLibraries(executable) : [];
    if (missing.length === 0) return { executable, close: display.close };
    display.close();
    return { reason: `the desktop one lacks ${missing.join(', ')}` };
  } catch {
    display.close();
    return { reason: 'the desktop one could not be downloaded' };
  }
}

/** The person's own display, or a virtual one for as long as the suite runs. */
async function displayToUse() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return { close() {} };
  const xvfb = firstOnPath(['Xvfb']);
  if (!xvfb) return undefined;
  const server = spawn(xvfb, ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise(answer => {
    server.stdout.once('data', chunk => answer(String(chunk).trim()));
    server.once('exit', () => answer(undefined));
  });
  if (number === undefined) return undefined;
  process.env.DISPLAY = `:${number}`;
  return { close: () => server.kill() };
}

function missingLibraries(executable) {
  const listed = execFileSync('ldd', [executable], { encoding: 'utf8' });
  return [...listed.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
}
