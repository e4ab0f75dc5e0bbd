/** Where the sources of a compiled program write: places by absolute path, and whether they make files at all. */
import { joinPath, parentPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { lineOf, type NativeSource, nativeSources } from './sources';

export interface NativeWrite {
  readonly folder: string;
  readonly file: string;
  readonly line: number;
}

/** Absolute paths that calls which make files or folders are given as literals. */
export function nativeWrites(app: Application): readonly NativeWrite[] {
  return nativeSources(app).flatMap(({ path, code }) =>
    [...code.matchAll(writing)].flatMap(match => {
      const [, made, target = ''] = match;
      if (made === 'fopen' && /^[^,]*,\s*"r/.test(code.slice(match.index + match[0].length))) return [];
      const folder = /create_dir|mkdir|directories/.test(made ?? '') ? target : parentPath(target);
      return [{ folder, file: path, line: lineOf(code, match.index) }];
    }),
  );
}

const writing =
  /\b(File::create|create_dir(?:_all)?|fs::write|rolling::\w+|fopen|ofstream(?:\s+\w+)?|mkdir|create_directories|create_directory|sqlite3_open(?:_v2)?|Connection::open)\s*[({]\s*&?"(\/[^"\n]+)"/g;

/**
 * Where the sources write the file at `path`, or one whose name they only get when they run: a source and its line. For
 * settings that are mounted from the host, which root may write.
 */
export function nativeWritesFile(app: Application, path: string): string | undefined {
  for (const { path: file, code } of nativeSources(app))
    for (const match of code.matchAll(opening)) {
      const [, call = '', written] = match;
      const rest = code.slice(match.index + match[0].length, match.index + match[0].length + 300);
      // Up to the call that opens, options say what for.
      const options = /^[^;]*?\.open\s*\(\s*&?(?:"([^"\n]*)")?/.exec(rest);
      if (/^Open|options$/.test(call) && !/\.(?:write|append|create)\w*\(\s*true/.test(options?.[0] ?? ''))
        continue;
      if (call === 'fopen' && /^[^,]*,\s*"r(?!\w*\+)/.test(rest)) continue;
      const name = written ?? options?.[1];
      if (name === undefined || joinPath(app.workdir, name) === path)
        return `${file}:${lineOf(code, match.index)}`;
    }
  return undefined;
}

const opening =
  /\b(File::create|File::options|OpenOptions::new|fs::write|fopen|ofstream(?:\s+\w+)?)\s*[({]\s*&?(?:"([^"\n]*)")?/g;

/** Nothing in the sources, or in the crates that are known for it, makes files of its own. */
export function nativeMakesFiles(app: Pick<Application, 'subject'>): boolean {
  const { texts } = app.subject.context;
  const stores = [...texts].some(
    ([path, text]) =>
      /(?:^|\/)Cargo\.(?:toml|lock)$/.test(path) &&
      /^(?:name = ")?(?:libsqlite3-sys|rusqlite|sled|redb|rocksdb|heed|tantivy|log4rs|tracing-appender|fern|flexi_logger)\b/m.test(
        text,
      ),
  );
  return stores || nativeSources(app).some(makesFiles);
}

function makesFiles({ code }: NativeSource): boolean {
  if (/\bsqlite/.test(code) && !/":memory:"/.test(code)) return true;
  return makes.test(code);
}

const makes =
  /\bFile::(?:create|options)|\bOpenOptions\b|\bcreate_dir|\bfs::(?:write|copy|rename)\b|\bfopen\s*\(|\bofstream\b|\bfstream\b|\bmkdir\s*\(|\bcreate_director|\bO_CREAT\b|\bTempDir::new_in|\.sqlite\b/;
