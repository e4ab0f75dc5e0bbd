/**
 * Reads a build context from the disk, for the command line and for the server on Node.
 * Bounded in every direction, so that a Dockerfile in a home folder costs a second and not an hour.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import {
  type BuildContext,
  type ContextEntry,
  filesAbove,
  filesToRead,
  type Repository,
} from './core/analysis';
import { ignoredFolders } from './ignored-folders';
import { buildContext, type Listing, type Texts } from './lsp/context-reader';

export interface Bounds {
  readonly entries: number;
  readonly depth: number;
  readonly textBytes: number;
  readonly fileBytes: number;
}

export const defaultBounds: Bounds = { entries: 20_000, depth: 40, textBytes: 64 << 20, fileBytes: 1 << 20 };

/** Walked after everything else, because they hold the most files and say the least. */
const heavyFolders = new Set(['.git', 'node_modules']);

/** Thousands of files that no Dockerfile names one by one; the folder itself is listed. */
const opaqueFolders = new Set(['.git/objects', '.git/logs']);

/** `dockerfile` is a path on the disk, undefined for standard input. */
type ReadContext = (
  root: string,
  dockerfile: string | undefined,
  source: string,
) => Promise<BuildContext | undefined>;

/**
 * Lists and reads in one go. The last list is kept for the next Dockerfile, because folders with hundreds
 * of Dockerfiles exist and are walked once only.
 */
export function contextReader(bounds: Bounds = defaultBounds): ReadContext {
  let last: { key: string; listing: Promise<Listing | undefined> } | undefined;
  return async (root, dockerfile, source) => {
    const inside = dockerfile === undefined ? undefined : pathInside(root, dockerfile);
    const ignoreFile = await readIgnoreFile(root, inside, bounds);
    const key = JSON.stringify([root, ignoreFile?.path]);
    if (last?.key !== key) last = { key, listing: listContext(root, dockerfile, bounds) };
    const listing = await last.listing;
    if (listing === undefined) return undefined;
    const { dockerfile: _, ...shared } = listing;
    const own = { ...shared, ...(inside === undefined ? {} : { dockerfile: inside }) };
    return buildContext(own, await readTexts(own, filesToRead(source, own.entries), bounds));
  };
}

/** Undefined when `root` cannot be read at all. */
export async function listContext(
  root: string,
  dockerfile: string | undefined,
  bounds: Bounds = defaultBounds,
  signal?: AbortSignal,
): Promise<Listing | undefined> {
  if ((await children(root)) === undefined) return undefined;
  const inside = dockerfile === undefined ? undefined : pathInside(root, dockerfile);
  const ignoreFile = await readIgnoreFile(root, inside, bounds);
  const skipped = ignoreFile === undefined ? () => false : ignoredFolders(ignoreFile.text);
  const entries = new Map<string, ContextEntry>();
  let complete = true;

  /** Adds what is in `folder` and returns the folders to walk next. */
  async function walk(folder: string): Promise<string[]> {
    const found = await children(folder === '' ? root : join(root, folder));
    if (found === undefined) {
      complete = false;
      return [];
    }
    const listed = await Promise.all(
      found.slice(0, Math.max(0, bounds.entries - entries.size)).map(async child => {
        const path = folder === '' ? child.name : `${folder}/${child.name}`;
        return { path, entry: await entryAt(join(root, path)) };
      }),
    );
    if (listed.length < found.length) complete = false;
    const folders: string[] = [];
    for (const { path, entry } of listed) {
      if (entry === undefined) continue;
      entries.set(path, entry);
      if (entry.kind === 'directory' && !opaqueFolders.has(path) && !skipped(path)) folders.push(path);
    }
    return folders;
  }

  const queue = [''];
  const later: string[] = [];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift() ?? later.shift()) {
    const depth = folder === '' ? 0 : folder.split('/').length;
    if (entries.size >= bounds.entries || signal?.aborted === true) {
      complete = false;
      break;
    }
    if (depth > bounds.depth) {
      complete = false;
      continue;
    }
    for (const child of await walk(folder)) (heavyFolders.has(basename(child)) ? later : queue).push(child);
  }
  const repository = await readRepository(root, bounds);
  return {
    root,
    completeness: complete ? 'known' : 'partial',
    ...(inside === undefined ? {} : { dockerfile: inside }),
    entries,
    texts: new Map(ignoreFile === undefined ? [] : [[ignoreFile.path, ignoreFile.text]]),
    ...(repository === undefined ? {} : { repository }),
  };
}

