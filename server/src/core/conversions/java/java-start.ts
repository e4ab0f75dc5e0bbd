/** The command line of the `java` launcher: its options, what it starts, and the arguments of that. */
import { joinPath } from '../../model/paths';

export interface JavaStart {
  /** How many words stand before `-jar` or the main class, `java` itself among them. */
  readonly before: number;
  /** Options of the launcher, without the words that belong to them. */
  readonly options: readonly string[];
  readonly kind: 'jar' | 'class';
  /** The jar as it is written, or the name of the main class. */
  readonly main: string;
  /** What is written behind `-cp`; undefined where nothing is. */
  readonly classPath: string | undefined;
}

/** Options whose value is the next word (`java --help`, `java -X`). */
const withValue =
  /^(?:--(?:module-path|upgrade-module-path|add-modules|add-exports|add-opens|add-reads|limit-modules|patch-module|enable-native-access)|-p)$/;

/**
 * Reads the words of a start. A string says why this is none that can be moved: no program, a module path, a source
 * that is compiled first, options in a file.
 */
export function readJavaStart(words: readonly string[]): JavaStart | string {
  const options: string[] = [];
  let classPath: string | undefined;
  for (let index = 1; index < words.length; index++) {
    const word = words[index] ?? '';
    const next = words[index + 1];
    if (word === '-jar') {
      if (next === undefined) return 'The start names no jar behind `-jar`.';
      return { before: index, options, kind: 'jar', main: next, classPath };
    }
    if (/^-(?:cp|classpath)$|^--class-path$/.test(word)) {
      classPath = next;
      index++;
    } else if (word.startsWith('--class-path=')) classPath = word.slice('--class-path='.length);
    else if (/^(?:-m|--module)(?:=|$)/.test(word) || /^(?:-p$|--module-path)/.test(word))
      return 'The program is started as a module: which modules the runtime must have is not followed.';
    else if (withValue.test(word)) {
      options.push(word);
      index++;
    } else if (word.startsWith('@'))
      return `The options of the start are in the file \`${word.slice(1)}\`, which is not read.`;
    else if (word.startsWith('-')) options.push(word);
    else if (/\.(?:java|kts?)$/.test(word))
      return `\`${word}\` is compiled whenever the container starts: that needs the JDK. Compile it in the build.`;
    else return { before: index, options, kind: 'class', main: word, classPath };
  }
  return 'The start names no jar and no main class.';
}

/** The entries of the class path as absolute paths, the folder of a wildcard; the working directory where none is given. */
export function classPathOf(
  { classPath }: Pick<JavaStart, 'classPath'>,
  variable: string | undefined,
  workdir: string,
): readonly string[] {
  const written = classPath ?? variable ?? '.';
  return written
    .split(':')
    .flatMap(entry => joinPath(workdir, entry === '' ? '.' : entry.replace(/(?:^|\/)\*$/, '')) ?? []);
}
