/** Python sources, read lexically: the modules they import. Strings and comments do not count. */

export interface PythonImport {
  /** The first part of the dotted name: `yaml` of `import yaml.scanner`. */
  readonly module: string;
  /** Stands at the left margin, so that running the file runs it: not in a function, a branch or a `try`. */
  readonly certain: boolean;
}

/** The absolute imports of a file, in order; linear, and total for any text. */
export function readPythonImports(text: string): PythonImport[] {
  const found: PythonImport[] = [];
  for (const line of withoutStrings(text).split('\n')) {
    // `import a; import b` in one line is rare: what stands behind the first is not looked at.
    const [, indent, from, names] =
      /^([ \t]*)(?:from[ \t]+([A-Za-z_]\w*)[\w.]*[ \t]+import\b|import[ \t]+([^;]+))/.exec(line) ?? [];
    if (indent === undefined) continue;
    const certain = indent === '';
    if (from !== undefined) found.push({ module: from, certain });
    for (const name of names?.split(',') ?? []) {
      const module = /^\s*([A-Za-z_]\w*)/.exec(name)?.[1];
      if (module !== undefined) found.push({ module, certain });
    }
  }
  return found;
}

/** The text with comments gone and every string emptied; joined lines stay joined. */
function withoutStrings(text: string): string {
  let result = '';
  let position = 0;
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  while (position < source.length) {
    const character = source[position] ?? '';
    if (character === '#') {
      const end = source.indexOf('\n', position);
      position = end < 0 ? source.length : end;
    } else if (character === '"' || character === "'") {
      position = endOfString(source, position, character);
      result += "''";
    } else if (character === '\\' && source[position + 1] === '\n') {
      result += ' ';
      position += 2;
    } else {
      result += character;
      position++;
    }
  }
  return result;
}

/** Behind the closing quotes; a string in single quotes that is not closed ends with its line. */
function endOfString(source: string, start: number, quote: string): number {
  const triple = source.startsWith(quote.repeat(3), start);
  let position = start + (triple ? 3 : 1);
  while (position < source.length) {
    const character = source[position];
    if (character === '\\') position += 2;
    else if (triple && source.startsWith(quote.repeat(3), position)) return position + 3;
    else if (!triple && (character === quote || character === '\n'))
      return position + (character === quote ? 1 : 0);
    else position++;
  }
  return source.length;
}
