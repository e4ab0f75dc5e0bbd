/**
 * Absolute folders that sources of a Java program take from the environment or from properties, with what they use where
 * nothing is set, and those of constants that become files.
 */

export interface NamedFolder {
  readonly value: string;
  /** Offset in the text. */
  readonly at: number;
}

/** Names of constants and variables that a source opens, makes or looks into as a file. */
export function namesOfFiles(text: string): readonly string[] {
  return [...text.matchAll(opened)].flatMap(([, name]) => name ?? []);
}

/** `files` are the names that some source of the program uses as a file; `variable` is what the image sets. */
export function namedFolders(
  text: string,
  files: ReadonlySet<string>,
  variable: (name: string) => string | undefined,
): readonly NamedFolder[] {
  const found: NamedFolder[] = [];
  for (const { 1: name = '', 2: value = '', index } of text.matchAll(constant))
    if (files.has(name)) found.push({ value, at: index });
  for (const { 1: name = '', 2: value = '', index } of text.matchAll(withDefault))
    if (isFolder(name, value)) found.push({ value, at: index });
  for (const { 1: opens, 2: kept = '', 3: name = '', index } of text.matchAll(asked)) {
    const value = variable(name) ?? '';
    const isFile = opens !== undefined || files.has(kept);
    if (isFolder(isFile ? 'file' : name, value)) found.push({ value, at: index });
  }
  // What lies in the root directory itself may as well be a resource or an address.
  return found.filter(({ value }) => !/^\/[^/]*\.\w+$/.test(value));
}

/** Whether a setting of this name and value says where a program keeps something: no address, no folder of the system. */
export function isFolder(name: string, value: string): boolean {
  if (!/^\/[\w.-]+(?:\/[\w.-]+)*\/?$/.test(value) || ofSystem.test(value) || address.test(name)) return false;
  return place.test(name) || ofData.test(value);
}

const opened =
  /\b(?:File|Path|Paths\.get|Path\.of|FileOutputStream|FileWriter|PrintWriter|PrintStream|RandomAccessFile|FileHandler|FileSystemResource)\s*\(\s*(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)\b(?!\s*[.(])/g;

const constant = /\b([A-Za-z_]\w*)\s*(?::\s*String\??\s*)?=\s*"(\/[\w./-]+)"/g;

/** `getOrDefault("DATA_DIR", "/data")`, `getProperty("data.dir", "/data")`, `getenv("DATA_DIR") ?: "/data"`. */
const withDefault =
  /\b(?:getenv|getProperty|getOrDefault|getOrElse|getenvOrDefault)\s*\(\s*(?:\)\s*\.\s*\w+\s*\(\s*)?"([\w.-]+)"(?:[^;{}\n"+]|\n\s*(?=[.?:)]))*"(\/[\w./-]+)"/g;

const asked =
  /(?:\b(File|Path|Paths\.get|Path\.of)\s*\(\s*|\b([A-Za-z_]\w*)\s*=\s*)?\b(?:System\s*\.\s*)?getenv\s*\(\s*(?:\)\s*(?:\.\s*get\w*\s*\(|\[)\s*)?"(\w+)"/g;

const address =
  /ur[li]|context|endpoint|route|prefix|servlet|pattern|base_?path|api|redirect|class_?path|java[._]?home|library/i;

const place =
  /dir|folder|path|file|location|root|home|stor(?:e|age)|data|upload|download|media|log|cache|te?mp|output|backup|work|volume/i;

const ofData =
  /^\/(?:data|var|srv|mnt|opt|home|app|storage|uploads?|files?|logs?|backups?|cache|tmp)(?:\/|$)/;

const ofSystem = /^\/(?:bin|boot|dev|etc|lib\w*|proc|run|sbin|sys|usr|opt\/java)(?:\/|$)/;
