/** Node.js on a hardened image or on Chainguard's, where that is asked for. */
import type { Ledger } from '../../decision';
import { withLeading } from '../../launch-plan';
import type { Application, RuntimePlan } from '../application';
import { closedVendor } from '../closed-vendors';
import type { NodeStart } from './start';

/**
 * A hardened image has no ENTRYPOINT and `node` on PATH, so that the start stays as it is; Chainguard's starts
 * `/usr/bin/node` itself.
 */
export function closedNode(
  app: Application,
  { launch }: Pick<NodeStart, 'launch'>,
  ledger: Ledger,
): Omit<RuntimePlan, 'hasShell' | 'buildAdditions' | 'confirms'> | undefined {
  const vendor = closedVendor(app, ledger);
  if (vendor === undefined) return undefined;
  const [interpreter] = vendor.image.entrypoint;
  const own = launch.entrypointWords === 0 && launch.init === undefined ? [] : [interpreter ?? 'node'];
  const started = interpreter === undefined ? launch : withLeading(launch, 1, own);
  return {
    image: vendor.reference,
    user: vendor.uid,
    lines: [],
    environment: [],
    builderEdits: [],
    launch: started,
    covers: path => /^\/usr\/local\/(?:lib\/node_modules|bin|share|include)$|^\/usr\/bin$|^\/opt$/.test(path),
    programs: [interpreter ?? '/usr/local/bin/node'],
  };
}
