/** Modules and packages as they stand in an image: which `go.mod` holds, which files take part. */
import type { SourceView } from '../effects/source-view';
import { parentPath } from '../model/paths';
import { fileIncluded } from './constraints';
import { type GoMod, readGoMod } from './go-mod';
import type { GoFile } from './go-source';

export interface GoModule {
  /** Directory in the image. */
  readonly root: string;
  /** Undefined in GOPATH mode. */
  readonly mod: GoMod | undefined;
  /** False when a `go.mod` may be there that cannot be seen. */
  readonly certain: boolean;
}

/** The module a directory belongs to: the nearest `go.mod` above, or the directory itself without one. */
export function findModule(view: SourceView, directory: string, complete: boolean): GoModule {
  for (let at = directory; ; at = parentPath(at)) {
    const path = at === '/' ? '/go.mod' : `${at}/go.mod`;
    if (view.files.has(path)) {
      const text = view.text(path);
      return { root: at, mod: text === undefined ? undefined : readGoMod(text), certain: text !== undefined };
    }
    if (at === '/') return { root: directory, mod: undefined, certain: complete };
  }
}

/** The Go files of one directory that may take part in a Linux build. */
export function packageFiles(
  view: SourceView,
  directory: string,
  tags: ReadonlySet<string> = noTags,
): ParsedFile[] {
  const files: ParsedFile[] = [];
  for (const path of view.directories.get(directory) ?? []) {
    if (!path.endsWith('.go') || path.endsWith('_test.go') || /\/[._][^/]*$/.test(path)) continue;
    const file = view.goFile(path);
    if (file !== undefined && fileIncluded(path, file.constraint, { tags, cgo: 'maybe' }) === 'no') continue;
    files.push({ path, file });
  }
  return files;
}

const noTags: ReadonlySet<string> = new Set();

export interface ParsedFile {
  readonly path: string;
  /** Undefined when its text could not be read. */
  readonly file: GoFile | undefined;
}

/** Whether the directory holds a `package main`; undefined when no file of it can be read. */
export function isMainPackage(view: SourceView, directory: string): boolean | undefined {
  const files = packageFiles(view, directory);
  if (files.length === 0) return undefined;
  if (files.some(({ file }) => file?.package === 'main')) return true;
  return files.some(({ file }) => file === undefined) ? undefined : false;
}