/** The texts at `paths`, as far as the bounds allow; only files that the listing has are opened. */
export async function readTexts(
  { root, entries }: Listing,
  paths: readonly string[],
  bounds: Bounds = defaultBounds,
  signal?: AbortSignal,
): Promise<Texts> {
  const texts = new Map<string, string>();
  let left = bounds.textBytes;
  for (const path of paths) {
    if (signal?.aborted === true) return { texts, complete: false };
    const entry = entries.get(path);
    if (entry?.kind !== 'file' || entry.size > bounds.fileBytes) continue;
    if (entry.size > left) return { texts, complete: false };
    const text = await readText(join(root, path), bounds.fileBytes);
    if (text === undefined) continue;
    texts.set(path, text);
    left -= entry.size;
  }
  return { texts, complete: true };
}

/**
 * Where the context lies in the repository that it is a part of, with the few files above it that start what is built
 * in it. Undefined where no folder close above has a `.git`: nothing says then how far up the project goes.
 */
async function readRepository(root: string, { fileBytes }: Bounds): Promise<Repository | undefined> {
  const above: string[] = [];
  for (let top = root; ; top = dirname(top)) {
    if (top !== root) above.push(top);
    if ((await entryAt(join(top, '.git'))) !== undefined) break;
    if (above.length > deepestProject || dirname(top) === top) return undefined;
  }
  const top = above.at(-1);
  if (top === undefined) return undefined;
  const pathOf = (file: string) => relative(top, file).split(sep).join('/');
  const texts = new Map<string, string>();
  for (const folder of above) {
    const names = ((await children(folder)) ?? []).map(({ name }) => name);
    for (const name of filesAbove(names)) {
      const text = await readText(join(folder, name), fileBytes);
      if (text !== undefined) texts.set(pathOf(join(folder, name)), text);
    }
  }
  return { folder: pathOf(root), texts };
}

const deepestProject = 8;

/** BuildKit takes `<Dockerfile>.dockerignore` beside the Dockerfile and only then the one at the root. */
async function readIgnoreFile(root: string, dockerfile: string | undefined, { fileBytes }: Bounds) {
  const names = [...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]), '.dockerignore'];
  for (const path of names) {
    const text = await readText(join(root, path), fileBytes);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** Undefined for what is unreadable, too large, a link or binary. */
async function readText(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    // A link that has taken a file's place since the walk could lead out of the context.
    const handle = await open(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const status = await handle.stat();
      if (!status.isFile() || status.size > maxBytes) return undefined;
      const bytes = await handle.readFile();
      return decoded(bytes);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** UTF-8, or what a mark at the beginning says: PowerShell writes `pip freeze > requirements.txt` in UTF-16. */
function decoded(bytes: Buffer): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
}

async function children(folder: string) {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

/** Sockets, pipes and devices are no part of a build context, nor is what vanished meanwhile. */
async function entryAt(path: string): Promise<ContextEntry | undefined> {
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return undefined;
  if (status.isDirectory()) return { kind: 'directory', size: 0, executable: false };
  if (status.isSymbolicLink()) return { kind: 'link', size: status.size, executable: false };
  if (!status.isFile()) return undefined;
  const executable = process.platform !== 'win32' && (status.mode & 0o111) !== 0;
  return { kind: 'file', size: status.size, executable };
}

/** The path of `file` below `root` with forward slashes, or undefined if it lies elsewhere. */
function pathInside(root: string, file: string): string | undefined {
  const path = join(relative(root, dirname(file)), basename(file))
    .split(sep)
    .join('/');
  return path.startsWith('../') || /^([A-Za-z]:|\/)/.test(path) ? undefined : path;
}
