/** Which files and folders a pattern of make matches in a stage. */
import picomatch from 'picomatch/posix';
import type { ContextTree } from '../context/context-tree';
import { cleanPath, parentPath } from '../model/paths';
import { type Contents, lookup } from './contents';
import { sourceView } from './source-view';

/**
 * As they would be written in the Makefile, sorted; undefined where something that cannot be seen may be in the folder.
 * `pattern` is relative to `directory`, an absolute path, or has `**` for folders of any depth.
 */
export function matchesIn(
  directory: string,
  pattern: string,
  contents: Contents,
  tree: ContextTree,
): readonly string[] | undefined {
  const place = cleanPath(pattern.startsWith('/') ? pattern : `${directory}/${pattern}`);
  if (!/[*?[]/.test(pattern)) {
    const { presence } = lookup(contents, place);
    return presence === 'maybe' ? undefined : presence === 'yes' ? [pattern] : [];
  }
  // What begins with a dot has to be named so.
  const fits = picomatch(place, { dot: false });
  const fixed = folderBefore(place);
  const view = sourceView(contents, tree);
  const folders = new Set<string>();
  for (const folder of view.directories.keys())
    for (let at = folder; at !== '/' && !folders.has(at); at = parentPath(at)) folders.add(at);
  // A pattern for names alone looks into its folder only: a Makefile may have hundreds of them.
  const flat = !place.slice(fixed.length).includes('/');
  const below = flat ? [] : [...folders].filter(folder => `${folder}/`.startsWith(fixed));
  // A name that nobody chose is there only where anything may be.
  if (
    [fixed, ...below].some(folder => lookup(contents, cleanPath(`${folder}/.distill-any`)).presence !== 'no')
  )
    return undefined;
  const inside = flat ? (view.directories.get(cleanPath(fixed)) ?? []) : view.files.keys();
  const found = [...inside, ...folders].filter(
    path => fits(path) && lookup(contents, path).presence === 'yes',
  );
  const made = [...contents.entries.keys()].filter(
    path => fits(path) && !view.files.has(path) && lookup(contents, path).presence !== 'no',
  );
  const prefix = directory === '/' ? '/' : `${directory}/`;
  const start = pattern.startsWith('./') ? './' : '';
  return [...new Set([...found, ...made])]
    .map(path =>
      pattern.startsWith('/') || !path.startsWith(prefix) ? path : start + path.slice(prefix.length),
    )
    .sort();
}

/** The folder that stands before the first wildcard, with its slash. */
function folderBefore(place: string): string {
  const fixed = place.slice(0, place.search(/[*?[]/));
  return fixed.slice(0, fixed.lastIndexOf('/') + 1);
}
