/**
 * `.dockerignore` as moby's `patternmatcher` reads it: patterns are rooted, `!` brings back, the last match
 * wins, and a pattern that names a directory holds for everything below it. The globs themselves are
 * Go's `filepath.Match` plus `**`, which picomatch is set to follow.
 */
import picomatch from 'picomatch/posix';

/** Says of a path relative to the context's root whether the build never gets it. */
export function readDockerignore(text: string): (path: string) => boolean {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(line => !line.startsWith('#'))
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(readPattern);
  // Files of a folder share its patterns: those that name it or a folder above it hold for all of them.
  const above = new Map<string, readonly boolean[]>();
  const holdAbove = (folder: string): readonly boolean[] => {
    const known = above.get(folder);
    if (known !== undefined) return known;
    const parent = folder === '' ? undefined : holdAbove(parentOf(folder));
    const held = patterns.map(
      ({ matches }, index) => parent !== undefined && (parent[index] === true || matches(folder)),
    );
    above.set(folder, held);
    return held;
  };
  return path => {
    const held = holdAbove(parentOf(path));
    let ignored = false;
    for (const [index, { negated, matches }] of patterns.entries()) {
      // Only a pattern that would change the answer needs to be tried.
      if (negated === ignored && (held[index] === true || (path !== '' && matches(path)))) ignored = !negated;
    }
    return ignored;
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

interface Pattern {
  readonly negated: boolean;
  readonly matches: (path: string) => boolean;
}

function readPattern(line: string): Pattern {
  const negated = line.startsWith('!');
  const glob = clean(negated ? line.slice(1).trim() : line);
  if (glob === '.') return { negated, matches: () => true };
  if (!/[*?[\\]/.test(glob)) return { negated, matches: path => path === glob };
  const matcher = picomatch(glob, {
    dot: true,
    nobrace: true,
    noextglob: true,
    nonegate: true,
    posix: false,
  });
  return { negated, matches: path => matcher(path) };
}

/** `filepath.Clean` and the leading slash gone: `/foo/../bar/` is `bar`. */
function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
