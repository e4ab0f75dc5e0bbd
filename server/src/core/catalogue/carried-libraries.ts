/** Which libraries an interpreter of an official image loads beyond what `cc` has; derived and proved in the lab. */
import facts from './carried.generated.json';

type Table = Readonly<Record<string, readonly string[]>>;

/**
 * Names of the libraries, as programs ask for them (`libffi.so.8`), for a line of versions (`3.11`, `22`) on Debian 12
 * and 13; those of all lines where the line is not known. An image need not have all of them.
 */
export function carriedLibraries(language: 'node' | 'python', line: string | undefined): readonly string[] {
  const table: Table = facts[language];
  const own = line !== undefined && Object.hasOwn(table, line) ? table[line] : undefined;
  return own ?? [...new Set(Object.values(table).flat())].sort();
}
