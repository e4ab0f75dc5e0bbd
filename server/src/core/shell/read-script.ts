/**
 * Walks a parsed shell script and lists the commands it may run, with the working directory and the
 * variables each of them sees. Both branches of a condition are taken; what differs afterwards is unknown.
 */

import {
  type CommandNode,
  type CompoundList,
  type ParsedScript,
  type PipelineNode,
  parse,
  type Statement,
} from 'unbash';
import type { Lookup } from '../model/expand';
import { type LogicalText, spanIn } from '../syntax/logical-text';
import { endsWell, isTest } from './and-or';
import type { Scope } from './scope';
import { applyBuiltin, fork, merge, toVariable } from './scope';
import type { ShellCommand, ShellRedirect, ShellScript, ShellWord } from './script';
import { readWord, type WordContext } from './words';

export interface ScriptStart {
  readonly cwd: string | undefined;
  readonly lookup: Lookup;
}

/** Reads a script; text that is no shell yields what could be read, and `understood: false`. */
export function readScript(logical: LogicalText, start: ScriptStart): ShellScript {
  const parsed = parseSafely(logical.text);
  const walk: Walk = {
    logical,
    start,
    commands: [],
    understood: parsed !== undefined && (parsed.errors?.length ?? 0) === 0,
    depth: 0,
  };
  const scope: Scope = { cwd: start.cwd, variables: new Map() };
  if (parsed !== undefined) walkStatements(parsed.commands, walk, scope, plainRole);
  return { commands: walk.commands, understood: walk.understood, single: isSingle(parsed, walk) };
}

export interface Walk {
  readonly logical: LogicalText;
  readonly start: ScriptStart;
  readonly commands: ShellCommand[];
  understood: boolean;
  depth: number;
}

interface Role {
  readonly conditional: boolean;
  readonly role: ShellCommand['role'];
}

const plainRole: Role = { conditional: false, role: 'plain' };

function parseSafely(text: string): ParsedScript | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function isSingle(parsed: ParsedScript | undefined, walk: Walk): boolean {
  const [statement, ...others] = parsed?.commands ?? [];
  if (statement === undefined || others.length > 0 || statement.background || !walk.understood) return false;
  const { command } = statement;
  return command.type === 'Command' && command.prefix.length === 0 && command.redirects.length === 0;
}

function walkStatements(statements: readonly Statement[], walk: Walk, scope: Scope, role: Role): void {
  for (const statement of statements) {
    const inner: Role = statement.background ? { ...role, role: 'background' } : role;
    const { command } = statement;
    if (command.type !== 'AndOr') {
      walkPipeline(command, walk, scope, inner);
      continue;
    }
    const failsQuietly = statement !== statements.at(-1) || endsWell(command);
    for (const [index, part] of command.commands.entries()) {
      const tested = failsQuietly && command.commands.slice(0, index).some(isTest);
      if (index > 0 && (tested || command.operators[index - 1] === '||')) {
        const branch = fork(scope);
        walkPipeline(part, walk, branch, { ...inner, conditional: true });
        merge(scope, [scope, branch]);
      } else {
        walkPipeline(part, walk, scope, inner);
      }
    }
  }
}

function walkPipeline(node: PipelineNode, walk: Walk, scope: Scope, role: Role): void {
  if (node.type !== 'Pipeline') {
    walkCommand(node, walk, scope, role);
    return;
  }
  const piped: Role = node.commands.length > 1 ? { ...role, role: 'pipeline' } : role;
  for (const command of node.commands)
    walkCommand(command, walk, node.commands.length > 1 ? fork(scope) : scope, piped);
}

function walkCommand(node: CommandNode, walk: Walk, scope: Scope, role: Role): void {
  // Beyond this the parser's own limit is near; nobody writes such scripts.
  if (walk.depth > 64) {
    walk.understood = false;
    return;
  }
  walk.depth++;
  const maybe: Role = { ...role, conditional: true };
  switch (node.type) {
    case 'Command':
      runCommand(node, walk, scope, role);
      break;
    case 'Redirected':
      for (const redirect of node.redirects) {
        walk.commands.push(
          emptyCommand(node.pos, node.end, [readRedirect(redirect, walk, scope)], walk, scope, role),
        );
      }
      walkCommand(node.command, walk, scope, role);
      break;
    case 'Subshell':
      walkList(node.body, walk, fork(scope), role);
      break;
    case 'BraceGroup':
      walkList(node.body, walk, scope, role);
      break;
    case 'If': {
      walkList(node.clause, walk, scope, role);
      const branches = [node.then, ...node.elif.flatMap(elif => [elif.clause, elif.then])];
      if (node.else !== undefined) branches.push(node.else);
      const scopes = branches.map(branch => {
        const inner = fork(scope);
        walkList(branch, walk, inner, maybe);
        return inner;
      });
      merge(scope, node.else === undefined ? [scope, ...scopes] : scopes);
      break;
    }
    case 'For':
    case 'Select':
    case 'While':
    case 'ArithmeticFor': {
      const inner = fork(scope);
      if (node.type === 'For' || node.type === 'Select')
        inner.variables.set(node.name.value, { kind: 'unknown' });
      if (node.type === 'While') walkList(node.clause, walk, inner, maybe);
      walkList(node.body, walk, inner, maybe);
      merge(scope, [scope, inner]);
      break;
    }
    case 'Case': {
      const scopes = node.items.map(item => {
        const inner = fork(scope);
        walkList(item.body, walk, inner, maybe);
        return inner;
      });
      merge(scope, [scope, ...scopes]);
      break;
    }
    case 'TestCommand':
    case 'ArithmeticCommand':
      break;
    default:
      // Functions and coprocesses: what they do depends on their callers.
      walk.understood = false;
  }
  walk.depth--;
}

