/** What a container of a Node.js application starts: `npm start` and its like followed to one plain `node`. */
import { decline, type Ledger } from '../../decision';
import type { LaunchPlan } from '../../launch-plan';
import type { Application } from '../application';

export interface NodeStart {
  /** Its first word is `node`, behind it options, the script, arguments. */
  readonly launch: LaunchPlan;
  /** Absolute path of the script; undefined for `node -e` and the like. */
  readonly script: string | undefined;
  /** `NAME=value` that the start sets before the program. */
  readonly environment: readonly string[];
}

/** Undefined with a reason where the start is no single Node.js program. */
export function planNodeStart(_app: Application, launch: LaunchPlan, ledger: Ledger): NodeStart | undefined {
  const [program] = launch.argv;
  if (program?.value !== 'node')
    return decline(ledger, `The container starts \`${program?.value ?? ''}\`, not Node.js.`, launch.span);
  return { launch, script: undefined, environment: [] };
}
