/**
 * Where a Java program writes, by its sources and settings, read lexically: literals that become files and folders, and
 * absolute paths among the settings of Spring and of logging.
 */
import { parentPath } from '../model/paths';
import { namedFolders, namesOfFiles } from './named-folders';

export interface JavaText {
  readonly path: string;
  readonly text: string;
}

export interface JavaWrite {
  /** Absolute, or relative to where the program starts. */
  readonly folder: string;
  readonly file: string;
  readonly line: number;
}

/** Folders, as far as the texts name them; `variable` gives the value that ENV has for a name. */
export function javaWrites(
  texts: readonly JavaText[],
  variable: (name: string) => string | undefined = () => undefined,
): readonly JavaWrite[] {
  const codes = texts.filter(({ path }) => isCode.test(path));
  const makes = codes.some(({ text }) => writes.test(text));
  const files = new Set(makes ? codes.flatMap(({ text }) => namesOfFiles(text)) : []);
  return texts.flatMap(source => {
    const { path, text } = source;
    const found = !isCode.test(path)
      ? inSettings(source, variable)
      : [...inCode(text), ...(makes ? namedFolders(text, files, variable) : [])];
    return found.map(({ value, at }) => ({
      folder: folderOf(value),
      file: path,
      line: text.slice(0, at).split('\n').length,
    }));
  });
}

/** A source that makes files or folders, be it nobody knows where, or asks for the folder that it was started in. */
export function makesFiles({ path, text }: JavaText): boolean {
  return isCode.test(path) && (writes.test(text) || opensFiles.test(withoutReading(text)));
}

/** Settings that this reads: of Spring, Logback and Log4j. */
export function isJavaSetting(path: string): boolean {
  return /(?:^|\/)(?:(?:application|bootstrap)[\w.-]*\.(?:properties|ya?ml)|(?:logback|log4j2?)[\w.-]*\.(?:xml|properties|ya?ml))$/.test(
    path,
  );
}

interface Found {
  readonly value: string;
  readonly at: number;
}

const isCode = /\.(?:java|kt|scala|groovy)$/;

/**
 * A file, or the working directory itself, by anything but an absolute name: by the classes of the JDK, which do not say
 * whether it is read or written, or by a library that is given a name.
 */
const opensFiles = new RegExp(
  [
    String.raw`"user\.dir"|\b(?:File|Paths\.get|Path\.of)\s*\(\s*(?!"\/|\))|"file:(?!\/)[\w.]|"objectdb:(?!\/)`,
    String.raw`\bimport\s+(?:static\s+)?(?:java\.io\.(?:File|RandomAccessFile)\b|java\.nio\.(?:file\.(?!attribute|\w*Exception)|channels\.(?:\w*FileChannel|\*))|kotlin\.io\.path\b|okio\.|org\.mapdb\b)`,
    String.raw`\b(?:FileChannel\.open|BodyHandlers\.ofFile|FileSystems\.getDefault|EmbeddedStorage|Okio\.sink|FileUtils?)\b`,
    String.raw`\.(?:save|saveAs|export|write|store|dump|sink|\w*[fF]ile\w*|\w*[dD][bB])\s*\(\s*"(?!\/|classpath)[^"\n]*\.\w+"`,
    // By a name that is in a variable: no stream and no other writer.
    String.raw`\bPrintWriter\s*\(\s*(?!new\b|System\b|\w*(?:[wW]riter|[oO]ut|[sS]tream|[sS]ocket|[rR]esp\w*)\b|(?:sw|os|bos|baos|fos|pw|w|buf)\b)[a-z]\w*\s*[,)]`,
  ].join('|'),
);

/** Without calls that only read a file of a name that is written out, and without the imports that only those needed. */
function withoutReading(text: string): string {
  const rest = text.replace(reading, '');
  const used = /\b(?:Files|Paths?)\b/.test(rest.replace(/^[ \t]*import\b.*$/gm, ''));
  return used ? rest : rest.replace(/^[ \t]*import\s+java\.nio\.file\.(?:Files|Paths?)\b.*$/gm, '');
}

