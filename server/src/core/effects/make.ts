/** `make TARGET` in a RUN: the recipe's commands, as if they stood in the Dockerfile. */

import type { ContextTree } from '../context/context-tree';
import type { VariableValue } from '../model/expand';
import { cleanPath, joinPath } from '../model/paths';
import { isKnown, type MakeWorld, unknownText } from '../shell/make/make-scope';
import { stepsFor } from '../shell/make/make-steps';
import { expandMake } from '../shell/make/make-text';
import { type Makefile, readMakefile } from '../shell/make/read-makefile';
import { readScript } from '../shell/read-script';
import type { ShellCommand } from '../shell/script';
import { plainText } from '../syntax/logical-text';
import { type Contents, lookup } from './contents';
import { matchesIn } from './make-files';

/** The commands that a `make` command line runs, placed at it; undefined when that cannot be told. */
export function makeCommands(
  command: ShellCommand,
  offset: number,
  contents: Contents,
  tree: ContextTree,
): ShellCommand[] | undefined {
  const call = readCall(command, offset);
  if (call === undefined) return undefined;
  const makefile = findMakefile(call, command, contents, tree);
  if (makefile === undefined) return undefined;
  const goals =
    call.goals.length > 0 ? call.goals : makefile.defaultGoal === undefined ? [] : [makefile.defaultGoal];
  const commands: ShellCommand[] = [];
  for (const goal of goals) {
    const steps = stepsFor(makefile, goal);
    if (steps === undefined) return undefined;
    for (const { line } of steps) {
      const script = readScript(plainText(line, { start: 0, end: line.length }), {
        cwd: call.directory,
        lookup: name => exportedValue(name, makefile) ?? command.lookup(name),
      });
      if (!script.understood) return undefined;
      commands.push(...script.commands.map(item => placeAt(item, command, offset)));
    }
  }
  return goals.length === 0 ? undefined : commands;
}

interface MakeCall {
  readonly directory: string;
  readonly file: string | undefined;
  readonly goals: readonly string[];
  readonly overrides: ReadonlyMap<string, string>;
}

function readCall(command: ShellCommand, offset: number): MakeCall | undefined {
  let directory = command.cwd;
  let file: string | undefined;
  const goals: string[] = [];
  const overrides = new Map<string, string>();
  for (let index = offset + 1; index < command.words.length; index++) {
    const value = command.words[index]?.value;
    if (value === undefined) {
      const { text = '' } = command.words[index] ?? {};
      // How many at a time: `-j$(nproc)`.
      if (/^(?:-j|--jobs=)/.test(text)) continue;
      // A variable of a known name may have any value.
      const name = /^([\w.-]+)=/.exec(text)?.[1];
      if (name === undefined) return undefined;
      overrides.set(name, unknownText);
    } else if (value === '-C') {
      const next = command.words[++index]?.value;
      directory = next === undefined ? undefined : joinPath(directory, next);
    } else if (value === '-f') file = command.words[++index]?.value;
    else if (value === '-j' && /^(?:\d+|\$.*)$/.test(command.words[index + 1]?.text ?? '')) index++;
    else if (
      /^(?:-(?:j\d*|s|B|k)|--(?:silent|quiet|no-print-directory|always-make|jobs(?:=\d+)?))$/.test(value)
    )
      continue;
    else if (value.startsWith('-')) return undefined;
    else if (/^[\w.-]+=/.test(value))
      overrides.set(value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1));
    else goals.push(value);
  }
  return directory === undefined ? undefined : { directory, file, goals, overrides };
}

function findMakefile(
  call: MakeCall,
  command: ShellCommand,
  contents: Contents,
  tree: ContextTree,
): Makefile | undefined {
  const world = worldOf(call, command, contents, tree);
  const names = call.file === undefined ? ['GNUmakefile', 'makefile', 'Makefile'] : [call.file];
  for (const name of names) {
    if (lookup(contents, placeIn(call.directory, name)).entry === undefined) continue;
    const text = world.text(name);
    return text === undefined ? undefined : readMakefile(text, name, world);
  }
  return undefined;
}

const mostPatterns = 200;

/** The stage as it stands when make runs. */
function worldOf(
  { directory, overrides }: MakeCall,
  command: ShellCommand,
  contents: Contents,
  tree: ContextTree,
): MakeWorld {
  // A file of nobody's may ask for patterns of patterns.
  let left = mostPatterns;
  const at = (path: string): ReturnType<typeof lookup> => lookup(contents, placeIn(directory, path));
  return {
    directory,
    overrides,
    environment: name => {
      const found = command.lookup(name);
      return found.kind === 'value' ? found.value : found.kind === 'unknown' ? unknownText : undefined;
    },
    exists: path => at(path).presence === 'yes',
    matches: pattern => (--left < 0 ? undefined : matchesIn(directory, pattern, contents, tree)),
    text: path => {
      const { presence, entry } = at(path);
      return presence === 'yes' && entry?.origin.kind === 'context'
        ? tree.text(entry.origin.path)
        : undefined;
    },
  };
}

function placeIn(directory: string, path: string): string {
  return cleanPath(path.startsWith('/') ? path : `${directory}/${path}`);
}

function exportedValue(name: string, { exported, scope }: Makefile): VariableValue | undefined {
  if (!scope.world.overrides.has(name) && !(exported.has(name) && scope.variables.has(name)))
    return undefined;
  const value = expandMake(`$(${name})`, scope);
  return isKnown(value) ? { kind: 'value', value } : { kind: 'unknown' };
}

/** Places lead to the word `make`, or the script: there an assignment for its commands can be put. */
export function placeAt(item: ShellCommand, command: ShellCommand, offset: number): ShellCommand {
  const span = command.words[offset]?.span ?? command.span;
  return {
    ...item,
    words: item.words.map(word => ({ ...word, span })),
    span: command.span,
    conditional: item.conditional || command.conditional,
    lookup: name => {
      const own = item.prefix.find(assignment => assignment.name === name);
      if (own !== undefined)
        return own.value === undefined ? { kind: 'unknown' } : { kind: 'value', value: own.value };
      return item.lookup(name);
    },
  };
}
