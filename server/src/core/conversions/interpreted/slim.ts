/** The split that keeps a shell: built in the full image, run in the slim one of the same version. */
import { decline, type Ledger } from '../decision';
import type { Application, RuntimePlan } from './application';

/** How the application runs on the slim (or Alpine) variant of its own image; undefined with reasons. */
export function planSlim(app: Application, ledger: Ledger): RuntimePlan | undefined {
  return decline(
    ledger,
    `A split onto the slim variant of \`${app.effects.stage.imageText ?? ''}\` is not there yet.`,
    app.effects.stage.imageSpan,
  );
}
