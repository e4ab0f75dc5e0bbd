/** Where a Node.js program writes outside of its own folder, by the paths in its sources. */
import { cleanPath, parentPath } from '../model/paths';

export interface NodeWrite {
  /** The folder that must be there and be writable, absolute; `~/…` below the home of the user. */
  readonly folder: string;
  /** The source that says so, and the line. */
  readonly file: string;
  readonly line: number;
}

export interface NodeSource {
  readonly path: string;
  readonly text: string;
}

/**
 * Folders that calls make or write to, or that options for uploads, logs and databases name; only absolute ones and
 * those of the user's home. `variable` gives the environment of the container. A source is read lexically: what a
 * comment says counts as well, and a path that is put together in another way is not seen.
 */
export function nodeWrites(
  sources: readonly NodeSource[],
  variable: (name: string) => string | undefined,
): readonly NodeWrite[] {
  const constants = new Map<string, string[]>();
  for (const { text } of sources)
    for (const { 1: name = '', index, 0: whole } of text.matchAll(constant)) {
      const values = constants.get(name) ?? [];
      if (values.length < 4) constants.set(name, [...values, expressionAt(text, index + whole.length)]);
    }
  const found = new Map<string, NodeWrite>();
  for (const { path: file, text } of sources)
    for (const { pattern, kind, second } of writing)
      for (const match of text.matchAll(pattern)) {
        const start = match.index + match[0].length;
        const first = expressionAt(text, start);
        const expression = second === true ? expressionAt(text, start + first.length + 1) : first;
        for (const value of valuesOf(expression, { constants, variable }, 0)) {
          const folder = folderOf(value, kind);
          if (folder === undefined || found.has(folder)) continue;
          found.set(folder, { folder, file, line: text.slice(0, match.index).split('\n').length });
        }
      }
  return [...found.values()];
}

