/**
 * Finds the programs that npm cannot bring, and installs them where that is ours to do: as root on Debian
 * or Ubuntu (a container, a virtual machine, CI). Elsewhere it stops and names the command to run.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const browsers = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];

/** The path of a Chromium; `DISTILL_CHROMIUM` decides where it is set. */
export function chromium() {
  const chosen = process.env.DISTILL_CHROMIUM;
  if (chosen) return chosen;
  return firstOnPath(browsers) ?? installed('chromium', browsers);
}

export function firstOnPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of names) {
    const found = folders.map(folder => join(folder, name)).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed(systemPackage, names) {
  const missing = `The editor suite needs a ${systemPackage}`;
  const byHand = `install it with: sudo apt-get install ${systemPackage} (or set DISTILL_CHROMIUM to the path of one)`;
  if (process.env.DISTILL_INSTALL === '0')
    throw new Error(`${missing}, and DISTILL_INSTALL=0 forbids to install it; ${byHand}`);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(`${missing}; ${byHand}`);
  console.log(`${missing}: installing it with apt-get …`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', systemPackage, 'fonts-dejavu-core'],
    options,
  );
  const found = firstOnPath(names);
  if (!found) throw new Error(`${missing}, and apt-get installed none that works; ${byHand}`);
  return found;
}
