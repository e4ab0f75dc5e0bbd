/** What the commands of a script share: the working directory and the shell's variables. */

import type { VariableValue } from '../model/expand';
import { joinPath } from '../model/paths';
import type { Walk } from './read-script';
import type { ShellWord } from './script';
export interface Scope {
  cwd: string | undefined;
  readonly variables: Map<string, VariableValue>;
}

/** The built-in commands that change what later commands see. */
export function applyBuiltin(words: readonly ShellWord[], walk: Walk, scope: Scope): void {
  const [name, ...rest] = words;
  switch (name?.value) {
    case 'cd':
    case 'pushd': {
      const target = rest.find(word => word.value === undefined || !/^-[LPe]+$/.test(word.value));
      if (target === undefined) scope.cwd = '/root';
      else
        scope.cwd =
          target.value === undefined || target.value === '-' ? undefined : joinPath(scope.cwd, target.value);
      break;
    }
    case 'popd':
      scope.cwd = undefined;
      break;
    case 'export':
    case 'readonly':
    case 'local':
      for (const word of rest) {
        const equals = word.value?.indexOf('=') ?? -1;
        if (word.value !== undefined && equals > 0) {
          scope.variables.set(word.value.slice(0, equals), toVariable(word.value.slice(equals + 1)));
        } else if (word.value === undefined) {
          const variable = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
          if (variable !== undefined) scope.variables.set(variable, { kind: 'unknown' });
        }
      }
      break;
    case 'unset':
      for (const word of rest)
        if (word.value !== undefined) scope.variables.set(word.value, { kind: 'unset' });
      break;
    case 'read':
      for (const word of rest)
        if (word.value !== undefined) scope.variables.set(word.value, { kind: 'unknown' });
      break;
    case 'eval':
    case '.':
    case 'source':
      walk.understood = false;
      break;
  }
}

export function fork(scope: Scope): Scope {
  return { cwd: scope.cwd, variables: new Map(scope.variables) };
}

/** After branches: what all of them agree on stays known. */
export function merge(scope: Scope, branches: readonly Scope[]): void {
  const names = new Set(branches.flatMap(branch => [...branch.variables.keys()]));
  for (const name of names) {
    const values = branches.map(branch => branch.variables.get(name));
    const [first] = values;
    const same = values.every(value => JSON.stringify(value) === JSON.stringify(first));
    scope.variables.set(name, same && first !== undefined ? first : { kind: 'unknown' });
  }
  const folders = new Set(branches.map(branch => branch.cwd));
  scope.cwd = folders.size === 1 ? branches[0]?.cwd : undefined;
}

export function toVariable(value: string | undefined): VariableValue {
  return value === undefined ? { kind: 'unknown' } : { kind: 'value', value };
}
