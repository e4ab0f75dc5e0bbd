/** The project's own files and what they import, for the tests that keep the house in order. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export interface Source {
  readonly path: string;
  readonly text: string;
  /** Packages by name, own files by path; `typeOnly` when the compiler drops it. */
  readonly imports: readonly { readonly name: string; readonly typeOnly: boolean }[];
}

/** Tracked and new files alike, so that a fault shows before it is committed. */
export function sources(...roots: string[]): Source[] {
  const options = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...roots];
  const paths = execFileSync('git', words, options).split('\n');
  return paths
    .filter(path => /\.(ts|mts|mjs)$/.test(path) && existsSync(path))
    .map(path => {
      const text = readFileSync(path, 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

const statement =
  /^(?:import|export)(\s+type)?\s+(?:[\w*{}\s,]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm;

function importsOf(path: string, text: string): Source['imports'] {
  return [...text.matchAll(statement)].map(([, type, fixed, dynamic]) => {
    const name = fixed ?? dynamic ?? '';
    const own = name.startsWith('.') ? posix.join(posix.dirname(path), name) : name;
    return { name: own, typeOnly: type !== undefined };
  });
}
