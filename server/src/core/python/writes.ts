/** Where a Python program writes, by the paths in its sources. */
import { cleanPath, parentPath } from '../model/paths';
import type { PythonSource } from './own-sources';
import { type PathScope, pathValues } from './path-values';
import { argumentOf, literalOf, type PythonUse } from './python-file';
import type { PythonToken } from './python-tokens';

export interface PythonWrite {
  /** The folder that must be there and be writable, absolute; `~/…` below the home of the user. */
  readonly folder: string;
  /** The program makes the folder itself where it is missing: the one above it must be writable then. */
  readonly makes: boolean;
  /** The source that says so, and the line. */
  readonly file: string;
  readonly line: number;
}

/**
 * Folders that calls write to, makes or opens databases in, or that settings for uploads, data and logs name; only
 * absolute ones and those of the user's home. `variable` gives the environment of the container. With `workdir` also
 * those that lie beside the sources or are relative to that folder.
 */
export function pythonWrites(
  sources: readonly PythonSource[],
  variable: (name: string) => string | undefined,
  workdir?: string,
): readonly PythonWrite[] {
  const constants = new Map<string, (readonly PythonToken[])[]>();
  for (const { file } of sources)
    for (const [name, values] of file.values) {
      const list = constants.get(name);
      if (list === undefined) constants.set(name, [...values]);
      else list.push(...values);
    }
  const found = new Map<string, PythonWrite>();
  for (const { path: file, file: source } of sources) {
    const scope: PathScope = {
      ...{ file: source, constants, variable },
      ...(workdir === undefined ? {} : { path: file }),
    };
    const add = (tokens: readonly PythonToken[], given: Kind | 'either', line: number): void => {
      for (const { text, exact } of pathValues(tokens, scope)) {
        const kind = given !== 'either' ? given : /\.[A-Za-z]\w{0,7}$/.test(text) ? 'file' : 'folder';
        const folder = folderOf(text, exact, kind, workdir);
        if (folder !== undefined && !found.has(`${folder} ${kind}`))
          found.set(`${folder} ${kind}`, { folder, makes: kind === 'folder', file, line });
      }
    };
    for (const use of source.uses) {
      const written = writtenBy(use);
      if (written !== undefined) add(written.tokens, written.kind, use.line);
    }
    for (const [name, values] of source.values) {
      if (!setting.test(name)) continue;
      for (const tokens of values) add(tokens, 'either', tokens[0]?.line ?? 1);
    }
    for (const token of source.texts) {
      const database = databasePath(token, workdir);
      if (database !== undefined) add(database, 'file', token.line);
    }
  }
  return [...found.values()];
}

/** Settings that name a place for what the program keeps. */
const setting =
  /^(?:\w+_)?(?:UPLOADS?|MEDIA|DATA|LOGS?|CACHE|STORAGE|OUTPUTS?|SESSION_FILE|DOWNLOADS?|PERSIST|STATE|DATABASE|DB|SQLITE)(?:_(?:DIR|DIRECTORY|FOLDER|ROOT|PATH|FILE|LOCATION|DB))?$/i;

function folderOf(
  given: string,
  exact: boolean,
  kind: Kind,
  workdir: string | undefined,
): string | undefined {
  const relative = workdir !== undefined && /^[^/~:]+(?:\/|$)/.test(given);
  const text = relative ? `${workdir}/${given}` : given;
  if (!/^(?:\/|~\/)/.test(text) || /[\n*?<>|{}]/.test(text) || text.length > 200) return undefined;
  const path = text.startsWith('~') ? `~${cleanPath(text.slice(1))}` : cleanPath(text);
  // Of what is not known to its end only the folder that a slash closes is sure.
  const folder = exact && kind === 'folder' ? path : text.endsWith('/') ? path : parentPath(path);
  return folder === '/' || folder === '~' || /^\/(?:dev|proc|sys)(?:\/|$)/.test(folder) ? undefined : folder;
}

type Kind = 'file' | 'folder';

interface Written {
  readonly tokens: readonly PythonToken[];
  readonly kind: Kind;
}

