/**
 * Answers the server's requests for the build context through `workspace.fs`, for servers without a disk
 * and for folders that are on none. Bounded, below the Dockerfile's folder, and never through a link.
 */
import { type CancellationToken, FileType, Uri, workspace } from 'vscode';
import type { ContextEntry, ContextList, ContextParams, ContextTexts } from './protocol';

const bounds = { entries: 20_000, depth: 40, textBytes: 16 << 20, fileBytes: 1 << 20, atOnce: 64 };

export function contextOf(
  params: ContextParams,
  token: CancellationToken,
): Promise<ContextList | ContextTexts | null> {
  const dockerfile = Uri.parse(params.uri, true);
  const root = Uri.joinPath(dockerfile, '..');
  if (params.phase === 'read') return readTexts(root, params.paths, token);
  if (dockerfile.scheme === 'untitled') return Promise.resolve(null);
  return listFiles(root, dockerfile.path.slice(dockerfile.path.lastIndexOf('/') + 1), token);
}

async function listFiles(
  root: Uri,
  dockerfile: string,
  token: CancellationToken,
): Promise<ContextList | null> {
  const texts = await Promise.all([
    readText(Uri.joinPath(root, `${dockerfile}.dockerignore`)),
    readText(Uri.joinPath(root, '.dockerignore')),
  ]);
  const dockerignore = texts.find(text => text !== undefined);
  const skipped = skippedFolders(dockerignore ?? '');
  const entries: ContextEntry[] = [];
  let complete = true;
  let queue = [''];
  for (let depth = 0; queue.length > 0; depth++) {
    const found = depth <= bounds.depth ? await inBatches(queue, folder => children(root, folder)) : [];
    const files: string[] = [];
    const next: string[] = [];
    if (found.length < queue.length) complete = false;
    for (const child of found.flatMap(list => list ?? incomplete())) {
      if (entries.length + files.length >= bounds.entries || token.isCancellationRequested) {
        complete = false;
        break;
      }
      if (child.kind === 'file') files.push(child.path);
      else entries.push([child.path, child.kind, 0, false]);
      if (child.kind === 'directory' && !skipped(child.path)) next.push(child.path);
    }
    // `workspace.fs` knows no execute bit, so none is ever claimed.
    const sizes = await inBatches(files, path => sizeOf(Uri.joinPath(root, path)));
    for (const [index, path] of files.entries()) entries.push([path, 'file', sizes[index] ?? 0, false]);
    queue = complete ? next : [];
  }
  if (entries.length === 0 && !complete) return null;
  return {
    root: root.toString(),
    completeness: complete ? 'known' : 'partial',
    dockerfile,
    entries,
    ...(dockerignore === undefined ? {} : { dockerignore }),
  };

  function incomplete(): [] {
    complete = false;
    return [];
  }
}

interface Child {
  readonly path: string;
  readonly kind: ContextEntry[1];
}

/** Undefined for a folder that cannot be read. */
async function children(root: Uri, folder: string): Promise<Child[] | undefined> {
  try {
    const found = await workspace.fs.readDirectory(Uri.joinPath(root, folder));
    return found.flatMap(([name, type]) => {
      const kind = kindOf(type);
      return kind === undefined ? [] : [{ path: folder === '' ? name : `${folder}/${name}`, kind }];
    });
  } catch {
    return undefined;
  }
}

function kindOf(type: FileType): Child['kind'] | undefined {
  if (type & FileType.SymbolicLink) return 'link';
  if (type & FileType.Directory) return 'directory';
  return type & FileType.File ? 'file' : undefined;
}

/**
 * The folders that are named but not walked: git's own, and `node_modules` where the build leaves it out
 * anyway. Anything finer is the server's business; a folder more only costs time.
 */
function skippedFolders(dockerignore: string): (path: string) => boolean {
  const lines = dockerignore.split(/\r?\n/).map(line => line.trim());
  const excepted = lines.some(line => line.startsWith('!') && /node_modules|\*/.test(line));
  const patterns = new Set(lines.map(line => line.replace(/^\.?\/+/, '').replace(/\/(\*\*)?$/, '')));
  const anywhere = !excepted && patterns.has('**/node_modules');
  const atRoot = !excepted && patterns.has('node_modules');
  return path =>
    /(^|\/)\.git$/.test(path) ||
    (anywhere && /(^|\/)node_modules$/.test(path)) ||
    (atRoot && path === 'node_modules');
}

async function readTexts(
  root: Uri,
  paths: readonly string[],
  token: CancellationToken,
): Promise<ContextTexts> {
  const texts: Record<string, string> = {};
  let left = bounds.textBytes;
  for (const path of paths) {
    if (token.isCancellationRequested || left <= 0) return { texts, complete: false };
    if (!isBelow(path) || (await leadsThroughLink(root, path))) continue;
    const text = await readText(Uri.joinPath(root, path));
    if (text === undefined) continue;
    left -= text.length;
    texts[path] = text;
  }
  return { texts, complete: true };
}

function isBelow(path: string): boolean {
  return !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');
}

async function leadsThroughLink(root: Uri, path: string): Promise<boolean> {
  const parts = path.split('/');
  for (let length = 1; length <= parts.length; length++) {
    const type = await typeOf(Uri.joinPath(root, ...parts.slice(0, length)));
    if (type === undefined || type & FileType.SymbolicLink) return true;
  }
  return false;
}

/** Undefined for what is unreadable, too large or binary. */
async function readText(uri: Uri): Promise<string | undefined> {
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size > bounds.fileBytes) return undefined;
    const bytes = await workspace.fs.readFile(uri);
    return bytes.subarray(0, 8000).includes(0) ? undefined : new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

async function typeOf(uri: Uri): Promise<FileType | undefined> {
  return workspace.fs.stat(uri).then(
    ({ type }) => type,
    () => undefined,
  );
}

async function sizeOf(uri: Uri): Promise<number> {
  return workspace.fs.stat(uri).then(
    ({ size }) => size,
    () => 0,
  );
}

/** A remote file system answers many questions at once faster than one by one, but not thousands. */
async function inBatches<In, Out>(items: readonly In[], ask: (item: In) => Promise<Out>): Promise<Out[]> {
  const answers: Out[] = [];
  for (let start = 0; start < items.length; start += bounds.atOnce) {
    answers.push(...(await Promise.all(items.slice(start, start + bounds.atOnce).map(ask))));
  }
  return answers;
}
