/**
 * A small part of make (GNU make manual, chapters 3 to 6): explicit rules and variables. Whatever goes beyond,
 * conditions, includes, functions other than `$(shell …)`, makes the file as a whole not understood.
 */

export interface Makefile {
  readonly variables: ReadonlyMap<string, string>;
  readonly exported: ReadonlySet<string>;
  readonly rules: ReadonlyMap<string, MakeRule>;
  readonly defaultGoal: string | undefined;
}

export interface MakeRule {
  readonly prerequisites: readonly string[];
  readonly recipe: readonly string[];
}

/** Undefined for a file that uses what is not read here. */
export function readMakefile(text: string): Makefile | undefined {
  const variables = new Map<string, string>();
  const exported = new Set<string>();
  const rules = new Map<string, MakeRule>();
  let defaultGoal: string | undefined;
  let current: { targets: string[]; prerequisites: string[]; recipe: string[] } | undefined;
  const finish = (): void => {
    for (const target of current?.targets ?? []) {
      const before = rules.get(target);
      rules.set(target, {
        prerequisites: [...(before?.prerequisites ?? []), ...(current?.prerequisites ?? [])],
        recipe: current?.recipe.length === 0 ? (before?.recipe ?? []) : (current?.recipe ?? []),
      });
    }
    current = undefined;
  };
  for (const line of logicalLines(text)) {
    if (line.startsWith('\t')) {
      current?.recipe.push(line.slice(1));
      continue;
    }
    const plain = line.replace(/(^|\s)#.*$/, '').trimEnd();
    if (plain.trim() === '') continue;
    const assignment = /^(export\s+)?([\w.-]+)\s*(\?|:{1,3}|\+|!)?=\s*(.*)$/.exec(plain);
    if (assignment?.[2] !== undefined) {
      finish();
      const [, exports, name, operator, value = ''] = assignment;
      if (operator === '!') variables.set(name, unknownText);
      else if (operator === '+') variables.set(name, `${variables.get(name) ?? ''} ${value}`.trim());
      else if (operator !== '?' || !variables.has(name)) variables.set(name, value);
      if (exports !== undefined) exported.add(name);
      continue;
    }
    if (/^(?:export|unexport)\b/.test(plain)) {
      for (const name of plain.split(/\s+/).slice(1)) exported.add(name);
      continue;
    }
    // Besides settings, what compilers write about headers decides only when to build again.
    if (/^-include\s+\S*\.env\b|^-?include\s+\.env\b/.test(plain)) continue;
    if (/^[-s]include\s+(?:\S*\.d|\$[({]\w*(?:DEP|\w:\S*\.d)\w*[)}])\s*$/.test(plain)) continue;
    const rule = /^([^:=]+?)\s*::?\s*(?!=)((?:\$\([^()]*\)|[^=;|])*)$/.exec(plain);
    if (
      rule?.[1] === undefined ||
      /^(?:ifn?eq|ifn?def|else|endif|define|endef|include|-include|sinclude|override|vpath)\b/.test(plain)
    )
      return undefined;
    finish();
    const targets = rule[1].split(/\s+/);
    const prerequisites = (rule[2] ?? '').split(/\s+/).filter(word => word !== '');
    current = { targets, prerequisites, recipe: [] };
    const first = targets[0] ?? '';
    if (defaultGoal === undefined && !first.startsWith('.') && !first.includes('%')) defaultGoal = first;
  }
  finish();
  return { variables, exported, rules, defaultGoal: variables.get('.DEFAULT_GOAL') ?? defaultGoal };
}

/** Stands for a text that only a run of make could tell; a shell reads it as a command substitution. */
const unknownText = '$(distill-unknown)';

export interface MakeStep {
  /** A line of a recipe, expanded, without its `@` and `-`. */
  readonly line: string;
}

/** The recipe lines that make would run for a goal, prerequisites first; undefined where that cannot be told. */
export function stepsFor(
  makefile: Makefile,
  wanted: string,
  overrides: ReadonlyMap<string, string>,
  environment: (name: string) => string | undefined,
  fileExists: (path: string) => boolean,
  visited: Set<string> = new Set(),
): MakeStep[] | undefined {
  const expand = (text: string, automatic?: Automatic): string | undefined =>
    expandMake(text, makefile, overrides, environment, automatic, 0);
  const goal = wanted.includes('$') ? (expand(wanted) ?? wanted) : wanted;
  if (visited.has(goal)) return [];
  visited.add(goal);
  const rule = ruleFor(goal, makefile, expand, fileExists);
  if (rule === undefined) return fileExists(goal) ? [] : undefined;
  const steps: MakeStep[] = [];
  const all: string[] = [];
  for (const prerequisite of rule.prerequisites) {
    const name = expand(prerequisite);
    if (name === undefined || /[$%*]/.test(name)) return undefined;
    for (const part of name.split(/\s+/).filter(word => word !== '')) {
      all.push(part);
      const before = stepsFor(makefile, part, overrides, environment, fileExists, visited);
      if (before === undefined) return undefined;
      steps.push(...before);
    }
  }
  for (const raw of rule.recipe) {
    const line = expand(raw, { goal, first: all[0] ?? '', all });
    if (line === undefined) return undefined;
    const text = line.trim().replace(/^[@+-]+\s*/, '');
    if (text !== '' && !text.startsWith('#')) steps.push({ line: text });
  }
  return steps;
}

interface Automatic {
  readonly goal: string;
  readonly first: string;
  readonly all: readonly string[];
}

/** By its name, by a variable that has it (`$(OUT):`), by a pattern whose source is there, or make's own for objects. */
function ruleFor(
  goal: string,
  makefile: Makefile,
  expand: (text: string) => string | undefined,
  fileExists: (path: string) => boolean,
): MakeRule | undefined {
  const own = makefile.rules.get(goal);
  const named =
    own ?? [...makefile.rules].find(([name]) => name.includes('$') && isNamed(goal, expand(name)))?.[1];
  if (named !== undefined && named.recipe.length > 0) return named;
  for (const [name, rule] of [...makefile.rules, ...objects]) {
    const [before = '', after] = (expand(name) ?? '').split('%');
    if (after === undefined || !goal.startsWith(before) || !goal.endsWith(after)) continue;
    const stem = goal.slice(before.length, goal.length - after.length);
    const prerequisites = rule.prerequisites.map(text => (expand(text) ?? '%').replace('%', stem));
    if (stem !== '' && prerequisites.every(fileExists))
      return { prerequisites: [...prerequisites, ...(named?.prerequisites ?? [])], recipe: rule.recipe };
  }
  return named;
}

function isNamed(goal: string, names: string | undefined): boolean {
  return names?.split(/\s+/).includes(goal) === true;
}

/** The built-in rules (GNU make manual, "Catalogue of Built-In Rules"). */
const objects: readonly (readonly [string, MakeRule])[] = [
  ['%.o', { prerequisites: ['%.c'], recipe: ['$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<'] }],
  ['%.o', { prerequisites: ['%.cpp'], recipe: ['$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<'] }],
  ['%.o', { prerequisites: ['%.cc'], recipe: ['$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<'] }],
];

function expandMake(
  text: string,
  makefile: Makefile,
  overrides: ReadonlyMap<string, string>,
  environment: (name: string) => string | undefined,
  automatic: Automatic | undefined,
  depth: number,
): string | undefined {
  if (depth > 16) return undefined;
  let result = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character !== '$') {
      result += character;
      continue;
    }
    const next = text[++index] ?? '';
    if (next === '$') result += '$';
    else if (next === '@') result += automatic?.goal ?? '';
    else if (next === '<') result += automatic?.first ?? '';
    else if (next === '^' || next === '+') result += automatic?.all.join(' ') ?? '';
    else if (next === '(' || next === '{') {
      const end = closing(text, index, next);
      if (end < 0) return undefined;
      const inner = text.slice(index + 1, end);
      index = end;
      const value = /^[\w.-]+$/.test(inner)
        ? (overrides.get(inner) ??
          makefile.variables.get(inner) ??
          environment(inner) ??
          builtins[inner] ??
          '')
        : (systemName(inner) ?? replaced(inner, makefile) ?? unknownText);
      const expanded =
        value === unknownText
          ? value
          : expandMake(value, makefile, overrides, environment, automatic, depth + 1);
      if (expanded === undefined) return undefined;
      result += expanded;
    } else return undefined;
  }
  return result;
}

