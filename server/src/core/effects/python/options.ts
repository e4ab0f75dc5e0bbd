/** Command lines of Python's package managers: options with and without values, and what is left. */
import type { ShellWord } from '../../shell/script';

export interface Options {
  /** Values of every option by its name; undefined for a value that cannot be known, `''` for a switch. */
  readonly values: ReadonlyMap<string, readonly (string | undefined)[]>;
  readonly rest: readonly (string | undefined)[];
}

/** Reads `--name value`, `--name=value`, `-xvalue` and plain words; `valued` names the options that take a value. */
export function readOptions(words: readonly ShellWord[], valued: ReadonlySet<string>): Options {
  const values = new Map<string, (string | undefined)[]>();
  const rest: (string | undefined)[] = [];
  const add = (name: string, value: string | undefined): void => {
    const list = values.get(name);
    if (list === undefined) values.set(name, [value]);
    else list.push(value);
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const text = word?.value ?? word?.text ?? '';
    const long = /^(--[\w-]+)=(.*)$/s.exec(text);
    if (long?.[1] !== undefined) add(long[1], word?.value === undefined ? undefined : long[2]);
    else if (text.startsWith('-') && valued.has(text)) add(text, words[++index]?.value);
    else if (/^-[a-zA-Z]./.test(text) && valued.has(text.slice(0, 2)))
      add(text.slice(0, 2), word?.value === undefined ? undefined : text.slice(2));
    else if (text.startsWith('-') && text !== '-') add(text, '');
    else rest.push(word?.glob === true ? undefined : word?.value);
  }
  return { values, rest };
}

/** The last value given to one of the names; undefined where none is given, `null` where it cannot be known. */
export function optionValue(options: Options, ...names: readonly string[]): string | null | undefined {
  const list = names.flatMap(name => options.values.get(name) ?? []);
  const known = names.some(name => options.values.has(name));
  return known ? (list.at(-1) ?? null) : undefined;
}

export function hasOption(options: Options, ...names: readonly string[]): boolean {
  return names.some(name => options.values.has(name));
}
