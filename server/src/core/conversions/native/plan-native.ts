/** Rust, C and C++: the smallest base that has what the program is linked with. */
import { decline, type Ledger } from '../decision';
import type { Application, RuntimePlan } from '../interpreted/application';
import type { LaunchPlan } from '../launch-plan';

/** Undefined with reasons where the start, the version or a library stands in the way. */
export function planNative(_app: Application, launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  return decline(
    ledger,
    `On which other image \`${launch.argv[0]?.value ?? ''}\` runs is not known to Distill.`,
    launch.span,
  );
}
