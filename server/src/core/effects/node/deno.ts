/** `deno`: what it caches, and what tasks of a project leave. */
import { cleanPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import { unknown } from '../commands';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';

/** Packages go to DENO_DIR and, where the project has a `node_modules` or a lock, to the project. */
export function applyDeno(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.map(word => word.value ?? word.text);
  const verb = words.find(word => !word.startsWith('-')) ?? '';
  const { cwd } = context.command;
  if (
    verb === '' ||
    /^(?:check|fmt|lint|test|info|help|doc|types)$/.test(verb) ||
    words.includes('--version')
  )
    return;
  const global = words.some(word => /^(?:-g|--global)$/.test(word));
  const caches = /^(?:cache|install|i|add|ci)$/.test(verb) && !global;
  const folder = context.command.lookup('DENO_DIR');
  if (folder.kind === 'value' && folder.value.startsWith('/')) makeOpaque(context, cleanPath(folder.value));
  if (cwd === undefined || !(caches || /^(?:task|run)$/.test(verb))) unknown(context, `deno ${verb}`);
  else if (caches) makeOpaque(context, cwd);
  else unknown(context, `deno ${verb}`, cwd);
}
