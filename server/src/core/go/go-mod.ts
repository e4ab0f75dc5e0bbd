/** `go.mod` and `go.work`, as far as a conversion needs them (golang.org/ref/mod, "go.mod files"). */

export interface GoMod {
  readonly module: string | undefined;
  /** The `go` directive: `1.21`. */
  readonly version: string | undefined;
  readonly requires: readonly {
    readonly path: string;
    readonly version: string;
    readonly indirect: boolean;
  }[];
  /** Replacements by a local directory, relative to the module's root or absolute. */
  readonly localReplacements: readonly { readonly path: string; readonly directory: string }[];
}

/** Reads a `go.mod`; lines it does not understand are skipped. */
export function readGoMod(text: string): GoMod {
  let module: string | undefined;
  let version: string | undefined;
  const requires: { path: string; version: string; indirect: boolean }[] = [];
  const localReplacements: { path: string; directory: string }[] = [];
  for (const { verb, words, comment } of directives(text)) {
    const [first, second] = words;
    if (first === undefined) continue;
    if (verb === 'module') module = first;
    else if (verb === 'go') version = first;
    else if (verb === 'require' && second !== undefined) {
      requires.push({ path: first, version: second, indirect: /\bindirect\b/.test(comment) });
    } else if (verb === 'replace') {
      const target = words[words.indexOf('=>') + 1];
      if (words.includes('=>') && target !== undefined && /^\.{0,2}\//.test(target)) {
        localReplacements.push({ path: first, directory: target });
      }
    }
  }
  return { module, version, requires, localReplacements };
}

function* directives(text: string): Generator<{ verb: string; words: string[]; comment: string }> {
  let block: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const slashes = line.search(/(^|\s)\/\//);
    const comment = slashes < 0 ? '' : line.slice(slashes);
    const words = (slashes < 0 ? line : line.slice(0, slashes))
      .trim()
      .split(/\s+/)
      .filter(word => word !== '')
      .map(word => word.replace(/^["`](.*)["`]$/, '$1'));
    const [first, second] = words;
    if (first === undefined) continue;
    if (block !== undefined) {
      if (first === ')') block = undefined;
      else yield { verb: block, words, comment };
    } else if (second === '(') block = first;
    else if (first.endsWith('(')) block = first.slice(0, -1);
    else yield { verb: first, words: words.slice(1), comment };
  }
}

/**
 * The name `go build` gives a program, from its import path: the last element, or the one before where that
 * is a major version (`cmd/go/internal/load`, `DefaultExecName`).
 */
export function executableName(importPath: string): string {
  const parts = importPath.split('/').filter(part => part !== '');
  const last = parts.at(-1) ?? importPath;
  const before = parts.at(-2);
  if (before !== undefined && /^v(?:[2-9]|[1-9]\d+)$/.test(last)) return before;
  return last;
}
