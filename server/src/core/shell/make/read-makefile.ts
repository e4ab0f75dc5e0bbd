/**
 * Reads Makefiles (GNU make manual, chapters 3 to 7): rules, variables, conditions and includes, as far as they are
 * certain in the world they are read in. Whatever goes beyond makes the file as a whole not understood.
 */
import { type Assignment, assign, readAssignment } from './make-assignments';
import { makeCondition } from './make-conditions';
import { isKnown, type MakeScope, type MakeVariable, type MakeWorld, outside, wordsOf } from './make-scope';
import { expandMake } from './make-text';

export interface Makefile {
  readonly scope: MakeScope;
  readonly exported: ReadonlySet<string>;
  /** By their targets, without patterns. */
  readonly rules: ReadonlyMap<string, MakeRule>;
  readonly patterns: readonly PatternRule[];
  /** Assignments for some targets and all that they need: `debug: CFLAGS += -g`. */
  readonly specific: readonly (readonly [string, Assignment])[];
  /** A rule has targets that cannot be told. */
  readonly hidesRules: boolean;
  readonly defaultGoal: string | undefined;
}

export interface MakeRule {
  /** Undefined where they cannot be told. */
  readonly prerequisites: readonly string[] | undefined;
  readonly orderOnly: readonly string[];
  readonly recipe: readonly string[];
  /** What `%` stands for in a static pattern rule. */
  readonly stem?: string;
}

export interface PatternRule extends MakeRule {
  readonly target: string;
}

/** `file` is its name; undefined for a file that uses what is not read here. */
export function readMakefile(text: string, file: string, world: MakeWorld): Makefile | undefined {
  const reading: Reading = {
    ...{
      world,
      variables: new Map([['MAKEFILE_LIST', { value: ` ${file}`, simple: true }]]),
      exported: new Set(),
      rules: new Map(),
      patterns: [],
      specific: [],
    },
    ...{
      fuel: { left: 20_000 },
      open: undefined,
      defaultGoal: undefined,
      hidesRules: false,
      hidesVariables: false,
      files: 0,
    },
  };
  if (!readLines(text, reading)) return undefined;
  finish(reading);
  const { exported, rules, patterns, specific, hidesRules } = reading;
  const scope = scopeOf(reading);
  const chosen = reading.variables.has('.DEFAULT_GOAL') ? expandMake('$(.DEFAULT_GOAL)', scope) : undefined;
  const defaultGoal = chosen || reading.defaultGoal;
  return { scope, exported, rules, patterns, specific, hidesRules, defaultGoal };
}

interface Reading {
  readonly world: MakeWorld;
  readonly variables: Map<string, MakeVariable>;
  readonly exported: Set<string>;
  readonly rules: Map<string, MakeRule>;
  readonly patterns: PatternRule[];
  readonly specific: [string, Assignment][];
  readonly fuel: { left: number };
  open: OpenRule | undefined;
  defaultGoal: string | undefined;
  hidesRules: boolean;
  /** Settings are read from a file that cannot be seen. */
  hidesVariables: boolean;
  files: number;
}

interface OpenRule {
  readonly targets: readonly string[];
  readonly prerequisites: readonly string[] | undefined;
  readonly orderOnly: readonly string[];
  /** The target pattern of a static pattern rule. */
  readonly pattern: string | undefined;
  readonly recipe: string[];
}

function scopeOf({ world, variables, fuel, hidesVariables }: Reading): MakeScope {
  return { world, variables, fuel, depth: 0, hidesVariables };
}

/** False for what is not read here. */
function readLines(text: string, reading: Reading): boolean {
  if (++reading.files > 16) return false;
  const conditions = makeCondition(scopeOf(reading));
  for (const line of logicalLines(text)) {
    if (line.startsWith('\t') && reading.open !== undefined) {
      if (conditions.holds()) reading.open.recipe.push(line.slice(1));
      continue;
    }
    const plain = withoutComment(line).trim();
    if (plain === '') continue;
    const taken = conditions.take(plain);
    if (taken === undefined) return false;
    if (taken || !conditions.holds()) continue;
    if (!readLine(plain, reading)) return false;
  }
  return conditions.isClosed();
}

function readLine(line: string, reading: Reading): boolean {
  const scope = scopeOf(reading);
  const assignment = readAssignment(line.replace(/^(?:(?:override|export|private)\s+)+/, ''));
  if (assignment !== undefined) {
    finish(reading);
    const name = expandMake(assignment.name, scope);
    if (!isKnown(name)) return false;
    assign({ ...assignment, name }, reading.variables, scope);
    if (/^(?:override\s+)?export\s/.test(line)) reading.exported.add(name);
    return true;
  }
  const exported = /^export(?=\s|$)(.*)$/.exec(line)?.[1];
  if (exported !== undefined) {
    for (const name of wordsOf(exported)) reading.exported.add(name);
    return true;
  }
  const include = /^(-?include|sinclude)\s+(.*)$/.exec(line);
  if (include !== null) return readInclude(include[2] ?? '', include[1] !== 'include', reading);
  if (/^(?:define|endef|vpath|undefine|load|unexport)(?=\s|$)/.test(line))
    return /^unexport(?=\s|$)/.test(line);
  return readRule(line, reading);
}

