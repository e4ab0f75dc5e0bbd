/** Which places in the image a string literal of a program may stand for. */
import type { ParsedFile } from '../../go/go-module';
import type { GoString } from '../../go/go-source';
import { cleanPath, joinPath } from '../../model/paths';

/** What a router or a client is given is no path of a file; nor is the URL before a folder of static files. */
export function isRoute(text: GoString): boolean {
  const name = text.callee?.slice(text.callee.lastIndexOf('.') + 1) ?? '';
  if (/^(?:Static|StaticFS|StaticFile|Files|ServeFiles|StaticWeb|HandleDir|Mount|ServeDir)$/.test(name))
    return text.argument === 0;
  if (/^(?:String|StringFlag|Getenv|GetEnv|getEnv|LookupEnv|GetString)$/.test(name))
    return text.argument === 0;
  if (/^(?:StringVar|StringP|BoolVar|IntVar)$/.test(name)) return text.argument < 2;
  if (name === 'StringVarP') return text.argument < 3;
  return /^(?:Handle|HandleFunc|HandlerFunc|PathPrefix|StripPrefix|GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|Get|Post|Put|Delete|Patch|Head|Options|Group|Any|Path|Redirect|Route|Methods|NewRequest|HasPrefix|HasSuffix|TrimPrefix|TrimSuffix|Contains|Split|Replace|ReplaceAll|Printf|Println|Print|Sprintf|Errorf|Fatalf|Fatal|Infof|Info|Error|Debugf|Warnf|MustCompile|Bool|Int|BoolVar|IntVar|Duration)$/.test(
    name,
  );
}

