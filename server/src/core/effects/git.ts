/** `git`: a clone makes a folder of its own; what else changes files may change any of the working tree. */
import { cleanPath, joinPath } from '../model/paths';
import type { ShellWord } from '../shell/script';
import { put } from './contents';
import { makeOpaque } from './run';
import type { CommandContext } from './stage-effects';

export function applyGit(context: CommandContext, args: readonly ShellWord[]): void {
  const verb = args.findIndex(word => changing.has(word.value ?? ''));
  if (verb < 0) return;
  if (args[verb]?.value === 'clone') {
    const directory = clonedInto(args.slice(verb + 1), directoryOf(args.slice(0, verb), context));
    if (directory !== undefined) {
      makeOpaque(context, directory);
      put(context.effects.contents, directory, {
        kind: 'directory',
        origin: { kind: 'made', how: 'git' },
        by: context.step.instruction,
        conditional: context.command.conditional,
      });
      return;
    }
  }
  const tree = directoryOf(args.slice(0, verb), context);
  if (tree === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
  else makeOpaque(context, tree);
}

const changing: ReadonlySet<string> = new Set('clone checkout submodule pull init apply lfs'.split(' '));

/** `git -C DIR`. */
function directoryOf(options: readonly ShellWord[], context: CommandContext): string | undefined {
  const at = options.findIndex(word => word.value === '-C');
  if (at < 0) return context.command.cwd;
  const given = options[at + 1]?.value;
  return given === undefined ? undefined : joinPath(context.command.cwd, given);
}

/** The directory that is named, or the last part of the address without `.git` (git-clone, "humanish"). */
function clonedInto(words: readonly ShellWord[], cwd: string | undefined): string | undefined {
  const operands: (string | undefined)[] = [];
  for (let index = 0; index < words.length; index++) {
    const { value, text } = words[index] ?? { value: undefined, text: '' };
    if (value === undefined && !/^["']?(?:https?:|git@|\$)/.test(text)) return undefined;
    if (value === '--bare' || value === '--mirror') return undefined;
    if (value !== undefined && takesValue.has(value)) index++;
    else if (value?.startsWith('-') !== true) operands.push(value);
  }
  const [address, directory] = operands;
  if (operands.length === 2) return directory === undefined ? undefined : joinPath(cwd, directory);
  const name = address === undefined ? undefined : /([^/:]+?)(?:\.git)?\/*$/.exec(address)?.[1];
  if (operands.length !== 1 || name === undefined || name === '') return undefined;
  return cwd === undefined ? undefined : cleanPath(`${cwd}/${name}`);
}

const takesValue: ReadonlySet<string> = new Set(
  '-b --branch --depth -c --config -o --origin -j --jobs --reference --reference-if-able --filter --template -u --upload-pack --shallow-since --shallow-exclude --separate-git-dir --server-option --bundle-uri --revision'.split(
    ' ',
  ),
);