/** What a call writes to. */
function writtenBy({ name, given, on }: PythonUse): Written | undefined {
  if (given === undefined) return undefined;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const method = methods[last];
  if (method !== undefined) {
    const receiver = on?.given?.[0]?.tokens ?? receiverOf(name);
    const writes = last !== 'open' || isWriting(argumentOf(given, 0, 'mode')?.tokens);
    const isPath =
      on === undefined ? name.includes('.') && !/^(?:os|io|codecs|gzip|shelve|aiofiles)\./.test(name) : true;
    if (isPath && writes && receiver !== undefined) return { tokens: receiver, kind: method };
  }
  const call = Object.hasOwn(calls, name) ? calls[name] : calls[`*.${last}`];
  if (call === undefined) return undefined;
  if (call.mode === true && !isWriting(argumentOf(given, 1, 'mode')?.tokens)) return undefined;
  const argument = argumentOf(given, call.at, ...(call.keywords ?? []));
  return argument === undefined ? undefined : { tokens: argument.tokens, kind: call.kind };
}

/** `DATA_DIR` of `DATA_DIR.mkdir()`. */
function receiverOf(name: string): PythonToken[] | undefined {
  const parts = name.split('.').slice(0, -1);
  return parts.length === 0 || parts.some(part => !/^\w+$/.test(part))
    ? undefined
    : parts.flatMap((text, index) => [
        ...(index > 0 ? [{ kind: 'sign' as const, text: '.', line: 1 }] : []),
        { kind: 'name' as const, text, line: 1 },
      ]);
}

function isWriting(tokens: readonly PythonToken[] | undefined): boolean {
  const mode = tokens === undefined ? 'r' : literalOf(tokens);
  return mode === undefined || /[wax+]/.test(mode);
}

/** Methods of `pathlib.Path`. */
const methods: Readonly<Record<string, Kind>> = {
  mkdir: 'folder',
  write_text: 'file',
  write_bytes: 'file',
  touch: 'file',
  open: 'file',
};

interface Call {
  readonly at: number;
  readonly kind: Kind;
  readonly keywords?: readonly string[];
  /** It writes only in some modes. */
  readonly mode?: boolean;
}

const opens: Call = { at: 0, kind: 'file', keywords: ['file', 'filename'], mode: true };
const file: Call = { at: 0, kind: 'file', keywords: ['database', 'filename', 'path', 'fname'] };
const folder: Call = {
  at: 0,
  kind: 'folder',
  keywords: ['name', 'path', 'directory', 'cache_dir', 'location'],
};
const target: Call = { at: 1, kind: 'file', keywords: ['dst'] };

const calls: Readonly<Record<string, Call>> = {
  open: opens,
  'io.open': opens,
  'codecs.open': opens,
  'aiofiles.open': opens,
  'gzip.open': opens,
  'bz2.open': opens,
  'zipfile.ZipFile': opens,
  'tarfile.open': opens,
  'os.makedirs': folder,
  'os.mkdir': folder,
  'aiofiles.os.makedirs': folder,
  'sqlite3.connect': file,
  'aiosqlite.connect': file,
  'duckdb.connect': file,
  'shelve.open': file,
  'dbm.open': file,
  'tinydb.TinyDB': file,
  'diskcache.Cache': folder,
  'joblib.Memory': folder,
  'chromadb.PersistentClient': folder,
  'shutil.copy': target,
  'shutil.copy2': target,
  'shutil.copyfile': target,
  'shutil.copytree': { ...target, kind: 'folder' },
  'shutil.move': target,
  'os.rename': target,
  'os.replace': target,
  'logging.basicConfig': { at: 99, kind: 'file', keywords: ['filename'] },
  '*.FileHandler': file,
  '*.WatchedFileHandler': file,
  '*.RotatingFileHandler': file,
  '*.TimedRotatingFileHandler': file,
  '*.ConcurrentRotatingFileHandler': file,
  '*.to_csv': file,
  '*.to_excel': file,
  '*.to_parquet': file,
  '*.savefig': file,
  'loguru.logger.add': file,
};

/** `sqlite:////data/x.db`, a setting of Django that names a file of SQLite, a log of `dictConfig`. */
function databasePath(token: PythonToken, workdir: string | undefined): PythonToken[] | undefined {
  const { text, replaced } = token;
  // Django's settings name the file elsewhere: mostly beside `manage.py`.
  if (workdir !== undefined && text === 'django.db.backends.sqlite3')
    return [{ ...token, text: `${workdir}/db.sqlite3` }];
  const url = /^sqlite(?:\+\w+)?:\/\/\/(.*)$/s.exec(text)?.[1];
  if (url === '' && replaced !== undefined) return [{ ...token, text: '' }];
  if (url !== undefined)
    return url.startsWith('/') || (workdir !== undefined && !/^(?::memory:|file:)/.test(url))
      ? [{ ...token, text: url.replace(/\?.*$/s, '') }]
      : undefined;
  return /^\/[\w./-]+\.(?:sqlite3?|db|log)$/.test(text) ? [token] : undefined;
}
