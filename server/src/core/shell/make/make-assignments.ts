/** Assignments of make (GNU make manual, chapter 6). */
import { isSet, type MakeScope, type MakeVariable, outside } from './make-scope';
import { expandMake } from './make-text';

export interface Assignment {
  readonly name: string;
  /** `=`, `:=`, `?=`, `+=` or `!=`. */
  readonly operator: string;
  readonly value: string;
}

/** `name = value` and its kin; undefined for another line. */
export function readAssignment(line: string): Assignment | undefined {
  const at = outside(line, '=');
  const [, name = '', operator = ''] =
    /^([^\s:#=?!+]+)\s*(\?|:{1,3}|\+|!)?$/.exec(line.slice(0, Math.max(at, 0))) ?? [];
  if (at < 0 || name === '') return undefined;
  return { name, operator: `${operator.slice(0, 1)}=`, value: line.slice(at + 1).trimStart() };
}

/** `scope` has the same variables; the result depends on its order among the others (chapter 6, "Flavors"). */
export function assign(
  { name, operator, value }: Assignment,
  variables: Map<string, MakeVariable>,
  scope: MakeScope,
): void {
  const before = variables.get(name);
  if (operator === '?=') {
    if (!isSet(name, scope)) variables.set(name, { value, simple: false });
  } else if (operator === '+=') {
    const simple = before?.simple === true;
    const inherited = before?.value ?? scope.world.environment(name) ?? '';
    const more = simple ? expandMake(value, scope) : value;
    variables.set(name, { value: `${inherited} ${more}`.trim(), simple });
  } else if (operator === ':=') variables.set(name, { value: expandMake(value, scope), simple: true });
  else if (operator === '!=')
    variables.set(name, { value: expandMake(`$(shell ${value})`, scope), simple: true });
  else variables.set(name, { value, simple: false });
}
