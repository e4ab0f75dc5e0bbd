/** What the shell makes of a variable without quotes: several words, where there is blank space in its value. */
import type { ShellWord } from '../shell/script';

/** The words that a program gets; only a word that is nothing but a variable is split (POSIX, "Field Splitting"). */
export function fields(words: readonly ShellWord[]): readonly ShellWord[] {
  return words.some(isSplit)
    ? words.flatMap(word =>
        isSplit(word)
          ? (word.value ?? '')
              .split(/\s+/)
              .filter(value => value !== '')
              .map(value => ({ ...word, value, glob: /[*?[]/.test(value) }))
          : [word],
      )
    : words;
}

function isSplit({ text, value }: ShellWord): boolean {
  return value !== undefined && /\s/.test(value) && /^\$(?:\w+|\{\w+\})$/.test(text);
}
