/** Build tools that run the project's own code keep to the project: its folder may hold anything, the rest stays. */
import { lookupIn } from '../model/environment';
import { parentPath } from '../model/paths';
import { put } from './contents';
import { makeOpaque } from './run';
import type { CommandContext } from './stage-effects';

/** Says that a build ran in a folder; projects beside it may have been built along. */
export function touchProject(context: CommandContext, directory: string | undefined): void {
  if (directory === undefined) {
    context.effects.contents.unknownSince ??= context.step.instruction;
    return;
  }
  makeOpaque(context, projectArea(directory));
}

/** `/src` for `/src/app/web`, but `/usr/src/app` and `/opt/app` themselves: the topmost folder that is a project's own. */
function projectArea(directory: string): string {
  let area = directory;
  while (parentPath(area) !== '/' && !shared.some(folder => folder === parentPath(area)))
    area = parentPath(area);
  return area;
}

const shared: readonly string[] =
  '/usr /usr/src /usr/local /usr/local/src /usr/share /opt /home /home/gradle /root /tmp /var /var/lib /srv /mnt /etc /run'.split(
    ' ',
  );

/** Says that a folder in the user's home, such as `.m2`, may hold anything. */
export function touchHome(context: CommandContext, folders: readonly string[]): void {
  const home = lookupIn(context.step.state.environment)('HOME');
  const base = home.kind === 'value' ? home.value : '/root';
  for (const folder of folders) makeOpaque(context, `${base}/${folder}`);
}

/** Puts a folder whose contents are not known. */
export function putFolder(
  context: CommandContext,
  path: string,
  origin: Parameters<typeof put>[2]['origin'],
): void {
  makeOpaque(context, path);
  put(context.effects.contents, path, {
    kind: 'directory',
    origin,
    by: context.step.instruction,
    span: context.command.span,
    conditional: context.command.conditional,
  });
}
