/**
 * `/root` is closed to everybody but root in Debian's and Google's images, yet many files put their program
 * there. As another user it has to live elsewhere; its relative paths stay as they are.
 */
import type { GoProgram } from '../../go/go-program';
import { ownFiles } from '../../go/go-program';
import type { Span } from '../../syntax/span';
import { type Ledger, needRoot, note } from '../decision';
import type { LaunchPlan, PartPlan } from '../launch-plan';

export const newHome = '/app';

export function isInRootHome(path: string): boolean {
  return path === '/root' || path.startsWith('/root/');
}

/** The same path below `/app`; any other path as it is. */
export function relocate(path: string): string {
  return isInRootHome(path) ? newHome + path.slice('/root'.length) : path;
}

/** The command with its paths moved along. */
export function relocateLaunch(launch: LaunchPlan): LaunchPlan {
  const argv = launch.argv.map(word => ({ ...word, value: relocate(word.value) }));
  const changed = (from: number, to: number) =>
    launch.argv.slice(from, to).some(word => isInRootHome(word.value));
  const part = (plan: PartPlan, from: number, to: number): PartPlan =>
    plan.kind === 'absent' || plan.kind === 'drop' || !changed(from, to)
      ? plan
      : { kind: 'replace', values: argv.slice(from, to).map(word => word.value) };
  return {
    ...launch,
    argv,
    entrypoint: part(launch.entrypoint, 0, launch.entrypointWords),
    cmd: part(launch.cmd, launch.entrypointWords, argv.length),
  };
}

/** Declines when something else counts on the old place; otherwise says what moves. */
export function checkRelocation(
  programs: readonly GoProgram[],
  taken: readonly string[],
  span: Span | undefined,
  ledger: Ledger,
): void {
  for (const program of programs) {
    for (const { path, file } of ownFiles(program)) {
      const literal = file?.strings.find(text => /(?:^|[:"'\s])\/root(?:\/|$)/.test(text.value));
      if (literal !== undefined)
        needRoot(
          ledger,
          `The program names \`${literal.value}\` (${path}:${literal.line}); only root may look into /root.`,
          span,
        );
    }
  }
  if (taken.some(path => path === newHome || path.startsWith(`${newHome}/`))) {
    needRoot(ledger, 'The program lives in /root, which only root may enter, and /app is taken.', span);
  }
  note(
    ledger,
    '`/root` became `/app`: only root may enter /root, and the container runs as another user.',
    span,
  );
}