function walkList(list: CompoundList, walk: Walk, scope: Scope, role: Role): void {
  walkStatements(list.commands, walk, scope, role);
}

function runCommand(
  node: Extract<CommandNode, { type: 'Command' }>,
  walk: Walk,
  scope: Scope,
  role: Role,
): void {
  const context = wordContext(walk, scope, role);
  const prefix: { name: string; value: string | undefined }[] = [];
  for (const item of node.prefix) {
    if (item.type !== 'Assignment') continue;
    const value = item.value.type === 'Word' ? readWord(item.value, context).value : undefined;
    prefix.push({ name: item.name, value: item.append ? undefined : value });
  }
  const words: ShellWord[] = [];
  if (node.name !== undefined) words.push(readWord(node.name, context));
  for (const argument of node.args) {
    words.push(
      argument.type === 'Word'
        ? readWord(argument, context)
        : assignmentWord(argument.text, argument, walk, context),
    );
  }
  const redirects = node.redirects.map(redirect => readRedirect(redirect, walk, scope));
  const values = new Map(scope.variables);
  for (const { name, value } of prefix) values.set(name, toVariable(value));
  walk.commands.push({
    words,
    prefix,
    redirects,
    lookup: name => values.get(name) ?? walk.start.lookup(name),
    cwd: scope.cwd,
    conditional: role.conditional,
    role: role.role,
    span: spanIn(walk.logical, node.pos, node.end),
  });
  if (words.length === 0) for (const { name, value } of prefix) scope.variables.set(name, toVariable(value));
  else applyBuiltin(words, walk, scope);
}

function wordContext(walk: Walk, scope: Scope, role: Role): WordContext {
  return {
    logical: walk.logical,
    lookup: name => scope.variables.get(name) ?? walk.start.lookup(name),
    onSubstitution: script => {
      // Scripts in backticks with escapes have positions of their own, which lead nowhere in the file.
      if (script.source !== undefined || walk.depth > 32) {
        walk.understood = false;
        return;
      }
      walk.depth++;
      walkStatements(script.commands, walk, fork(scope), { ...role, role: 'substitution' });
      walk.depth--;
    },
  };
}

function assignmentWord(
  text: string,
  place: { pos: number; end: number },
  walk: Walk,
  context: WordContext,
): ShellWord {
  const equals = text.indexOf('=');
  const known = !/[$`(]/.test(text);
  return {
    text,
    value: known
      ? text.slice(0, equals + 1) + text.slice(equals + 1).replace(/["']/g, '')
      : expandAssignment(text, context),
    glob: false,
    variables: [...text.matchAll(/\$\{?(\w+)/g)].map(match => match[1] ?? ''),
    span: spanIn(walk.logical, place.pos, place.end),
  };
}

function expandAssignment(text: string, context: WordContext): string | undefined {
  const equals = text.indexOf('=');
  const match = /^"?\$\{?(\w+)\}?"?$/.exec(text.slice(equals + 1));
  const found = match?.[1] === undefined ? undefined : context.lookup(match[1]);
  return found?.kind === 'value' ? text.slice(0, equals + 1) + found.value : undefined;
}

function readRedirect(
  redirect: Extract<CommandNode, { type: 'Command' }>['redirects'][number],
  walk: Walk,
  scope: Scope,
): ShellRedirect {
  if (redirect.type === 'HereDoc') return { operator: redirect.operator, target: undefined };
  const target =
    redirect.target === undefined
      ? undefined
      : readWord(redirect.target, wordContext(walk, scope, plainRole));
  return { operator: redirect.operator, target };
}

function emptyCommand(
  pos: number,
  end: number,
  redirects: readonly ShellRedirect[],
  walk: Walk,
  scope: Scope,
  role: Role,
): ShellCommand {
  return {
    words: [],
    prefix: [],
    redirects,
    lookup: name => scope.variables.get(name) ?? walk.start.lookup(name),
    cwd: scope.cwd,
    conditional: role.conditional,
    role: role.role,
    span: spanIn(walk.logical, pos, end),
  };
}
