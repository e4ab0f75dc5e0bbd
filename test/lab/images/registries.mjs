/**
 * How programs inside of a build reach the registries of npm and PyPI as this machine does: through files that the
 * package managers read, never through the environment, which a real image does not have and a conversion would show.
 */
import { existsSync, readFileSync } from 'node:fs';
import { attempt } from '../engine/process.mjs';
import { authorityFiles, hostBundle } from './debian.mjs';

/** Where an image that has no CA bundle of Debian's keeps the one that npm reads. */
export const npmBundle = '/usr/local/etc/npm-ca.crt';

/** Whether downloads are trusted only by what this machine adds to Debian's authorities. */
const ownAuthorities = () => authorityFiles().length > 0 && existsSync(hostBundle);

/**
 * The lines of a global npmrc, and the bundle that it names; both empty on a machine that needs neither.
 * @returns {Promise<{ npmrc: string, bundle: string }>}
 */
export async function npmSettings() {
  const asked = await attempt('npm', ['config', 'get', 'registry'], { timeoutMs: 30_000 });
  const registry = asked.code === 0 ? asked.stdout.trim() : '';
  const usual = /^(https:\/\/registry\.npmjs\.org\/?|undefined|)$/.test(registry);
  const lines = [
    ...(usual ? [] : [`registry=${registry}`]),
    ...(ownAuthorities() ? [`cafile=${npmBundle}`] : []),
  ];
  return {
    npmrc: lines.map(line => `${line}\n`).join(''),
    bundle: ownAuthorities() ? readFileSync(hostBundle, 'utf8') : '',
  };
}

/** The text of /etc/pip.conf; empty on a machine that needs none. */
export function pipSettings() {
  const own = existsSync('/etc/pip.conf') ? readFileSync('/etc/pip.conf', 'utf8') : '';
  const index = process.env.PIP_INDEX_URL ?? /^\s*index-url\s*=\s*(\S+)/m.exec(own)?.[1];
  const lines = [
    ...(index ? [`index-url = ${index}`] : []),
    ...(ownAuthorities() ? [`cert = ${hostBundle}`] : []),
  ];
  return lines.length > 0 ? `[global]\n${lines.join('\n')}\n` : '';
}

/** The text of /etc/uv/uv.toml; empty on a machine that needs none. The key is the one that every release of uv knows. */
export const uvSettings = () => (ownAuthorities() ? 'native-tls = true\n' : '');
