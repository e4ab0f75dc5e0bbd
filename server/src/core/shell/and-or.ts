/** Lists of commands joined by `&&` and `||`: whether the list as a whole can fail, and what is only asked. */
import type { PipelineNode, Statement } from 'unbash';

export type AndOr = Extract<Statement['command'], { type: 'AndOr' }>;

/** `a && b || true` succeeds whatever `a` says; `a && b || exit 1` and `a && b` do not, and stop the build. */
export function endsWell({ commands, operators }: AndOr): boolean {
  const last = commands.at(-1);
  if (operators.at(-1) !== '||' || last === undefined) return false;
  return !/^(?:exit|false|return)$/.test(nameOf(last) ?? '');
}

/** A command that is there to be asked: that it says no is no failure. */
export function isTest(part: PipelineNode): boolean {
  if (part.type === 'TestCommand') return true;
  return /^(?:test|\[|grep|egrep|command|which|type|diff|cmp|id|getent)$/.test(nameOf(part) ?? '');
}

function nameOf(part: PipelineNode): string | undefined {
  return part.type === 'Command' ? part.name?.value : undefined;
}
