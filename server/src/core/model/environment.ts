import type { Instruction } from '../syntax/instruction';
import type { VariableValue } from './expand';

/**
 * The variables in force at one place of a stage. All places of a stage share one history, so that long
 * files stay linear.
 */
export interface Environment {
  readonly history: History;
  /** Entries of the history before this count are in force. */
  readonly at: number;
}

export interface History {
  /** Where the look-up goes on when the stage itself says nothing: the stage it builds on, or the image. */
  readonly inherited: (name: string) => Variable | undefined;
  readonly entries: Map<string, Assigned[]>;
  count: number;
}

export interface Variable {
  readonly origin: 'env' | 'arg';
  readonly value: VariableValue;
  /** A build argument's value is only its default: `--build-arg` may give another. */
  readonly overridable: boolean;
  /** Undefined when it comes with the base image. */
  readonly by: Instruction | undefined;
}

interface Assigned extends Variable {
  readonly at: number;
}

export function newHistory(inherited: (name: string) => Variable | undefined): History {
  return { inherited, entries: new Map(), count: 0 };
}

export function assign(history: History, name: string, variable: Variable): void {
  const list = history.entries.get(name);
  const entry = { ...variable, at: history.count++ };
  if (list === undefined) history.entries.set(name, [entry]);
  else list.push(entry);
}

export function placeIn(history: History): Environment {
  return { history, at: history.count };
}

/** The variable in force, ENV before ARG as Docker has it; undefined where nothing sets it. */
export function variable(environment: Environment, name: string): Variable | undefined {
  const list = environment.history.entries.get(name);
  let argument: Variable | undefined;
  if (list !== undefined) {
    for (let index = list.length - 1; index >= 0; index--) {
      const entry = list[index];
      if (entry === undefined || entry.at >= environment.at) continue;
      if (entry.origin === 'env') return entry;
      argument ??= entry;
    }
  }
  const inherited = environment.history.inherited(name);
  return inherited?.origin === 'env' ? inherited : (argument ?? inherited);
}

/** The same for substitution in an instruction. */
export function lookupIn(environment: Environment): (name: string) => VariableValue {
  return name => variable(environment, name)?.value ?? { kind: 'unset' };
}

/** The environment variable of the container at run time; build arguments are gone by then. */
export function runtimeVariable(environment: Environment, name: string): Variable | undefined {
  const found = variable(environment, name);
  return found?.origin === 'env' ? found : undefined;
}
