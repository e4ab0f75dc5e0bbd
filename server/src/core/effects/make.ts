/** `make TARGET` in a RUN: the recipe's commands, as if they stood in the Dockerfile. */

import type { ContextTree } from '../context/context-tree';
import type { VariableValue } from '../model/expand';
import { cleanPath, joinPath } from '../model/paths';
import { type Makefile, readMakefile, stepsFor } from '../shell/makefile';
import { readScript } from '../shell/read-script';
import type { ShellCommand } from '../shell/script';
import { plainText } from '../syntax/logical-text';
import { type Contents, lookup } from './contents';

/** The commands that a `make` command line runs, placed at it; undefined when that cannot be told. */
export function makeCommands(
  command: ShellCommand,
  offset: number,
  contents: Contents,
  tree: ContextTree,
): ShellCommand[] | undefined {
  const call = readCall(command, offset);
  if (call === undefined) return undefined;
  const makefile = findMakefile(call, contents, tree);
  if (makefile === undefined) return undefined;
  const environment = (name: string): string | undefined => {
    const found = command.lookup(name);
    return found.kind === 'value' ? found.value : found.kind === 'unknown' ? '$(distill-unknown)' : undefined;
  };
  const exists = (path: string): boolean => {
    const place = joinPath(call.directory, path);
    return place !== undefined && lookup(contents, place).presence === 'yes';
  };
  const goals =
    call.goals.length > 0 ? call.goals : makefile.defaultGoal === undefined ? [] : [makefile.defaultGoal];
  const commands: ShellCommand[] = [];
  for (const goal of goals) {
    const steps = stepsFor(makefile, goal, call.overrides, environment, exists);
    if (steps === undefined) return undefined;
    for (const { line } of steps) {
      const script = readScript(plainText(line, { start: 0, end: line.length }), {
        cwd: call.directory,
        lookup: name => exportedValue(name, makefile, call.overrides) ?? command.lookup(name),
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
      // A variable of a known name may have any value.
      const name = /^([\w.-]+)=/.exec(command.words[index]?.text ?? '')?.[1];
      if (name === undefined) return undefined;
      overrides.set(name, '$(distill-unknown)');
    } else if (value === '-C') {
      const next = command.words[++index]?.value;
      directory = next === undefined ? undefined : joinPath(directory, next);
    } else if (value === '-f') file = command.words[++index]?.value;
    else if (/^-(?:j\d*|s|B|k|-silent|-no-print-directory)$/.test(value)) continue;
    else if (value.startsWith('-')) return undefined;
    else if (/^[\w.-]+=/.test(value))
      overrides.set(value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1));
    else goals.push(value);
  }
  return directory === undefined ? undefined : { directory, file, goals, overrides };
}

function findMakefile(call: MakeCall, contents: Contents, tree: ContextTree): Makefile | undefined {
  const names = call.file === undefined ? ['GNUmakefile', 'makefile', 'Makefile'] : [call.file];
  for (const name of names) {
    const { entry } = lookup(contents, cleanPath(name.startsWith('/') ? name : `${call.directory}/${name}`));
    if (entry === undefined) continue;
    const text = entry.origin.kind === 'context' ? tree.text(entry.origin.path) : undefined;
    return text === undefined ? undefined : readMakefile(text);
  }
  return undefined;
}

function exportedValue(
  name: string,
  makefile: Makefile,
  overrides: ReadonlyMap<string, string>,
): VariableValue | undefined {
  const value =
    overrides.get(name) ?? (makefile.exported.has(name) ? makefile.variables.get(name) : undefined);
  if (value === undefined) return undefined;
  return value.includes('$') ? { kind: 'unknown' } : { kind: 'value', value };
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
