/** Python without a shell: Google's image of the same minor version, or the interpreter carried onto `cc`. */
import { decline, type Ledger } from '../../decision';
import type { LaunchPlan } from '../../launch-plan';
import type { Application, RuntimePlan } from '../application';

/** Undefined with reasons where the start, the version or a package stands in the way. */
export function planPython(app: Application, _launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  return decline(ledger, 'Python is not converted yet.', app.effects.stage.imageSpan);
}
