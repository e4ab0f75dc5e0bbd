/** Entrypoint scripts: one that only starts a program can be left out; any other keeps its shell. */
import type { ContextTree } from '../context/context-tree';
import { lookup } from '../effects/contents';
import type { StageEffects } from '../effects/stage-effects';
import type { LaunchWord } from '../model/launch';
import { joinPath } from '../model/paths';
import { readScript } from '../shell/read-script';
import type { ShellCommand } from '../shell/script';
import { plainText } from '../syntax/logical-text';
import type { Ledger } from './decision';
import { decline, note } from './decision';
import type { LaunchPlan } from './launch-plan';
import { withLeading } from './launch-plan';

/** An entrypoint script of the context that only ends in one program can be left out; any other keeps its shell. */
export function followScript(
  plan: LaunchPlan,
  effects: StageEffects,
  tree: ContextTree,
  ledger: Ledger,
  mayAssign = false,
): LaunchPlan | undefined {
  const script = scriptOf(plan, effects, tree);
  if (script === undefined) return plan;
  const refuse = (why: string) =>
    decline(
      ledger,
      `The container starts with the script \`${script.name}\`, ${why}: it needs a shell.`,
      plan.span,
      'script-without-interpreter',
    );
  if (script.text === undefined) return refuse('which could not be read');
  const read = readScript(plainText(script.text, { start: 0, end: script.text.length }), {
    cwd: effects.stage.end.workdir,
    lookup: () => ({ kind: 'unset' }),
  });
  if (!read.understood) return refuse('which does more than start one program');
  const { set, rest: commands } = preparation(read.commands, mayAssign);
  const [last, ...others] = commands.reverse();
  const moves = last?.cwd !== effects.stage.end.workdir;
  if (last === undefined || others.length > 0 || last.conditional || last.role !== 'plain' || moves)
    return refuse('which does more than start one program');
  const started = startedBy(last, plan.argv.slice(script.words));
  if (started === undefined) return refuse('whose command needs the shell');
  note(ledger, `\`${script.name}\` only starts the program, which is started directly instead.`, plan.span);
  const own = set.length === 0 ? started.own : ['env', ...set, ...started.own];
  return { ...withLeading(plan, script.words, own), script: script.path };
}

/** Takes off what only sets something known; the values are given to who can set them otherwise. */
function preparation(
  all: readonly ShellCommand[],
  mayAssign: boolean,
): { readonly set: readonly string[]; readonly rest: ShellCommand[] } {
  const set: string[] = [];
  const rest = all.filter(command => {
    const [name, ...args] = command.words.map(word => word.value);
    if (/^(?:set|:)$/.test(name ?? '')) return false;
    if (!mayAssign || command.conditional || command.role !== 'plain' || command.redirects.length > 0)
      return true;
    // Where it leads is told by the directory of what follows.
    if (name === 'cd') return false;
    const pairs = args.flatMap(value => (/^[A-Za-z_]\w*=/.test(value ?? '') ? [value ?? ''] : []));
    if (name !== 'export' || pairs.length !== args.length) return true;
    set.push(...pairs);
    return false;
  });
  return { set, rest };
}

interface Script {
  readonly name: string;
  /** In the image. */
  readonly path: string;
  readonly text: string | undefined;
  /** How many leading words of the command name it: 1, or 2 with an interpreter before it. */
  readonly words: number;
}

function scriptOf(plan: LaunchPlan, effects: StageEffects, tree: ContextTree): Script | undefined {
  const [first, second] = plan.argv;
  // What a build tool does in the place of a start is for the plan of its language to say.
  if (first === undefined || /(?:^|\/)(?:mvnw|gradlew)$/.test(first.value)) return undefined;
  const interpreted =
    /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(first.value) &&
    second !== undefined &&
    !second.value.startsWith('-');
  const word = interpreted ? second : first;
  const path = pathOf(word.value, effects) ?? word.value;
  let origin = lookup(effects.contents, path).entry?.origin;
  while (origin?.kind === 'copied') origin = origin.from.entry?.origin;
  if (origin?.kind !== 'context') {
    return interpreted ? { name: word.value, path, text: undefined, words: 2 } : undefined;
  }
  const text = tree.text(origin.path);
  if (!interpreted && text?.startsWith('#!') !== true && !/\.sh$/.test(origin.path)) return undefined;
  if (/^#!.*\b(?:python|node|perl|ruby)/.test(text ?? '')) return undefined;
  return { name: origin.path, path, text, words: interpreted ? 2 : 1 };
}

function pathOf(name: string, effects: StageEffects): string | undefined {
  if (name.includes('/')) return joinPath(effects.stage.end.workdir, name);
  for (const directory of ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/go/bin']) {
    // The first that is there is started, wherever it comes from.
    if (lookup(effects.contents, `${directory}/${name}`).presence === 'yes') return `${directory}/${name}`;
  }
  return joinPath(effects.stage.end.workdir, name);
}

interface StartedBy {
  /** Words the script itself writes before the arguments. */
  readonly own: readonly string[];
  readonly takesArguments: boolean;
}

function startedBy(command: ShellCommand, rest: readonly LaunchWord[]): StartedBy | undefined {
  if (command.prefix.length > 0 || command.redirects.length > 0) return undefined;
  const words = command.words[0]?.value === 'exec' ? command.words.slice(1) : command.words;
  const all = words.at(-1);
  const takesArguments = all?.text === '"$@"';
  const own = takesArguments ? words.slice(0, -1) : words;
  if (!takesArguments && rest.length > 0) return undefined;
  if (own.some(word => word.value === undefined || word.glob || word.variables.length > 0)) return undefined;
  return { own: own.map(word => word.value ?? ''), takesArguments };
}