const constant =
  /(?:\b(?:const|let|var|readonly)\s+|[,{;\n]\s*)([A-Za-z_$][\w$]*)\s*(?::\s*string\s*)?[=:](?![=>])\s*/g;

interface Writing {
  readonly pattern: RegExp;
  readonly kind: 'file' | 'folder';
  /** The path is the second argument. */
  readonly second?: true;
}

/** Calls of `fs`, `fs-extra`, loggers, multer and databases in files, up to the expression of the path. */
const writing: readonly Writing[] = [
  {
    pattern:
      /\b(?:writeFile|appendFile|createWriteStream|outputFile|outputJson|writeJson|ensureFile)(?:Sync)?\(\s*/g,
    kind: 'file',
  },
  { pattern: /\b(?:mkdir|mkdirp|ensureDir|emptyDir|mkdtemp|makeDir)(?:Sync)?\(\s*/g, kind: 'folder' },
  { pattern: /\b(?:copyFile|rename|move|copy)(?:Sync)?\(\s*/g, kind: 'file', second: true },
  {
    pattern:
      /\bnew\s+(?:[\w$]+\.)?(?:Database|DatabaseSync|JSONFile|JSONFileSync|FileSync|FileAsync|JsonDB|Datastore)\(\s*/g,
    kind: 'file',
  },
  {
    pattern:
      /\b(?:dest|destination|dirname|uploadDir|uploads?Dir|cacheDir|dataDir|logDir|persistPath)\s*:\s*/g,
    kind: 'folder',
  },
  { pattern: /\b(?:filename|storage|dbPath|logFile|dbFile)\s*:\s*/g, kind: 'file' },
  // The destination that multer's storage hands on.
  { pattern: /\bcb\(\s*null\s*,\s*/g, kind: 'folder' },
];

interface Scope {
  readonly constants: ReadonlyMap<string, readonly string[]>;
  readonly variable: (name: string) => string | undefined;
}

/** The text up to the comma, bracket or semicolon that ends an expression. */
function expressionAt(text: string, start: number): string {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length && at < start + 300; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (/['"`]/.test(character)) quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && depth-- === 0) return text.slice(start, at);
    else if (depth === 0 && /[,;]/.test(character)) return text.slice(start, at);
    else if (depth === 0 && character === '\n' && !/^\s*(?:[|?+.]|\?\?)/.test(text.slice(at))) {
      if (text.slice(start, at).trim() !== '') return text.slice(start, at);
    }
  }
  return text.slice(start, start + 300);
}

/** The paths that an expression may stand for; one that is not known to its end ends in a slash. */
function valuesOf(expression: string, scope: Scope, depth: number): readonly string[] {
  const text = expression.trim();
  if (depth > 5 || text === '') return [];
  const literal = /^(['"`])((?:(?!\1)[^\\\n])*)\1(.*)$/s.exec(text);
  if (literal !== null) {
    const [, quote, body = '', rest = ''] = literal;
    const whole = quote === '`' ? inTemplate(body, scope, depth) : [body];
    if (rest.trim() === '' || /^\s*(?:as\s|\))/.test(rest)) return whole;
    const [, added] = /^\s*\+\s*(['"])([^'"]*)\1\s*$/.exec(rest) ?? [];
    return whole.map(value => (added === undefined ? upTo(value) : value + added));
  }
  const environment =
    /^\(?\s*process\.env(?:\.(\w+)|\[['"](\w+)['"]\])\s*(?:\)\s*)?(?:(?:\|\||\?\?)(.*))?$/s.exec(text);
  if (environment !== null) {
    const value = scope.variable(environment[1] ?? environment[2] ?? '');
    return value === undefined ? valuesOf(environment[3] ?? '', scope, depth + 1) : [value];
  }
  if (/^(?:os\.)?homedir\(\)/.test(text)) return ['~'];
  const joined = /^(?:path\.(?:posix\.)?)?(?:join|resolve|normalize)\((.*)\)$/s.exec(text)?.[1];
  if (joined !== undefined) return joinedValues(joined, scope, depth);
  const [name, rest] = [/^[\w$.]+/.exec(text)?.[0] ?? '', text.replace(/^[\w$.]+/, '').trim()];
  const known = scope.constants.get(name.slice(name.lastIndexOf('.') + 1)) ?? [];
  const values = known.flatMap(value => valuesOf(value, scope, depth + 1));
  return rest === '' || /^(?:as|!)/.test(rest) ? values : rest.startsWith('+') ? values.map(upTo) : [];
}

function joinedValues(list: string, scope: Scope, depth: number): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < list.length; ) {
    const part = expressionAt(list, at);
    parts.push(part);
    at += part.length + 1;
  }
  const [first = '', ...others] = parts;
  return valuesOf(first, scope, depth + 1).map(head => {
    let value = head;
    for (const other of others) {
      const [next] = valuesOf(other, scope, depth + 1);
      if (next === undefined) return `${value}/`;
      value = next.startsWith('/') ? next : `${value}/${next}`;
    }
    return value;
  });
}

/** A template as far as it is known: `${DATA}/x.db`. */
function inTemplate(body: string, scope: Scope, depth: number): readonly string[] {
  const at = body.indexOf('${');
  if (at < 0) return [body];
  if (at > 0) return [upTo(body.slice(0, at))];
  const end = body.indexOf('}');
  const rest = body.slice(end + 1);
  return valuesOf(body.slice(2, end), scope, depth + 1).map(value =>
    rest.includes('${') ? upTo(value + rest.slice(0, rest.indexOf('${'))) : value + rest,
  );
}

function upTo(value: string): string {
  return value.endsWith('/') ? value : `${value.replace(/[^/]*$/, '')}`;
}

function folderOf(value: string, kind: 'file' | 'folder'): string | undefined {
  if (!/^(?:\/|~(?:\/|$))/.test(value) || /[\n*?<>|{}:]/.test(value) || value.length > 200) return undefined;
  const path = value.startsWith('~') ? `~${cleanPath(value.slice(1))}` : cleanPath(value);
  const folder = kind === 'folder' || value.endsWith('/') ? path : parentPath(path);
  return folder === '/' || folder === '' || /^\/(?:dev|proc|sys)(?:\/|$)/.test(folder) ? undefined : folder;
}
