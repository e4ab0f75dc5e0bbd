/** Files and folders that managers of Python projects write beside the packages. */
import { joinPath } from '../../model/paths';
import { makeOpaque, writeFile } from '../run';
import type { CommandContext } from '../stage-effects';
import { type Options, optionValue } from './options';

/** Makes a folder of the project opaque. */
export function openFolder(context: CommandContext, name: string): void {
  const path = joinPath(context.command.cwd, name);
  if (path === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
  else makeOpaque(context, path);
}

/** Folders in the home of whoever runs the command, and others that settings name. */
export function openCaches(
  context: CommandContext,
  names: readonly string[],
  ...others: readonly (string | undefined)[]
): void {
  for (const name of names) {
    const folder = homeFolder(context, name);
    if (folder === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
    else makeOpaque(context, folder);
  }
  for (const other of others) {
    const path = other === undefined ? undefined : joinPath(context.command.cwd, other);
    if (path !== undefined && path !== '/') makeOpaque(context, path);
  }
}

/** A folder in the home of whoever runs the command; undefined where that is not known. */
export function homeFolder(context: CommandContext, name: string): string | undefined {
  const home = context.command.lookup('HOME');
  if (home.kind === 'value') return `${home.value}/${name}`;
  return /^(?:|root|0)(?::|$)/.test(context.step.state.user ?? '') ? `/root/${name}` : undefined;
}

/** The file that `-o` names. */
export function writeOutput(context: CommandContext, options: Options): void {
  const output = optionValue(options, '-o', '--output', '--output-file');
  if (typeof output === 'string') writeHere(context, output);
  else if (output === null) context.effects.contents.unknownSince ??= context.step.instruction;
}

/** A file of the project, such as a lock file. */
export function writeHere(context: CommandContext, name: string): void {
  const path = joinPath(context.command.cwd, name);
  if (path !== undefined) writeFile(context, path, true);
}
