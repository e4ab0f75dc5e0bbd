/** Production dependencies only: what takes the others away at the end of the build stage. */
import type { Ledger } from '../../decision';
import type { Application } from '../application';
import type { NodeStart } from './start';

/** Instructions for the end of the build stage; none where nothing is to be taken away, or it is not sure. */
export function planPrune(_app: Application, _start: NodeStart, _ledger: Ledger): readonly string[] {
  return [];
}
