/** Where the program writes outside of its own folder: those places must be there, and belong to its user. */
import type { Ledger } from '../decision';
import type { RuntimeUser } from '../users';
import type { Application } from './application';
import type { Place } from './places';

export interface WritePlan {
  /** Folders to carry with `--chown`, made in the build stage where `create` says so. */
  readonly folders: readonly { readonly path: string; readonly create: boolean }[];
}

/** What has to be made or handed over; what only root may do goes to the ledger. */
export function planWrites(
  _app: Application,
  _places: readonly Place[],
  _user: RuntimeUser,
  _ledger: Ledger,
): WritePlan {
  return { folders: [] };
}