/** `$(SRC:.c=.o)` and `$(SRC:%.c=%.o)`; where the list itself is computed, it stays unknown. */
function replaced(call: string, { variables }: Makefile): string | undefined {
  const [, name = '', from = '', to = ''] = /^([\w.-]+):%?([^%=]*)=%?([^%=]*)$/.exec(call) ?? [];
  const value = variables.get(name);
  if (value === undefined || from === '' || value.includes('$')) return undefined;
  return value
    .split(/\s+/)
    .map(word => (word.endsWith(from) ? word.slice(0, -from.length) + to : word))
    .join(' ');
}

/** What `uname` says in every Linux container; `go env GOOS` agrees. */
function systemName(call: string): string | undefined {
  if (/^shell\s+go\s+env\s+GOOS$/.test(call)) return 'linux';
  if (/^shell\s+uname(?:\s+-s)?$/.test(call)) return 'Linux';
  return /^shell\s+uname(?:\s+-s)?\s*\|.*(?:tolower|lower|a-z)/.test(call) ? 'linux' : undefined;
}

const builtins: Readonly<Record<string, string>> = {
  MAKE: 'make',
  SHELL: '/bin/sh',
  CURDIR: '$PWD',
  CC: 'cc',
  CXX: 'g++',
  AR: 'ar',
  RM: 'rm -f',
};

function closing(text: string, start: number, open: string): number {
  const close = open === '(' ? ')' : '}';
  let level = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === open) level++;
    else if (text[index] === close && --level === 0) return index;
  }
  return -1;
}

function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let pending: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const whole: string = pending === undefined ? line : `${pending} ${line.trim()}`;
    if (whole.endsWith('\\') && !whole.endsWith('\\\\')) {
      pending = whole.slice(0, -1).trimEnd();
      continue;
    }
    pending = undefined;
    lines.push(whole);
  }
  if (pending !== undefined) lines.push(pending);
  return lines;
}
