/** Programs that the lab takes from npm, as the registry has them: fetched by the machine's own npm, which verifies them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, ensureDirectory } from '../engine/cache.mjs';
import { run } from '../engine/process.mjs';
import { withFolder } from './recipe.mjs';

/**
 * Unpacks a package of npm, without what it depends on.
 * @param {string} specifier Name and version: `yarn@1.22.22`, or a range, of which the newest is taken.
 * @param {string} target The folder that becomes the package.
 * @returns {Promise<string>} The version.
 */
export async function unpackNpmPackage(specifier, target) {
  return withFolder(async folder => {
    const packed = await run(
      'npm',
      ['pack', '--silent', '--ignore-scripts', '--json', '--pack-destination', folder, specifier],
      { cwd: ensureDirectory(join(cacheDirectory, 'tmp')), timeoutMs: 600_000 },
    );
    /** @type {{ filename: string, version: string }[] | Record<string, { filename: string, version: string }>} */
    const answer = JSON.parse(packed.stdout);
    const file = Object.values(answer)
      .map(({ filename }) => filename.replace(/^@/, '').replaceAll('/', '-'))
      .at(-1);
    if (!file) throw new Error(`npm has no ${specifier}.`);
    await run('tar', [
      ...['--extract', '--file', join(folder, file), '--directory', ensureDirectory(target)],
      ...['--strip-components=1', '--no-same-owner'],
    ]);
    /** @type {string} */ const version = JSON.parse(
      readFileSync(join(target, 'package.json'), 'utf8'),
    ).version;
    return version;
  });
}

/** The package that holds Node itself for this machine's processor. @param {string} release */
export const nodePackage = release => `node-linux-${process.arch === 'arm64' ? 'arm64' : 'x64'}@${release}`;
