/** What the program writes, as far as its sources tell: as another user than root it must still be able to. */
import { joinPath, parentPath } from '../model/paths';
import type { GoProgram } from './go-program';
import { ownFiles } from './go-program';

export interface Writes {
  /** The program writes files somewhere. */
  readonly any: boolean;
  /** Directories that literals in its write calls name, absolute. */
  readonly directories: readonly { readonly path: string; readonly evidence: string }[];
}

export function findWrites(program: GoProgram, workdir: string): Writes {
  let any = [...program.external].some(imported =>
    writingModules.some(module => imported === module || imported.startsWith(`${module}/`)),
  );
  const directories = new Map<string, string>();
  for (const { path, file } of ownFiles(program)) {
    if (file === undefined) continue;
    if (file.calls.some(call => isWrite(call.name) && !isTemporary(call.name))) any = true;
    if (file.strings.some(text => isTemporary(text.callee ?? '') && text.argument === 0 && text.value !== ''))
      any = true;
    for (const text of file.strings) {
      if (
        text.callee === undefined ||
        text.argument !== (writeArgument[text.callee.slice(text.callee.lastIndexOf('.') + 1)] ?? 0) ||
        !isWrite(text.callee) ||
        !looksLikePath(text.value)
      )
        continue;
      const target = joinPath(workdir, text.value);
      if (target === undefined) continue;
      const directory = /^os\.Mkdir|Temp/.test(text.callee) ? target : parentPath(target);
      if (!directories.has(directory)) directories.set(directory, `${path}:${text.line}`);
    }
  }
  return { any, directories: [...directories].map(([path, evidence]) => ({ path, evidence })) };
}

function looksLikePath(text: string): boolean {
  return text !== '' && text.length < 200 && !/[\n%{}<>*?]/.test(text);
}

function isWrite(callee: string): boolean {
  return writeCalls.has(callee) || /\.(?:SaveUploadedFile|SaveFile|SaveAs|SaveMultipartFile)$/.test(callee);
}

/** Without a directory these go to `/tmp`, where everybody may write. */
function isTemporary(callee: string): boolean {
  return /^(?:os\.(?:CreateTemp|MkdirTemp)|ioutil\.(?:TempFile|TempDir))$/.test(callee);
}

/** Which argument names the file, where it is not the first. */
const writeArgument: Readonly<Record<string, number>> = {
  SaveUploadedFile: 1,
  SaveFile: 1,
  SaveMultipartFile: 1,
};

const writeCalls: ReadonlySet<string> = new Set([
  'os.Create',
  'os.CreateTemp',
  'os.MkdirTemp',
  'ioutil.TempFile',
  'ioutil.TempDir',
  'os.WriteFile',
  'os.OpenFile',
  'os.Mkdir',
  'os.MkdirAll',
  'os.Rename',
  'ioutil.WriteFile',
  'bolt.Open',
  'bbolt.Open',
  'leveldb.OpenFile',
  'bleve.New',
  'sqlite.Open',
  'autocert.DirCache',
]);

/** Modules whose whole point is to keep something in files. */
const writingModules: readonly string[] = [
  'github.com/mattn/go-sqlite3',
  'modernc.org/sqlite',
  'github.com/glebarez/sqlite',
  'gorm.io/driver/sqlite',
  'github.com/jinzhu/gorm/dialects/sqlite',
  'github.com/boltdb/bolt',
  'go.etcd.io/bbolt',
  'github.com/asdine/storm',
  'github.com/dgraph-io/badger',
  'github.com/syndtr/goleveldb',
  'github.com/cockroachdb/pebble',
  'github.com/blevesearch/bleve',
  'github.com/tidwall/buntdb',
  'github.com/xujiajun/nutsdb',
  'github.com/nutsdb/nutsdb',
  'github.com/peterbourgon/diskv',
  'gopkg.in/natefinch/lumberjack.v2',
  'github.com/natefinch/lumberjack',
  'github.com/lestrrat-go/file-rotatelogs',
  'github.com/lestrrat/go-file-rotatelogs',
  'golang.org/x/crypto/acme/autocert',
  'github.com/caddyserver/certmagic',
  'github.com/xuri/excelize',
  'github.com/pocketbase/pocketbase',
];
