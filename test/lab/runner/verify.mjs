/** `distill verify` as users have it, against the lab's engine. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerEnvironment } from '../engine/daemon.mjs';
import { attempt } from '../engine/process.mjs';
import { commandLine } from './convert.mjs';

/** @typedef {import('../../../cli/src/verify/report').VerifyReport} VerifyReport */

const exitCodes = { same: [0], unchanged: [0], different: [1], declined: [1], unproven: [2] };

/**
 * @param {string} dockerfile
 * @param {import('./case.mjs').Subject} subject
 * @param {string} scratch
 * @param {import('./case.mjs').Lab} lab
 * @returns {Promise<VerifyReport>}
 */
export async function verify(dockerfile, { context, expectation }, scratch, lab) {
  const { runs, buildArgs = {}, conversion } = expectation;
  const asking = /** @type {readonly { network?: string }[]} */ (runs);
  const expect = join(scratch, 'expectation.json');
  writeFileSync(expect, JSON.stringify({ runs, buildArgs }));
  const args = [
    ...[commandLine(), 'verify', dockerfile, '--context', context, '--expect', expect],
    ...['--builder', 'docker', '--build-network', 'host', '--format', 'json', '--progress', 'none'],
    ...['--scan', 'never', '--timeout', '20', '--seconds', String(lab.smokeSeconds)],
    ...(lab.keep ? ['--keep'] : []),
    // Its cases are written here, and for a repository `--network host` says so.
    ...(asking.some(({ network }) => network === 'host') ? ['--allow', 'host-network'] : []),
    ...(conversion.options ?? []),
  ];
  const { code, stdout, stderr } = await attempt(process.execPath, args, {
    env: dockerEnvironment,
    timeoutMs: 3_600_000,
  });
  /** @type {VerifyReport} */ let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`verify gave no JSON (exit ${code})\n${stdout}${stderr}`.slice(0, 3000));
  }
  if (!exitCodes[report.verdict]?.includes(code ?? -1))
    throw new Error(`verify says ${report.verdict} and exits with ${code}`);
  return report;
}
