/** Which lines make runs for a goal (GNU make manual, chapters 4, 5 and 10). */

import { assign } from './make-assignments';
import { stemOf } from './make-functions';
import { isKnown, type MakeScope, type MakeVariable } from './make-scope';
import { expandMake, withVariables } from './make-text';
import type { Makefile, MakeRule, PatternRule } from './read-makefile';

export interface MakeStep {
  /** A line of a recipe, expanded, without its `@` and `-`. */
  readonly line: string;
}

/**
 * The recipe lines for a goal, prerequisites first, each target once; undefined where that cannot be told. What is
 * there already is taken to be made anew.
 */
export function stepsFor(makefile: Makefile, goal: string): MakeStep[] | undefined {
  const steps: MakeStep[] = [];
  return walk(goal, makefile, makefile.scope, steps, new Set(), 0) ? steps : undefined;
}

function walk(
  goal: string,
  makefile: Makefile,
  outer: MakeScope,
  steps: MakeStep[],
  visited: Set<string>,
  depth: number,
): boolean {
  if (visited.has(goal)) return true;
  if (depth > 100) return false;
  visited.add(goal);
  const { exists } = outer.world;
  const rule = ruleFor(goal, makefile, outer);
  if (rule === undefined) return exists(located(goal, outer));
  if (rule.prerequisites === undefined) return false;
  const scope = specificTo(goal, makefile, outer);
  for (const name of [...rule.prerequisites, ...rule.orderOnly])
    if (/[$%*]/.test(name) || !walk(name, makefile, scope, steps, visited, depth + 1)) return false;
  const all = rule.prerequisites.map(name => (makefile.rules.has(name) ? name : located(name, scope)));
  const inside = withVariables(scope, automatic(goal, all, rule));
  for (const raw of rule.recipe) {
    const text = expandMake(raw, inside)
      .trim()
      .replace(/^[@+-][@+\-\s]*/, '');
    if (text !== '' && !text.startsWith('#')) steps.push({ line: text });
  }
  return true;
}

/** A file that is not there is looked for in the folders of VPATH. */
function located(name: string, scope: MakeScope): string {
  const { exists } = scope.world;
  if (exists(name) || name.startsWith('/')) return name;
  const folders = expandMake('$(VPATH)', scope);
  if (!isKnown(folders)) return name;
  const places = folders.split(/[:\s]+/).filter(folder => folder !== '');
  return places.map(folder => `${folder}/${name}`).find(exists) ?? name;
}

/** With what is assigned for this target and all that it needs. */
function specificTo(goal: string, { specific }: Makefile, scope: MakeScope): MakeScope {
  const own = specific.filter(([target]) => target === goal || stemOf(goal, target) !== undefined);
  if (own.length === 0) return scope;
  const variables = new Map(scope.variables);
  for (const [, assignment] of own) assign(assignment, variables, { ...scope, variables });
  return { ...scope, variables };
}

/** `$@`, `$<`, `$^` and their kin, with the folder and the name of each. */
function automatic(goal: string, all: readonly string[], rule: MakeRule): [string, MakeVariable][] {
  const unique = [...new Set(all)];
  const values: Readonly<Record<string, readonly string[]>> = {
    '@': [goal],
    '<': all.slice(0, 1),
    '^': unique,
    '+': all,
    '?': unique,
    '*': [rule.stem ?? goal.replace(/\.[^./]*$/, '')],
    '|': rule.orderOnly,
  };
  return Object.entries(values).flatMap(([name, words]): [string, MakeVariable][] => {
    const folders = words.map(word =>
      word.includes('/') ? word.slice(0, word.lastIndexOf('/')) || '/' : '.',
    );
    const files = words.map(word => word.slice(word.lastIndexOf('/') + 1));
    const variable = (list: readonly string[]): MakeVariable => ({ value: list.join(' '), simple: true });
    return [
      [name, variable(words)],
      [`${name}D`, variable(folders)],
      [`${name}F`, variable(files)],
    ];
  });
}

/** By its name, by the pattern with the shortest stem whose sources are there or are made, or by make's own. */
function ruleFor(goal: string, makefile: Makefile, scope: MakeScope): MakeRule | undefined {
  const named = makefile.rules.get(goal);
  if (named !== undefined && (named.recipe.length > 0 || named.prerequisites === undefined)) return named;
  // One of those that cannot be told may be for this target.
  if (makefile.hidesRules && named === undefined) return scope.world.exists(goal) ? undefined : unknownRule;
  const isPhony = makefile.rules.get('.PHONY')?.prerequisites?.includes(goal) === true;
  const found = isPhony
    ? undefined
    : (byPattern(goal, makefile.patterns, makefile, scope) ?? byPattern(goal, builtIn, makefile, scope));
  if (found === undefined) return named;
  return {
    ...found,
    prerequisites: [...(found.prerequisites ?? []), ...(named?.prerequisites ?? [])],
    orderOnly: [...found.orderOnly, ...(named?.orderOnly ?? [])],
  };
}

const unknownRule: MakeRule = { prerequisites: undefined, orderOnly: [], recipe: [] };

function byPattern(
  goal: string,
  patterns: readonly PatternRule[],
  { rules }: Makefile,
  scope: MakeScope,
): MakeRule | undefined {
  let best: MakeRule | undefined;
  for (const { target, prerequisites, orderOnly, recipe } of patterns) {
    // A pattern without a folder is compared with the name alone, and the folder comes before what it needs.
    const folder = target.includes('/') ? '' : goal.slice(0, goal.lastIndexOf('/') + 1);
    const stem = stemOf(goal.slice(folder.length), target);
    if (stem === undefined || stem === '' || recipe.length === 0) continue;
    if (best?.stem !== undefined && best.stem.length <= folder.length + stem.length) continue;
    const named = (name: string): string =>
      name.includes('%') ? folder + name.replace('%', () => stem) : name;
    const names = prerequisites?.map(named);
    const order = orderOnly.map(named);
    if (names?.every(name => rules.has(name) || scope.world.exists(located(name, scope))) !== true) continue;
    best = { prerequisites: names, orderOnly: order, recipe, stem: folder + stem };
  }
  return best;
}

/** GNU make manual, "Catalogue of Built-In Rules". */
const builtIn: readonly PatternRule[] = [
  ...[
    'c:$(CC) $(CPPFLAGS) $(CFLAGS)',
    'cpp:$(CXX) $(CPPFLAGS) $(CXXFLAGS)',
    'cc:$(CXX) $(CPPFLAGS) $(CXXFLAGS)',
  ],
].flatMap(text => {
  const [suffix = '', compile = ''] = text.split(':');
  const from = { prerequisites: [`%.${suffix}`], orderOnly: [] };
  const link = `${compile} $(LDFLAGS) $^ $(LOADLIBES) $(LDLIBS) -o $@`;
  return [
    { ...from, target: '%.o', recipe: [`${compile} -c -o $@ $<`] },
    { ...from, target: '%', recipe: [link] },
  ];
});