/** Paths in the image that a literal may stand for. */
export function candidates(
  text: GoString,
  bases: readonly string[],
  data: ReadonlySet<string>,
  directories: ReadonlySet<string>,
): string[] {
  const literal = pathPart(text.value);
  if (literal === undefined) return [];
  const found: string[] = [];
  const places = literal.startsWith('/')
    ? [cleanPath(literal), ...bases.map(base => cleanPath(`${base}/${literal}`))]
    : bases.map(base => joinPath(base, literal));
  for (const place of places) {
    if (place === undefined || place === '/') continue;
    if (data.has(place)) found.push(place);
    else if (directories.has(place) && !bases.includes(place) && namesDirectory(text, literal))
      found.push(place);
  }
  if (found.length > 0) return found;
  // The end of a path whose beginning the program computes: `dir + "/app.yaml"`, `Join(root, "x.html")`.
  if (!/[./]/.test(literal) && !pathCalls.test(text.callee ?? '')) return [];
  const tail = `/${literal.replace(/^(?:\.{0,2}\/)+/, '').replace(/\/+$/, '')}`;
  if (tail.length < 3) return [];
  const files = [...data].filter(file => file.endsWith(tail));
  if (files.length > 0 && files.length <= 20 && /\.\w+$/.test(tail)) return files;
  if (!/\//.test(literal.replace(/\/+$/, '')) && !pathCalls.test(text.callee ?? '')) return [];
  const folders = [...directories].filter(directory => directory.endsWith(tail));
  return folders.length <= 3 ? folders : [];
}

/** The fixed beginning of a literal that could be a path: up to a wildcard, a format verb or a placeholder. */
function pathPart(value: string): string | undefined {
  let text = value.replace(/^file:\/\//, '');
  if (text.length > 200 || text === '' || /[\n\t"<>|]/.test(text) || /^[a-z][\w+.-]*:\/\//i.test(text))
    return undefined;
  if (/\s{2,}|,\s/.test(text)) return undefined;
  const open = text.search(/[*?[{%$]/);
  if (open >= 0) text = text.slice(0, text.lastIndexOf('/', open) + 1);
  text = text.replace(/^(?:\.\/)+/, '');
  return text === '' || /^[./]+$/.test(text) ? undefined : text;
}

/** A bare word names a folder only where a path is wanted; `config` may be anything. */
function namesDirectory(text: GoString, literal: string): boolean {
  return (
    literal.includes('/') ||
    text.value.startsWith('./') ||
    pathCalls.test(text.callee ?? '') ||
    conventionalFolders.has(literal)
  );
}

const pathCalls =
  /(?:^|\.)(?:Open|OpenFile|ReadFile|ReadDir|Stat|Lstat|Walk|WalkDir|Glob|Join|Abs|Dir|FileServer|ServeFile|ParseFiles|ParseGlob|LoadHTMLGlob|LoadHTMLFiles|LoadHTMLFolder|Static|StaticFile|StaticFS|StaticWeb|HandleDir|File|Files|ServeFiles|SendFile|RegisterView|HTML|Django|Jet|Pug|AddConfigPath|SetConfigFile|Load|Overload|NewLoader|LoadMessageFile|MustLoadMessageFile|NewFileSystem|ReadInConfig|DirFS|NewSource|Up|LoadTemplate|LoadTemplates|Views|NewFileSystemLoader|MustNewLocalFileSystemLoader|LoadX509KeyPair|ListenAndServeTLS|RunTLS|String|StringVar|GetEnv|getEnv|SetDefault|Read|Parse|Chdir|Create|MkdirAll|StringP|StringVarP)$/;

/** The callee reads the disk for certain: embedding does not help then. */
export function readsDisk(callee: string | undefined): boolean {
  return (
    callee !== undefined &&
    /^(?:os|ioutil|filepath)\.|^http\.(?:Dir|ServeFile)$|\.(?:ParseFiles|ParseGlob|LoadHTMLGlob|LoadHTMLFiles|StaticFile|ServeFiles)$/.test(
      callee,
    )
  );
}

export const conventionalFolders: ReadonlySet<string> = new Set(
  'templates template tmpl views view layouts partials static public assets asset www html migrations migration db/migrations sql locales locale i18n lang translations config configs conf etc resources resource fonts images img css js dist web/templates web/static web/dist web/public ui/dist ui/build ui/html ui/static frontend/dist frontend/build client/build client/dist'.split(
    ' ',
  ),
);

/** The working directory itself is what is read: `http.Dir(".")`, or a flag whose default is `.`. */
export function readsWholeFolder(text: GoString): boolean {
  if (!/^\.?\/?$/.test(text.value)) return false;
  const name = text.callee ?? '';
  if (/^(?:http\.Dir|os\.DirFS|os\.ReadDir|ioutil\.ReadDir|filepath\.Walk|filepath\.WalkDir)$/.test(name))
    return true;
  if (/\.(?:Static|StaticFS|StaticWeb|HandleDir)$/.test(name)) return text.argument === 1;
  if (text.value === '') return false;
  if (/^(?:flag|pflag)\.String$|Flags\(\)\.String$|kingpin/.test(name)) return text.argument === 1;
  return /^(?:flag|pflag)\.(?:StringVar|StringP)$/.test(name) && text.argument === 2;
}

/**
 * The first call that opens a file whose name is computed: from a variable, a form, a data base. A literal
 * in the call counts only if it leads to a file (`led`, as `path:line`) or is a whole name: not `n + ".txt"`.
 */
export function computedRead(files: readonly ParsedFile[], led: ReadonlySet<string>): string | undefined {
  for (const { path, file } of files) {
    if (file === undefined || file.generated) continue;
    for (const call of file.calls) {
      if (!openingCalls.test(call.name)) continue;
      const named = file.strings.some(
        text =>
          text.callee === call.name &&
          text.line >= call.line &&
          text.line <= call.line + 2 &&
          (led.has(`${path}:${text.line}`) || isWholeName(text.value) || takesFolder(call.name)),
      );
      if (!named) return `${path}:${call.line}`;
    }
  }
  return undefined;
}

function isWholeName(value: string): boolean {
  return value === '.' || value === '.env' || /[\w-]\.\w+$|^\/\w+\/./.test(value);
}

/** A literal given to these is a folder, whether or not the context has it. */
function takesFolder(callee: string): boolean {
  return callee === 'http.Dir' || callee === 'os.DirFS';
}

const openingCalls =
  /^(?:os\.(?:Open|ReadFile|ReadDir|DirFS)|ioutil\.(?:ReadFile|ReadDir)|http\.(?:ServeFile|Dir)|filepath\.(?:Walk|WalkDir|Glob)|toml\.DecodeFile|excelize\.OpenFile|tls\.LoadX509KeyPair|cleanenv\.ReadConfig)$|(?:^|\.)(?:ParseFiles|ParseGlob|LoadHTMLGlob|LoadHTMLFiles)$/;
