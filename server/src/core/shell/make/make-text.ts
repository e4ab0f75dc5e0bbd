/** The text of variables and functions as make expands it (GNU make manual, chapters 6 and 8). */
import { functions, otherFunctions, shellText } from './make-functions';
import {
  builtins,
  closing,
  isKnown,
  type MakeScope,
  type MakeVariable,
  outside,
  unknownText,
  wordsOf,
} from './make-scope';

const longest = 100_000;

/** Total: what cannot be told becomes `unknownText`, what the shell will tell (`$(shell …)`) its substitution. */
export function expandMake(text: string, scope: MakeScope): string {
  if (!text.includes('$')) return text;
  let result = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character !== '$') {
      result += character;
      continue;
    }
    const next = text[++index] ?? '';
    if (next === '$') {
      result += '$';
      continue;
    }
    let name = next;
    if (next === '(' || next === '{') {
      const end = closing(text, index);
      if (end < 0) return unknownText;
      name = text.slice(index + 1, end);
      index = end;
    }
    if (--scope.fuel.left < 0 || scope.depth > 24) return unknownText;
    result += reference(name, { ...scope, depth: scope.depth + 1 });
    if (result.length > longest) return unknownText;
  }
  return result;
}

function reference(inner: string, scope: MakeScope): string {
  const called = /^([a-z-]+)\s+([\s\S]*)$/.exec(inner);
  if (called?.[1] !== undefined) {
    const result = callFunction(called[1], called[2] ?? '', scope);
    if (result !== undefined) return result;
  }
  const colon = outside(inner, ':');
  const equals = colon < 1 ? -1 : outside(inner, '=', colon + 1);
  if (equals > 0) {
    const [from, to] = [inner.slice(colon + 1, equals), inner.slice(equals + 1)];
    const words = from.includes('%') ? `${from},${to}` : `%${from},%${to}`;
    return callFunction('patsubst', `${words},$(${inner.slice(0, colon)})`, scope) ?? unknownText;
  }
  const name = inner.includes('$') ? expandMake(inner, scope) : inner;
  return /^[^\s:#=$(){}]+$/.test(name) ? valueOf(name, scope) : unknownText;
}

/** The expanded value of a variable; empty for one that is not set. */
export function valueOf(name: string, scope: MakeScope): string {
  const { overrides, environment, directory } = scope.world;
  const given = overrides.get(name);
  if (given !== undefined) return expandMake(given, scope);
  const own = scope.variables.get(name);
  if (own !== undefined) return own.simple ? own.value : expandMake(own.value, scope);
  if (name === 'CURDIR') return directory;
  const set = environment(name) ?? (Object.hasOwn(builtins, name) ? builtins[name] : undefined);
  return set ?? (scope.hidesVariables && /^\w{2,}$/.test(name) ? unknownText : '');
}

/** Undefined for a name that is no function; unknown text where it, or something it is given, cannot be told. */
function callFunction(name: string, text: string, scope: MakeScope): string | undefined {
  if (name === 'shell') return shellText(expandMake(text, scope), scope.world);
  const special = Object.hasOwn(lazy, name) ? lazy[name] : undefined;
  if (special !== undefined) return special(splitArguments(text), scope);
  const plain = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (plain === undefined) return otherFunctions.has(name) ? unknownText : undefined;
  const args = splitArguments(text).map(argument => expandMake(argument, scope));
  return args.every(isKnown) ? (plain(args, scope.world) ?? unknownText) : unknownText;
}

/** Those that expand their arguments themselves. */
const lazy: Readonly<Record<string, (args: readonly string[], scope: MakeScope) => string>> = {
  foreach: ([name = '', list = '', ...text], scope) => {
    const [variable, words] = [expandMake(name, scope).trim(), expandMake(list, scope)];
    if (!isKnown(words) || !isKnown(variable)) return unknownText;
    const results = wordsOf(words).map(word =>
      expandMake(text.join(','), withVariables(scope, [[variable, { value: word, simple: true }]])),
    );
    return results.join(' ');
  },
  if: ([condition = '', then = '', ...otherwise], scope) => {
    const value = expandMake(condition.trim(), scope);
    if (!isKnown(value)) return unknownText;
    return expandMake(value === '' ? otherwise.join(',') : then, scope);
  },
  or: (args, scope) => {
    for (const argument of args) {
      const value = expandMake(argument.trim(), scope);
      if (value !== '') return isKnown(value) ? value : unknownText;
    }
    return '';
  },
  and: (args, scope) => {
    let value = '';
    for (const argument of args) {
      value = expandMake(argument.trim(), scope);
      if (value === '') return '';
      if (!isKnown(value)) return unknownText;
    }
    return value;
  },
  call: ([name = '', ...args], scope) => {
    const variable = expandMake(name, scope).trim();
    if (!scope.variables.has(variable)) return unknownText;
    const given = [variable, ...args.map(argument => expandMake(argument, scope))];
    const own = given.map((value, index): [string, MakeVariable] => [`${index}`, { value, simple: true }]);
    return valueOf(variable, withVariables(scope, own));
  },
};

export function withVariables(
  scope: MakeScope,
  more: readonly (readonly [string, MakeVariable])[],
): MakeScope {
  return { ...scope, variables: new Map([...scope.variables, ...more]) };
}

function splitArguments(text: string): string[] {
  const args: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '(' || character === '{') {
      const end = closing(text, index);
      if (end < 0) break;
      index = end;
    } else if (character === ',') {
      args.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...args, text.slice(start)];
}
