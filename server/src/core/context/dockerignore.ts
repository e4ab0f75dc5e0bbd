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
  return path => {
    let ignored = false;
    for (const pattern of patterns) {
      // Only a pattern that would change the answer needs to be tried.
      if (pattern.negated === ignored && matches(pattern, path)) ignored = !pattern.negated;
    }
    return ignored;
  };
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

function matches(pattern: Pattern, path: string): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (pattern.matches(path.slice(0, end))) return true;
  }
  return false;
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