const reading =
  /\bFiles\.(?:readString|readAllLines|readAllBytes|lines|newBufferedReader|newInputStream|exists|isDirectory|isRegularFile|size)\s*\(\s*(?:Path\.of|Paths\.get)\s*\(\s*"[^"\n]*"\s*\)|\bFile\s*\(\s*"[^"\n]*"\s*\)\s*\.(?:readText|readLines|readBytes|forEachLine|useLines|exists)\b/g;

/** The file writes something, somewhere: by the JDK, by Kotlin and Scala, by the usual libraries, or as a database. */
const writes = new RegExp(
  [
    String.raw`\b(?:FileOutputStream|FileWriter|RandomAccessFile|FileHandler|FileAppender|transferTo|mkdirs?|createNewFile|createDirector(?:y|ies)|createFile|newBufferedWriter|newOutputStream|newByteChannel|StandardOpenOption|writeString|writeText|writeBytes|appendText|outputStream|bufferedWriter|writeChannel|ImageIO\.write|AudioSystem\.write|os\.write|copyInputStreamToFile|FileUtils|asCharSink|asByteSink|FSDirectory|DBMaker|RocksDB|writableFileChannel|\w*SequenceEncoder)\b`,
    String.raw`\bFiles\.(?:write|copy|move)\b|\.renameTo\s*\(`,
    // These write to streams as well as to files.
    String.raw`\b(?:PrintWriter|PrintStream|Formatter|StreamResult|writeValue)\s*\(\s*(?:"|new\s+File\b|File\s*\(|Paths?\b|\w*(?:[fF]ile(?:[nN]ame)?|[pP]ath)\b)`,
    String.raw`\bjdbc:(?:sqlite|h2:(?!mem|tcp|ssl)|hsqldb:file|derby:(?!\/\/|memory))`,
  ].join('|'),
);

const made =
  /\b(?:File|FileOutputStream|FileWriter|PrintWriter|RandomAccessFile|FileHandler|FileSystemResource|Paths\.get|Path\.of|Path)\s*\(\s*"([^"\n]+)"|\b\w*(?:dir|directory|folder|path|location|root|home)\w*\s*(?::\s*String)?\s*=\s*"(\.{0,2}\/[^"\n]+)"|@Value\(\s*"\$\{[^:}"]*(?:dir|directory|folder|path|location|file)[^:}"]*:([^}"]*\/[^}"]*)\}|"jdbc:(?:sqlite|h2(?::file)?|hsqldb:file|derby):(?!mem\b|memory\b|tcp\b|ssl\b)((?:\.{0,2}\/)?[\w./-]+)[";?]/gi;

function inCode(text: string): Found[] {
  if (!writes.test(text)) return [];
  return [...text.matchAll(made)].flatMap(match => {
    // A database is a file, or several beside one another.
    const database = match[4] === undefined ? '' : `${match[4]}.db`;
    const value = (match[1] ?? match[2] ?? match[3] ?? database).replace(/^file:(?:\/\/)?/, '');
    // In the root directory itself a name that is only kept may as well be a resource or an address.
    if (match[1] === undefined && /^\/[^/]*$/.test(value) && value.includes('.')) return [];
    const plain = /^[\w./-]+$/.test(value) && !/^(?:https?|classpath|src)\b|^\.?\/?$/.test(value);
    return plain ? [{ value, at: match.index }] : [];
  });
}

const setting =
  /^[ \t]*(?:<[^>]*(?:name|file\w*|value)\s*=|<file\w*>|-?\s*["']?([\w.[\]-]+)["']?\s*[=:])[ \t]*(.+)$/gim;

/** A path that is none of the program's own addresses. */
const notAFile =
  /(?:context|base|api|servlet|management|swagger|docs|admin|public|static|url|uri|pattern|prefix|mapping|redirect|login|logout|endpoint|page|topic|key|h2\.console)[\w.-]*(?:path)?$/i;
const ofPlaces =
  /(?:dir|directory|folder|basedir|location|upload-?path|storage-?path|file-?path|data-?path)$/i;
const dataFolder = /^\/(?:var|data|opt|home|mnt|srv|logs?|uploads?|storage|files?|app|usr)\//;

function inSettings({ text, path }: JavaText, variable: (name: string) => string | undefined): Found[] {
  return [...text.matchAll(setting)].flatMap(match => {
    const [line, own = ''] = match;
    const at = match.index;
    const key = /\.ya?ml$/.test(path) ? nestedKey(text, at, own) : own;
    const value = expanded((match[2] ?? '').replace(/<.*$|["'/>\s]+$|^["']|\s+#.*$/g, '').trim(), variable);
    const database = /jdbc:(?:h2:(?:file:)?|sqlite:|hsqldb:file:)((?:\.{0,2}|~)\/?[\w./-]+)/.exec(line)?.[1];
    if (database !== undefined)
      return /^~|:mem\b|^mem$/.test(database) || /jdbc:h2:(?:mem|tcp)/.test(line)
        ? []
        : [{ value: `${database}.db`, at }];
    const file = value.replace(/^file:(?:\/\/)?/, '');
    if (!/^(?:\.{0,2}\/)?[\w.-]+(?:\/[\w.-]+)*\/?$/.test(file) || notAFile.test(key)) return [];
    const absolute = file.startsWith('/') && (ofPlaces.test(key) || dataFolder.test(file));
    const log =
      (/log(?:back|4j)/.test(path) &&
        /[./]/.test(file) &&
        /\.(?:log|gz|txt)$|(?:^|\/)logs?(?:\/|$)/.test(file)) ||
      /(?:^|\.)logging\.file(?:\.(?:name|path))?$/.test(key);
    return absolute || log ? [{ value: file, at }] : [];
  });
}

/** In YAML the keys of the mappings around it stand before: `logging.file.name`. */
function nestedKey(text: string, at: number, own: string): string {
  const indentOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].length ?? 0;
  let indent = indentOf(text.slice(at));
  let key = own;
  for (const line of text.slice(0, at).split('\n').reverse()) {
    if (indent === 0 || line === '---') break;
    const above = /^[ \t]*["']?([\w.-]+)["']?:\s*(?:#.*)?$/.exec(line)?.[1];
    if (above === undefined || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    key = `${above}.${key}`;
  }
  return key;
}

/** `${NAME:default}` of Spring and `${NAME:-default}` of Logback. */
function expanded(value: string, variable: (name: string) => string | undefined): string {
  return value.replace(/\$\{([\w.-]+)(?::-?([^{}]*))?\}/g, (whole, name: string, otherwise?: string) => {
    return variable(name.toUpperCase().replace(/[.-]/g, '_')) ?? variable(name) ?? otherwise ?? whole;
  });
}

function folderOf(value: string): string {
  const bare = value.length > 1 ? value.replace(/\/+$/, '') : value;
  if (!/\.\w+$/.test(bare)) return bare;
  return bare.startsWith('/') ? parentPath(bare) : bare.includes('/') ? bare.replace(/\/[^/]*$/, '') : '.';
}
