/** What the reading of a Makefile knows. */

/** The world that a Makefile is read in. Paths are relative to the folder in which make runs. */
export interface MakeWorld {
  readonly directory: string;
  /** Variables of the command line, which win over those of the file. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Of the environment, which the file wins over; undefined for what is not set. */
  readonly environment: (name: string) => string | undefined;
  readonly exists: (path: string) => boolean;
  /** Files and folders that match a pattern, sorted; undefined where some may be there that nobody can see. */
  readonly matches: (pattern: string) => readonly string[] | undefined;
  /** Of a file that another one includes. */
  readonly text: (path: string) => string | undefined;
}

export interface MakeVariable {
  readonly value: string;
  /** Set with `:=`: the value is not expanded again. */
  readonly simple: boolean;
}

export interface MakeScope {
  readonly world: MakeWorld;
  readonly variables: ReadonlyMap<string, MakeVariable>;
  /** How many references may still be expanded: an untrusted file may name itself in ever longer ways. */
  readonly fuel: { left: number };
  readonly depth: number;
  /** Variables that are not in the file may be set all the same. */
  readonly hidesVariables: boolean;
}

/** Stands for a text that only a run of make could tell; a shell reads it as a command substitution. */
export const unknownText = '$(distill-unknown)';

/** Nothing of it is left to a shell or to a run. */
export function isKnown(text: string): boolean {
  return !text.includes('$');
}

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '');
}

/** Where the variable comes from decides whether `?=` sets it: those that make brings are set. */
export function isSet(name: string, { world, variables }: MakeScope): boolean {
  return (
    world.overrides.has(name) ||
    variables.has(name) ||
    world.environment(name) !== undefined ||
    Object.hasOwn(builtins, name)
  );
}

/** Variables that make brings. */
export const builtins: Readonly<Record<string, string>> = {
  MAKE: 'make',
  SHELL: '/bin/sh',
  CC: 'cc',
  CXX: 'g++',
  AR: 'ar',
  RM: 'rm -f',
};

/** The place of the bracket that closes the one at `start`; -1 for none. */
export function closing(text: string, start: number): number {
  const open = text[start];
  const close = open === '(' ? ')' : '}';
  let level = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === open) level++;
    else if (text[index] === close && --level === 0) return index;
  }
  return -1;
}

/** The place of the first of `characters` that stands in no bracket of a reference; -1 for none. */
export function outside(text: string, characters: string, start = 0): number {
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '$' && /[({]/.test(text[index + 1] ?? '')) {
      const end = closing(text, index + 1);
      if (end < 0) return -1;
      index = end;
    } else if (characters.includes(character)) return index;
  }
  return -1;
}
