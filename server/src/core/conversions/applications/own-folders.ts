/** Folders of a language outside of the application's own, which a runtime stage with a shell takes along. */
import type { Ledger } from '../decision';
import { carriedGems, type OwnFolders } from '../ruby/carried-gems';
import type { Application } from './application';

/** For Ruby its gems, for Elixir what `mix local.hex` installs in the home of root, if anything; nothing for others. */
export function ownFolders(app: Application, ledger: Ledger): OwnFolders {
  if (app.language === 'ruby') return carriedGems(app, ledger);
  if (app.language !== 'elixir') return { copies: [], covered: [], exact: [] };
  return { copies: [['/root/.mi[x]', '/root/.mix/']], covered: ['/root/.mix'], exact: [] };
}
