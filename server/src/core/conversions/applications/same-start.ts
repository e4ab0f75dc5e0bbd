/** Whether a converted stage starts what the original started, for runtimes that are given a script. */
import { lookup } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { initLength, readLaunch } from '../../model/launch';

/** The same words behind the runtime, which `program` matches, and the script is not surely missing. */
export function startsScript(
  program: RegExp,
  wanted: readonly string[],
  script: string,
  { stage, contents }: StageEffects,
): boolean {
  const argv = readLaunch(stage)?.argv ?? [];
  const [first = '', ...rest] = argv.slice(initLength(argv)).map(({ value }) => value);
  return (
    lookup(contents, script).presence !== 'no' && program.test(first) && rest.join('\0') === wanted.join('\0')
  );
}
