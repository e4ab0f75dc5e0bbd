/** One element of a path against Go's `filepath.Match`, which is what BuildKit takes for COPY and ADD. */

/** The test of a name: `*`, `?`, `[a-c]`, `[^a]` and escapes; `[!a]` and braces mean themselves. No name fits a broken one. */
export function segmentMatcher(pattern: string): (name: string) => boolean {
  if (!/[*?[\\]/.test(pattern)) return name => name === pattern;
  const source = regularExpression(pattern);
  if (source === undefined) return () => false;
  const expression = new RegExp(`^${source}$`, 'su');
  return name => expression.test(name);
}

function regularExpression(pattern: string): string | undefined {
  const characters = [...pattern];
  let source = '';
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') source += source.endsWith('.*') ? '' : '.*';
    else if (character === '?') source += '.';
    else if (character === '\\') {
      const next = characters[++at];
      if (next === undefined) return undefined;
      source += literal(next);
    } else if (character === '[') {
      const set = readClass(characters, at + 1);
      if (set === undefined) return undefined;
      source += set.source;
      at = set.end;
    } else source += literal(character);
  }
  return source;
}

/** A class from behind its bracket on; undefined where Go calls it a bad pattern. */
function readClass(
  characters: readonly string[],
  start: number,
): { source: string; end: number } | undefined {
  let at = start;
  const negated = characters[at] === '^';
  if (negated) at++;
  let source = '';
  const one = (): string | undefined => {
    const character = characters[at++];
    if (character === '\\') return characters[at++];
    return character === '-' || character === ']' ? undefined : character;
  };
  for (let count = 0; count === 0 || characters[at] !== ']'; count++) {
    const low = one();
    if (low === undefined) return undefined;
    let high = low;
    if (characters[at] === '-') {
      at++;
      const end = one();
      if (end === undefined) return undefined;
      high = end;
    }
    // A range turned round fits nothing.
    if ((low.codePointAt(0) ?? 0) <= (high.codePointAt(0) ?? 0)) source += `${inClass(low)}-${inClass(high)}`;
  }
  if (source === '') return { source: negated ? '.' : '(?!)', end: at };
  return { source: `[${negated ? '^' : ''}${source}]`, end: at };
}

const literal = (character: string): string =>
  /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;

const inClass = (character: string): string => (character === '-' ? '\\-' : literal(character));
