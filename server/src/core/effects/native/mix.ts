/** `mix`, `rails`, `rake`: what the tools of Elixir and of Rails leave behind. */
import { cleanPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import { unknown } from '../commands';
import { put } from '../contents';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';

/** Tasks of a project keep to its folder. */
export function applyRails(context: CommandContext): void {
  unknown(context, 'rake', context.command.cwd);
}

/** Hex and Rebar go to `~/.mix` (MIX_HOME), packages and what is compiled to the project. */
export function applyMix(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.map(word => word.value ?? word.text);
  // `mix do local.hex --force, local.rebar --force, deps.get`
  const tasks = words
    .flatMap(word => word.split(','))
    .filter(word => /^[a-z][\w.]*$/.test(word) && word !== 'do');
  const tools = tasks.filter(task => /^(?:local\.|archive\.|escript\.)/.test(task));
  if (tools.length > 0 || tasks.some(task => /^deps\.|^setup$/.test(task)))
    openHome(context, tools.length > 0);
  if (tools.length < tasks.length || tasks.length === 0) unknown(context, 'mix', context.command.cwd);
}

/** `surely`: something is installed there; a project without packages fetches nothing. */
function openHome(context: CommandContext, surely: boolean): void {
  const value = (name: string): string | undefined => {
    const found = context.command.lookup(name);
    return found.kind === 'value' && found.value.startsWith('/') ? found.value : undefined;
  };
  const home = value('HOME');
  const folder = value('MIX_HOME') ?? (home === undefined ? undefined : `${home}/.mix`);
  if (folder === undefined) {
    unknown(context, 'mix');
    return;
  }
  const path = cleanPath(folder);
  if (surely)
    put(context.effects.contents, path, {
      kind: 'directory',
      origin: { kind: 'made', how: 'packages' },
      by: context.step.instruction,
      conditional: context.command.conditional,
    });
  makeOpaque(context, path);
}
