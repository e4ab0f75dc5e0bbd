/** Where sources for Bun and Deno write by what these have of their own for it. */

interface Source {
  /** In the stage. */
  readonly path: string;
  readonly text: string;
}

/** The folders of absolute paths that are given to what makes files or folders. */
export function ownWrites(
  sources: readonly Source[],
): { readonly folder: string; readonly file: string; readonly line: number }[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(writing)].map(({ index, 1: name = '', 2: target = '' }) => ({
      folder: /mkdir/.test(name) ? target : target.replace(/\/[^/]*$/, '') || '/',
      file: path,
      line: text.slice(0, index).split('\n').length,
    })),
  );
}

const writing =
  /\b(?:Bun|Deno)\s*\.\s*((?:write|mkdir|create|open|copy|rename|make)\w*)\s*\(\s*["'`](\/[^"'`$\n]*)/g;