/** What compilers write about headers decides only when to build again. */
function readInclude(words: string, optional: boolean, reading: Reading): boolean {
  const names = expandMake(words, scopeOf(reading));
  if (!isKnown(names)) return optional && /dep|\.d\b/i.test(words);
  for (const name of wordsOf(names).flatMap(word => matchesOf(word, reading.world) ?? [word])) {
    if (/\.d$/.test(name)) continue;
    const there = reading.world.exists(name);
    const text = there ? reading.world.text(name) : undefined;
    if (text === undefined && /(?:^|\/)\.env$/.test(name)) reading.hidesVariables = true;
    else if (text === undefined ? there || !optional : !readLines(text, reading)) return false;
  }
  return true;
}

function readRule(line: string, reading: Reading): boolean {
  finish(reading);
  const scope = scopeOf(reading);
  const colon = outside(line, ':');
  if (colon < 1 || line[colon - 1] === '&') return false;
  const rest = line
    .slice(colon + 1)
    .replace(/^:/, '')
    .trim();
  const targets = wordsOf(expandMake(line.slice(0, colon), scope)).map(plainName);
  if (targets.some(target => /^\.(?:SECONDEXPANSION|ONESHELL|POSIX|RECIPEPREFIX)$/.test(target)))
    return false;
  const specific = readAssignment(rest.replace(/^(?:(?:override|export|private)\s+)+/, ''));
  if (specific !== undefined) {
    for (const target of targets) reading.specific.push([target, specific]);
    return true;
  }
  const semicolon = outside(rest, ';');
  const needs = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const second = outside(needs, ':');
  const bar = outside(needs, '|', second + 1);
  const [normal, order] = bar < 0 ? [needs, ''] : [needs.slice(0, bar), needs.slice(bar + 1)];
  const pattern = second < 0 ? undefined : expandMake(normal.slice(0, second), scope).trim();
  const known = targets.every(isKnown);
  if (!known) reading.hidesRules = true;
  const prerequisites = namesOf(normal.slice(second + 1), scope);
  reading.open = {
    targets: known ? targets : [],
    prerequisites,
    orderOnly: namesOf(order, scope) ?? ['%'],
    pattern,
    recipe: semicolon < 0 ? [] : [rest.slice(semicolon + 1).trim()],
  };
  const first = targets[0] ?? '';
  if (reading.defaultGoal === undefined && !/^\.[^/]*$/.test(first) && !first.includes('%'))
    reading.defaultGoal = first;
  return true;
}

function namesOf(text: string, scope: MakeScope): string[] | undefined {
  const names = expandMake(text, scope);
  if (!isKnown(names)) return undefined;
  const found = wordsOf(names).map(name => matchesOf(name, scope.world));
  return found.includes(undefined) ? undefined : found.flatMap(list => list ?? []).map(plainName);
}

/** Names in rules lose the `./` that they begin with. */
function plainName(name: string): string {
  return name.replace(/^(?:\.\/+)+(?=.)/, '');
}

/** A name with wildcards that fits nothing stays as it is. */
function matchesOf(name: string, world: MakeWorld): readonly string[] | undefined {
  if (!/[*?[]/.test(name)) return [name];
  const found = world.matches(name);
  return found?.length === 0 ? [name] : found;
}

function finish(reading: Reading): void {
  const { open, rules } = reading;
  reading.open = undefined;
  for (const target of open?.targets ?? []) {
    if (open === undefined) return;
    const { prerequisites, orderOnly, recipe, pattern } = open;
    // `.c.o:` is the old way to write `%.o: %.c`.
    const [, from, to] = /^(\.[\w+]+)(\.[\w+]+)$/.exec(target) ?? [];
    if (from !== undefined && to !== undefined && prerequisites?.length === 0)
      reading.patterns.push({ target: `%${to}`, prerequisites: [`%${from}`], orderOnly, recipe });
    else if (pattern === undefined && target.includes('%'))
      reading.patterns.push({ target, prerequisites, orderOnly, recipe });
    else rules.set(target, together(rules.get(target), ruleOf(open, target)));
  }
}

function ruleOf({ prerequisites, orderOnly, recipe, pattern }: OpenRule, target: string): MakeRule {
  if (pattern === undefined) return { prerequisites, orderOnly, recipe };
  const [before = '', after = ''] = pattern.split('%');
  const fits =
    target.startsWith(before) && target.endsWith(after) && target.length > before.length + after.length;
  if (!fits) return { prerequisites: undefined, orderOnly, recipe };
  const stem = target.slice(before.length, target.length - after.length);
  const named = prerequisites?.map(name => name.replace('%', () => stem));
  return { prerequisites: named, orderOnly, recipe, stem };
}

/** Several rules of one target: all that they need, and the recipe of the last that has one. */
function together(before: MakeRule | undefined, rule: MakeRule): MakeRule {
  if (before === undefined) return rule;
  const known = before.prerequisites !== undefined && rule.prerequisites !== undefined;
  const cooks = rule.recipe.length > 0;
  return {
    ...(cooks ? rule : before),
    // The first prerequisite of the rule with the recipe is `$<`.
    prerequisites: known
      ? cooks
        ? [...(rule.prerequisites ?? []), ...(before.prerequisites ?? [])]
        : [...(before.prerequisites ?? []), ...(rule.prerequisites ?? [])]
      : undefined,
    orderOnly: [...before.orderOnly, ...rule.orderOnly],
  };
}

function withoutComment(line: string): string {
  return line.replace(/(^|[^\\])#.*$/, '$1').replaceAll('\\#', '#');
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
