/** Programs that a Python application starts when it runs: its own sources, and packages that are known for it. */
import type { Ledger } from '../../decision';
import type { Application } from '../application';

/** Declines where a base without a shell lacks what the application starts. */
export function checkPythonPrograms(_app: Application, _ledger: Ledger): void {}
