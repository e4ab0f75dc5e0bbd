/** `npm run build`: the commands of a package.json's scripts, as if they stood in the Dockerfile. */
import { readScript } from '../../shell/read-script';
import type { ShellCommand } from '../../shell/script';
import { plainText } from '../../syntax/logical-text';
import { applyCommand, unknown } from '../commands';
import { applyRedirects, makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import { packageJsonIn } from './project';

/** Runs a script with its `pre` and `post` scripts; unknown where the package.json or the script is not known. */
export function runScriptChain(context: CommandContext, directory: string, name: string): void {
  const manifest = packageJsonIn(context.effects.contents, context.tree, directory);
  if (manifest === undefined || !Object.hasOwn(manifest.scripts, name)) {
    unknown(context, programOf(context));
    makeOpaque(context, directory);
    return;
  }
  for (const part of [`pre${name}`, name, `post${name}`])
    if (Object.hasOwn(manifest.scripts, part)) runScript(context, directory, part);
}

/** Runs one script, without those before and after it. Depth and the number of commands are bounded. */
export function runScript(context: CommandContext, directory: string, name: string): void {
  const text = packageJsonIn(context.effects.contents, context.tree, directory)?.scripts[name];
  const scripts = context.scripts ?? { depth: 0, budget: { left: 200 } };
  if (text === undefined || scripts.depth > 6) {
    unknown(context, programOf(context));
    return;
  }
  const { command } = context;
  const script = readScript(plainText(text, { start: 0, end: text.length }), {
    cwd: directory,
    lookup: command.lookup,
  });
  if (!script.understood) unknown(context, programOf(context));
  for (const item of script.commands) {
    if (scripts.budget.left-- <= 0) {
      unknown(context, programOf(context));
      return;
    }
    const inner = {
      ...context,
      command: placeAt(item, command),
      scripts: { ...scripts, depth: scripts.depth + 1 },
    };
    applyCommand(inner);
    applyRedirects(inner, inner.command);
  }
}

/** Puts another command in the place of the one at hand: `npx tsc` runs `tsc`. */
export function replaceCommand(context: CommandContext, from: number): void {
  const { command } = context;
  const scripts = context.scripts ?? { depth: 0, budget: { left: 200 } };
  if (scripts.depth > 12 || scripts.budget.left-- <= 0 || command.words[from] === undefined) {
    unknown(context, programOf(context));
    return;
  }
  applyCommand({
    ...context,
    command: { ...command, words: command.words.slice(from) },
    scripts: { ...scripts, depth: scripts.depth + 1 },
  });
}

function programOf(context: CommandContext): string {
  return context.command.words[0]?.value ?? 'npm';
}

/** Places lead to the command that runs the script. */
function placeAt(item: ShellCommand, command: ShellCommand): ShellCommand {
  const { span } = command;
  return {
    ...item,
    words: item.words.map(word => ({ ...word, span })),
    span,
    conditional: item.conditional || command.conditional,
  };
}
