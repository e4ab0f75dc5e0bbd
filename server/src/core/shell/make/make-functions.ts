/** The functions of make that are certain: those of texts and names, and what the build context tells (chapter 8). */
import { isKnown, type MakeWorld, unknownText, wordsOf } from './make-scope';

/** Of arguments that are known; undefined for what cannot be told. */
export type MakeFunction = (args: readonly string[], world: MakeWorld) => string | undefined;

const inAll = (list: string, change: (word: string) => string): string => wordsOf(list).map(change).join(' ');

const each =
  (change: (word: string) => string): MakeFunction =>
  ([list = '']) =>
    inAll(list, change);

export const functions: Readonly<Record<string, MakeFunction>> = {
  subst: ([from = '', to = '', ...text]) => (from === '' ? undefined : text.join(',').replaceAll(from, to)),
  patsubst: ([from = '', to = '', ...text]) => {
    const [pattern, replacement] = [from.trim(), to.trim()];
    return wordsOf(text.join(','))
      .map(word => {
        const stem = stemOf(word, pattern);
        return stem === undefined ? word : replacement.replace('%', () => stem);
      })
      .join(' ');
  },
  strip: each(word => word),
  findstring: ([part = '', ...text]) => (text.join(',').includes(part) ? part : ''),
  filter: ([patterns = '', ...text]) => chosen(patterns, text, true),
  'filter-out': ([patterns = '', ...text]) => chosen(patterns, text, false),
  sort: ([list = '']) => [...new Set(wordsOf(list))].sort().join(' '),
  word: ([index = '', ...text]) => wordsOf(text.join(','))[Number(index) - 1] ?? '',
  words: ([list = '']) => String(wordsOf(list).length),
  firstword: ([list = '']) => wordsOf(list)[0] ?? '',
  lastword: ([list = '']) => wordsOf(list).at(-1) ?? '',
  dir: each(word => (word.includes('/') ? word.slice(0, word.lastIndexOf('/') + 1) : './')),
  notdir: each(word => word.slice(word.lastIndexOf('/') + 1)),
  suffix: each(word => /\.[^./]*$/.exec(word)?.[0] ?? ''),
  basename: each(word => word.replace(/\.[^./]*$/, '')),
  addprefix: ([prefix = '', ...list]) => inAll(list.join(','), word => prefix.trim() + word),
  addsuffix: ([suffix = '', ...list]) => inAll(list.join(','), word => word + suffix.trim()),
  abspath: ([list = ''], { directory }) =>
    inAll(list, word => (word.startsWith('/') ? word : `${directory}/${word.replace(/^\.\//, '')}`)),
  wildcard: ([patterns = ''], world) => {
    const found = wordsOf(patterns).map(pattern => world.matches(pattern));
    return found.includes(undefined) ? undefined : found.flat().join(' ');
  },
  info: () => '',
  warning: () => '',
};

/** Functions, but what they give is not told here. */
export const otherFunctions: ReadonlySet<string> = new Set(
  'join wordlist realpath error eval value origin flavor file guile let intcmp'.split(' '),
);

/** What `%` stands for in a word that fits a pattern. */
export function stemOf(word: string, pattern: string): string | undefined {
  const at = pattern.indexOf('%');
  if (at < 0) return word === pattern ? '' : undefined;
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
  const fits = word.length >= before.length + after.length && word.startsWith(before) && word.endsWith(after);
  return fits ? word.slice(before.length, word.length - after.length) : undefined;
}

function chosen(patterns: string, text: readonly string[], keeps: boolean): string {
  const wanted = wordsOf(patterns);
  return wordsOf(text.join(','))
    .filter(word => wanted.some(pattern => stemOf(word, pattern) !== undefined) === keeps)
    .join(' ');
}

/** What is certain in every Linux container, or is a list of files; anything else the shell of the recipe will tell. */
export function shellText(command: string, world: MakeWorld): string {
  const text = command.trim().replace(/\s+2>\s*\/dev\/null$/, '');
  if (/^go\s+env\s+GOOS$/.test(text)) return 'linux';
  if (/^uname(?:\s+-s)?$/.test(text)) return 'Linux';
  if (/^uname(?:\s+-s)?\s*\|.*(?:tolower|lower|a-z)/.test(text)) return 'linux';
  if (text.includes(unknownText)) return unknownText;
  if (text === 'pwd') return world.directory;
  if (!isKnown(text)) return `$(${text})`;
  const listed = /^ls\s+(\S*\*\S*)$/.exec(text)?.[1];
  if (listed !== undefined) return world.matches(listed)?.join(' ') ?? unknownText;
  return found(text, world) ?? `$(${text})`;
}

/** `find src -name '*.c'`, with `-type f`; undefined for another command. */
function found(text: string, world: MakeWorld): string | undefined {
  const call =
    /^find\s+((?:[\w./-]+\s+)*?)(?:-type\s+f\s+)?-name\s+(["']?)([\w.*?-]+)\2(?:\s+-type\s+f)?$/.exec(text);
  if (call === null) return undefined;
  const [, places = '', , name = ''] = call;
  const results = (wordsOf(places).length === 0 ? ['.'] : wordsOf(places)).map(place => {
    const folder = place.replace(/\/+$/, '');
    const [near, far] = [world.matches(`${folder}/${name}`), world.matches(`${folder}/**/${name}`)];
    return near === undefined || far === undefined ? undefined : [...new Set([...near, ...far])];
  });
  return results.includes(undefined) ? unknownText : results.flat().join(' ');
}
