import type { BuildContext } from './build-context';
import { readDockerignore } from './dockerignore';

/** The context as a build sees it: after `.dockerignore`, with directories implied by their files. */
export interface ContextTree {
  /** Absence means absence: the context is known. */
  readonly complete: boolean;
  /** Undefined when nothing of that name is sent; the root is the empty path. */
  find(path: string): { readonly kind: 'file' | 'directory' | 'link' } | undefined;
  /** Names directly below a directory, sorted. */
  children(path: string): readonly string[];
  /** Every file below a directory (or the file itself), sorted, as paths from the root. */
  files(path: string): readonly string[];
  text(path: string): string | undefined;
  executable(path: string): boolean;
  /** `.dockerignore` keeps the path out of the build, whether it is there or not. */
  ignores(path: string): boolean;
}

/** A context is a value: what is read of it holds for as long as it is there. */
const trees = new WeakMap<BuildContext, ContextTree>();

/** Reads the context once into a tree; linear in its entries. */
export function contextTree(context: BuildContext): ContextTree {
  const tree = trees.get(context) ?? readTree(context);
  trees.set(context, tree);
  return tree;
}

function readTree(context: BuildContext): ContextTree {
  const ignored = dockerignoreOf(context);
  const kinds = new Map<string, 'file' | 'directory' | 'link'>();
  const children = new Map<string, Set<string>>();
  kinds.set('', 'directory');
  for (const [path, entry] of context.entries) {
    if (entry.kind === 'directory' || ignored(path)) continue;
    kinds.set(path, entry.kind);
    addParents(path, kinds, children);
  }
  // An empty directory is sent, too; an ignored one only if something in it is.
  for (const [path, entry] of context.entries) {
    if (entry.kind !== 'directory' || kinds.has(path) || ignored(path)) continue;
    kinds.set(path, 'directory');
    addParents(path, kinds, children);
  }
  const sorted = (path: string): string[] => [...(children.get(path) ?? [])].sort();
  const files = (path: string): string[] => {
    const kind = kinds.get(path);
    if (kind === undefined) return [];
    if (kind !== 'directory') return [path];
    return sorted(path).flatMap(name => files(path === '' ? name : `${path}/${name}`));
  };
  return {
    complete: context.completeness === 'known',
    find: path => {
      const kind = kinds.get(normalise(path));
      return kind === undefined ? undefined : { kind };
    },
    children: path => sorted(normalise(path)),
    files: path => files(normalise(path)),
    text: path => context.texts.get(normalise(path)),
    executable: path => context.entries.get(normalise(path))?.executable ?? false,
    ignores: path => ignored(normalise(path)),
  };
}

function normalise(path: string): string {
  if (!/^\/|\/(?:\/|$)|(?:^|\/)\.(?:\/|$)/.test(path)) return path;
  return path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
}

function addParents(
  path: string,
  kinds: Map<string, 'file' | 'directory' | 'link'>,
  children: Map<string, Set<string>>,
): void {
  let child = path;
  for (;;) {
    const slash = child.lastIndexOf('/');
    const parent = slash < 0 ? '' : child.slice(0, slash);
    const names = children.get(parent);
    const name = child.slice(slash + 1);
    if (names?.has(name)) return;
    if (names === undefined) children.set(parent, new Set([name]));
    else names.add(name);
    if (parent === '') return;
    kinds.set(parent, 'directory');
    child = parent;
  }
}

/** `<Dockerfile>.dockerignore` beside the Dockerfile wins over `.dockerignore` at the root, as in BuildKit. */
function dockerignoreOf(context: BuildContext): (path: string) => boolean {
  const specific =
    context.dockerfile === undefined ? undefined : context.texts.get(`${context.dockerfile}.dockerignore`);
  const text = specific ?? context.texts.get('.dockerignore');
  return text === undefined ? () => false : readDockerignore(text);
}
