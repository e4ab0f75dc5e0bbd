/** `ifeq`, `ifneq`, `ifdef`, `ifndef`, `else`, `endif` (GNU make manual, chapter 7). */
import { isKnown, type MakeScope, outside } from './make-scope';
import { expandMake, valueOf } from './make-text';

export interface MakeConditions {
  /** Whether the lines at this place are read. */
  readonly holds: () => boolean;
  /** True for a line that is part of a condition; undefined where it cannot be told, or is not well formed. */
  readonly take: (line: string) => boolean | undefined;
  readonly isClosed: () => boolean;
}

/** The conditions of one file; `scope` is looked at when each is met. */
export function makeCondition(scope: MakeScope): MakeConditions {
  /** From the outside in: whether this branch is read, and whether one was. */
  const levels: { holds: boolean; met: boolean }[] = [];
  const holds = (): boolean => levels.every(level => level.holds);
  const open = (line: string, outer: boolean): boolean | undefined => {
    // A branch of a condition that is not read is not looked into.
    const value = outer ? decide(line, scope) : false;
    if (value === undefined) return undefined;
    levels.push({ holds: value, met: value });
    return true;
  };
  const take = (line: string): boolean | undefined => {
    if (/^ifn?(?:eq|def)(?=\s|\()/.test(line)) return open(line, holds());
    const level = levels.at(-1);
    if (/^endif(?=\s|$)/.test(line)) return levels.pop() === undefined ? undefined : true;
    const otherwise = /^else(?=\s|$)\s*(.*)$/.exec(line)?.[1];
    if (otherwise === undefined) return false;
    if (level === undefined) return undefined;
    level.holds = false;
    if (level.met) return true;
    const value = otherwise === '' ? true : holdsOutside(levels) ? decide(otherwise, scope) : false;
    if (value === undefined) return undefined;
    level.holds = value;
    level.met = value;
    return true;
  };
  return { holds, take, isClosed: () => levels.length === 0 };
}

function holdsOutside(levels: readonly { holds: boolean }[]): boolean {
  return levels.slice(0, -1).every(level => level.holds);
}

function decide(line: string, scope: MakeScope): boolean | undefined {
  const [, keyword = '', text = ''] = /^(ifn?(?:eq|def))\b\s*(.*)$/.exec(line) ?? [];
  if (keyword === 'ifdef' || keyword === 'ifndef') {
    const name = expandMake(text.trim(), scope);
    if (!isKnown(name) || name === '') return undefined;
    // It asks for a value, not for what the value comes to.
    const own = scope.world.overrides.get(name) ?? scope.variables.get(name)?.value ?? valueOf(name, scope);
    return (own !== '') === (keyword === 'ifdef');
  }
  const sides = sidesOf(text.trim())?.map(side => expandMake(side, scope));
  if (sides === undefined || !sides.every(isKnown)) return undefined;
  return (sides[0] === sides[1]) === (keyword === 'ifeq');
}

/** Of `(a,b)`, `"a" "b"` and `'a' 'b'`. */
function sidesOf(text: string): [string, string] | undefined {
  if (text.startsWith('(') && text.endsWith(')')) {
    const inner = text.slice(1, -1);
    const comma = outside(inner, ',');
    return comma < 0 ? undefined : [inner.slice(0, comma).trim(), inner.slice(comma + 1).trim()];
  }
  const [, , one, , other] = /^(["'])(.*?)\1\s*(["'])(.*?)\3$/.exec(text) ?? [];
  return one === undefined || other === undefined ? undefined : [one, other];
}
