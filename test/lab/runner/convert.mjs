/** The product as its users have it: the command line, by its contract. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../engine/cache.mjs';
import { attempt } from '../engine/process.mjs';

/**
 * @typedef {object} Conversion
 * @property {'converted' | 'declined' | 'unchanged'} outcome
 * @property {string} [target]
 * @property {string} [dockerfile]
 * @property {{ message: string }[]} [notes]
 * @property {{ message: string, rule?: string }[]} [reasons]
 */

export const commandLine = () => process.env.DISTILL_CLI || join(repositoryRoot, 'dist', 'cli.js');

export function requireCommandLine() {
  if (!existsSync(commandLine())) throw new Error(`${commandLine()} is not there: npm run build`);
}

const exitCodes = { converted: 0, unchanged: 0, declined: 1 };

/**
 * @param {string} dockerfile
 * @param {string} context
 * @param {readonly string[]} [options]
 * @returns {Promise<Conversion>}
 */
export async function convert(dockerfile, context, options = []) {
  const args = [commandLine(), 'convert', dockerfile, '--context', context, '--format', 'json', ...options];
  const result = await attempt(process.execPath, args, { timeoutMs: 60_000 });
  /** @type {Conversion} */ let conversion;
  try {
    conversion = JSON.parse(result.stdout);
  } catch {
    throw new Error(
      `convert gave no JSON (exit ${result.code})\n${result.stdout}${result.stderr}`.slice(0, 3000),
    );
  }
  const code = exitCodes[conversion.outcome];
  if (code !== result.code)
    throw new Error(`convert says ${conversion.outcome} and exits with ${result.code}`);
  if (conversion.outcome === 'converted' && !conversion.dockerfile)
    throw new Error('convert says converted and gives no text');
  return conversion;
}
