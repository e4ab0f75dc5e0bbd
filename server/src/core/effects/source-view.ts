import type { ContextTree } from '../context/context-tree';
import { type GoFile, readGoFile } from '../go/go-source';
import { isWithin, parentPath, relativeTo } from '../model/paths';
import type { Contents } from './contents';

/** Files of the build context as a stage has them: image path to context path. */
export interface SourceView {
  readonly tree: ContextTree;
  readonly files: ReadonlyMap<string, string>;
  /** The files directly in a directory, sorted. */
  readonly directories: ReadonlyMap<string, readonly string[]>;
  text(path: string): string | undefined;
  /** The Go file at a path; undefined when it is not there or its text is not known. */
  goFile(path: string): GoFile | undefined;
}

/** Files read so far, for as long as their context lives: many look-ups ask for the same ones. */
const parsedFiles = new WeakMap<ContextTree, Map<string, GoFile>>();

/** The view of a stage as it stands, until something else is put into it. */
const views = new WeakMap<Contents, { readonly count: number; readonly view: SourceView }>();

/** Replays what brought context files into the stage; linear in the files. */
export function sourceView(contents: Contents, tree: ContextTree): SourceView {
  const known = views.get(contents);
  if (known?.count === contents.count && known.view.tree === tree) return known.view;
  const view = readView(contents, tree);
  views.set(contents, { count: contents.count, view });
  return view;
}

function readView(contents: Contents, tree: ContextTree): SourceView {
  const files = collect(contents, tree, 0);
  const directories = new Map<string, string[]>();
  for (const path of files.keys()) {
    const parent = parentPath(path);
    const list = directories.get(parent);
    if (list === undefined) directories.set(parent, [path]);
    else list.push(path);
  }
  const text = (path: string): string | undefined => {
    const source = files.get(path);
    return source === undefined ? undefined : tree.text(source);
  };
  const parsed = parsedFiles.get(tree) ?? new Map<string, GoFile>();
  parsedFiles.set(tree, parsed);
  const goFile = (path: string): GoFile | undefined => {
    const known = parsed.get(files.get(path) ?? '');
    if (known !== undefined) return known;
    const content = text(path);
    if (content === undefined) return undefined;
    // Of other people's code only what it imports is of interest.
    const file = readGoFile(content, path.includes('/vendor/') ? 'imports' : 'all');
    parsed.set(files.get(path) ?? '', file);
    return file;
  };
  return { tree, files, directories, text, goFile };
}

function collect(contents: Contents, tree: ContextTree, depth: number): Map<string, string> {
  const files = new Map<string, string>();
  const { until = Number.POSITIVE_INFINITY } = contents;
  const events: { at: number; apply: () => void }[] = [];
  for (const [path, list] of contents.entries) {
    for (const { at, entry } of list) {
      const { origin } = entry;
      const source =
        origin.kind === 'context'
          ? origin.path
          : origin.kind === 'copied' && origin.from.entry?.origin.kind === 'context'
            ? origin.from.entry.origin.path
            : undefined;
      if (source !== undefined) events.push({ at, apply: () => files.set(path, source) });
    }
  }
  for (const layer of contents.grafts) {
    events.push({ at: layer.at, apply: () => replay(layer, files, tree, contents, depth) });
  }
  events.sort((a, b) => a.at - b.at);
  for (const event of events) if (event.at < until) event.apply();
  return files;
}

function replay(
  layer: Contents['grafts'][number],
  files: Map<string, string>,
  tree: ContextTree,
  contents: Contents,
  depth: number,
): void {
  const place = (below: string): string =>
    below === ''
      ? layer.destination
      : layer.destination === '/'
        ? `/${below}`
        : `${layer.destination}/${below}`;
  const { source } = layer;
  if (source.kind === 'removed') {
    if (source.conditional) return;
    for (const path of [...files.keys()])
      if (isWithin(path, layer.destination) && source.matches?.(path) !== false) files.delete(path);
  } else if (source.kind === 'context') {
    for (const file of tree.files(source.path)) {
      files.set(place(source.path === '' ? file : file.slice(source.path.length + 1)), file);
    }
  } else if (source.kind === 'contents' && depth < 4) {
    // A copy within the stage takes what is there at that moment.
    const now = source.contents.entries === contents.entries && source.contents.until === layer.at;
    const other = now ? new Map(files) : collect(source.contents, tree, depth + 1);
    for (const [path, file] of other) {
      if (isWithin(path, source.path)) files.set(place(relativeTo(path, source.path)), file);
    }
  }
}
