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
  /** The same without build arguments. */
  readonly inheritedAtRunTime: (name: string) => Variable | undefined;
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

export function newHistory(
  inherited: (name: string) => Variable | undefined,
  inheritedAtRunTime = inherited,
): History {
  return { inherited, inheritedAtRunTime, entries: new Map(), count: 0 };
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

/**
 * The variable in force for instructions and commands: BuildKit keeps ENV and ARG in one list, where the later wins, and
 * a stage inherits both from the stage it is built on. Undefined where nothing sets it.
 */
export function variable(environment: Environment, name: string): Variable | undefined {
  return latest(environment, name, () => true) ?? environment.history.inherited(name);
}

function latest(
  { history, at }: Environment,
  name: string,
  fits: (entry: Variable) => boolean,
): Variable | undefined {
  const list = history.entries.get(name) ?? [];
  // In the order of time: what was assigned later need not be gone through.
  let low = 0;
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? at) < at) low = middle + 1;
    else high = middle;
  }
  while (low > 0) {
    const entry = list[--low];
    if (entry !== undefined && fits(entry)) return entry;
  }
  return undefined;
}

/** The same for substitution in an instruction. */
export function lookupIn(environment: Environment): (name: string) => VariableValue {
  return name => variable(environment, name)?.value ?? { kind: 'unset' };
}

/** The environment variable of the container at run time; build arguments are gone by then. */
export function runtimeVariable(environment: Environment, name: string): Variable | undefined {
  const own = latest(environment, name, ({ origin }) => origin === 'env');
  return own ?? environment.history.inheritedAtRunTime(name);
}
