/** Folders that the start of a Java program names: by properties and options of the virtual machine, by its arguments. */
import { isFolder } from '../../java/named-folders';
import { makesFiles } from '../../java/writes';
import { parentPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { readJavaStart } from './java-start';
import { javaSources } from './sources';

/**
 * Absolute folders by the words of the start, and by the variables that give `java` options; `variable` is what the image
 * sets. Arguments count where a source makes files.
 */
export function startFolders(
  app: Pick<Application, 'subject'>,
  words: readonly string[],
  variable: (name: string) => string | undefined,
): readonly { readonly path: string; readonly evidence: string }[] {
  const start = readJavaStart(words);
  const behind = typeof start === 'string' ? words.length : start.before + (start.kind === 'jar' ? 2 : 1);
  const options = optionVariables.flatMap(name => (variable(name) ?? '').split(/\s+/));
  const found = [...words, ...options].flatMap(word => {
    const [, name = '', value = ''] = /^(?:-D|--|-XX:)([\w.-]+)=(?:file:)?(\/.*)$/.exec(word) ?? logged(word);
    return isFolder(name, value) ? [{ value, word }] : [];
  });
  if (javaSources(app).some(makesFiles))
    for (const word of words.slice(behind)) if (isFolder('path', word)) found.push({ value: word, word });
  return found.map(({ value, word }) => ({
    path: /\.\w+$/.test(value) ? parentPath(value) : value,
    evidence: `\`${word}\` in the start`,
  }));
}

/** `-Xlog:gc*:file=/var/log/gc.log:time`, `-Xloggc:/var/log/gc.log`. */
function logged(word: string): readonly string[] {
  const [, file] = /^-Xlog(?:gc)?:.*?(?:^|[:=])(\/[^:]+)/.exec(word) ?? [];
  return file === undefined ? [] : [word, 'log', file];
}

/** What the launcher reads itself, and what starts in a shell usually hand over. */
const optionVariables = ['JDK_JAVA_OPTIONS', 'JAVA_TOOL_OPTIONS', 'JAVA_OPTS', '_JAVA_OPTIONS'];
