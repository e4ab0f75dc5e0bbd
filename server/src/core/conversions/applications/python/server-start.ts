/** Options of gunicorn and its like that another base or another user does not stand. */
import { sourceView } from '../../../effects/source-view';
import { readServerOptions, type ServerOptions } from '../../../python/server-options';
import { decline, type Ledger } from '../../decision';
import type { LaunchPlan } from '../../launch-plan';
import type { Application } from '../application';

export function serverOptions(
  { effects, subject, workdir }: Application,
  { argv }: Pick<LaunchPlan, 'argv'>,
): ServerOptions {
  const view = sourceView(effects.contents, subject.tree);
  return readServerOptions(
    argv.map(({ value }) => value),
    workdir,
    path => view.text(path),
  );
}

/** Declines where the server changes its user: only root may, and a base without a shell knows few by name. */
export function checkServerUser(app: Application, launch: LaunchPlan, ledger: Ledger): void {
  const { user } = serverOptions(app, launch);
  if (user === undefined) return;
  decline(
    ledger,
    `The server is told to go on as \`${user}\`, which only root may do: \`USER\` in its place needs no root.`,
    launch.span,
  );
}
