/** Packages of the distribution that a stage installs: for the build alone, or for the program as well. */

import type { Ledger } from '../decision';
import { checkInstalledPackages } from '../go/external-programs';
import type { Application } from './application';

/** Declines where the program may need a package that a base without a shell does not have. */
export function checkSystemPackages({ chain }: Application, ledger: Ledger): void {
  checkInstalledPackages(chain, ledger);
}
