/** `CMakeLists.txt`: which programs and libraries a project has, read command by command without running it. */

export interface CMakeCommand {
  /** In lower case. */
  readonly name: string;
  /** Words without quotes; variables stay as they are written. */
  readonly words: readonly string[];
  /** It stands in an `if`, a loop, a function or a macro. */
  readonly conditional: boolean;
}

/** Undefined where brackets do not match. Comments and bracket arguments are left out. */
export function readCMake(text: string): readonly CMakeCommand[] | undefined {
  const plain = text
    .replace(/#\[(=*)\[[\s\S]*?\]\1\]/g, '')
    .replace(/("(?:[^"\\]|\\[\s\S])*")|#[^\n]*/g, (_, string: string | undefined) => string ?? '');
  const found: CMakeCommand[] = [];
  let depth = 0;
  const start = /([A-Za-z_]\w*)\s*\(/g;
  for (let match = start.exec(plain); match !== null; match = start.exec(plain)) {
    const end = closing(plain, start.lastIndex);
    if (end === undefined) return undefined;
    const name = (match[1] ?? '').toLowerCase();
    const words = wordsOf(plain.slice(start.lastIndex, end));
    start.lastIndex = end + 1;
    if (/^end(?:if|foreach|while|function|macro)$/.test(name)) depth--;
    else if (/^(?:if|foreach|while|function|macro)$/.test(name)) depth++;
    else found.push({ name, words, conditional: depth > 0 });
  }
  return found;
}

function closing(text: string, from: number): number | undefined {
  let open = 1;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      const end = /"(?:[^"\\]|\\[\s\S])*"/y;
      end.lastIndex = index;
      const string = end.exec(text)?.[0];
      if (string === undefined) return undefined;
      index += string.length - 1;
    } else if (character === '(') open++;
    else if (character === ')' && --open === 0) return index;
  }
  return undefined;
}

function wordsOf(text: string): string[] {
  return (text.match(/"(?:[^"\\]|\\[\s\S])*"|[^\s"]+/g) ?? []).map(word => word.replace(/^"|"$/g, ''));
}
