/** Node.js without a shell: Google's image of the same major version, or the interpreter carried onto `cc`. */
import type { Ledger } from '../../decision';
import type { LaunchPlan } from '../../launch-plan';
import { keywordStyle } from '../../text';
import type { Application, RuntimePlan } from '../application';
import { asksClosedVendor } from '../closed-vendors';
import { dropBuildCaches } from './build-caches';
import { checkPackages } from './check-packages';
import { closedNode } from './closed-runtime';
import { confirmsStart } from './confirm';
import { checkNodePrograms } from './external-programs';
import { decideNodeRuntime } from './node-runtime';
import { planPrune } from './prune';
import { planNodeStart } from './start';

/** Undefined with reasons where the start, the version or a package stands in the way. */
export function planNode(app: Application, launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  const start = planNodeStart(app, launch, ledger);
  if (start === undefined) return undefined;
  checkNodePrograms(app, start, ledger);
  checkPackages(app, start, ledger);
  const runtime = asksClosedVendor(app)
    ? closedNode(app, start, ledger)
    : decideNodeRuntime(app, start, ledger);
  if (runtime === undefined) return undefined;
  const keyword = keywordStyle(app.subject.dockerfile);
  return {
    ...runtime,
    lines: [
      ...runtime.lines,
      ...start.folders.map(path => `${keyword('COPY')} --from={build} ${path} ${path}`),
    ],
    confirms: confirmsStart(start),
    hasShell: false,
    buildAdditions: [...planPrune(app, start, ledger), ...dropBuildCaches(app, ledger)],
    environment: [...runtime.environment, ...start.environment],
  };
}
