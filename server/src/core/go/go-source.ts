/** Reads a Go file lexically: imports, constraints, embedded files and the string literals in calls. */

export interface GoFile {
  readonly package: string;
  /** `// Code generated … DO NOT EDIT.`: its strings are not what somebody wrote. */
  readonly generated: boolean;
  readonly imports: readonly { readonly path: string; readonly name: string | undefined }[];
  /** The `//go:build` line, or the joined `// +build` lines. */
  readonly constraint: string | undefined;
  readonly embeds: readonly string[];
  readonly strings: readonly GoString[];
  /** Every qualified name that is called: `os.Create`, `db.Query`. */
  readonly calls: readonly GoCall[];
}

export interface GoCall {
  readonly name: string;
  readonly line: number;
}

export interface GoString {
  readonly value: string;
  /** The innermost call it is an argument of: `os.Open`, `LoadHTMLGlob`; undefined outside calls. */
  readonly callee: string | undefined;
  /** Which argument, from 0. */
  readonly argument: number;
  readonly line: number;
}

interface Scan {
  readonly text: string;
  position: number;
  line: number;
  readonly embeds: string[];
  readonly plusBuild: string[];
  goBuild: string | undefined;
  sawPackage: boolean;
  generated: boolean;
}

interface Frame {
  readonly callee: string | undefined;
  argument: number;
}

/**
 * Total: text that is no Go gives an empty file. Linear in the text. With `imports` it stops at the first
 * declaration, and knows no strings and calls.
 */
export function readGoFile(text: string, extent: 'all' | 'imports' = 'all'): GoFile {
  const scan: Scan = {
    text,
    position: 0,
    line: 1,
    embeds: [],
    plusBuild: [],
    goBuild: undefined,
    sawPackage: false,
    generated: false,
  };
  const imports: { path: string; name: string | undefined }[] = [];
  const strings: GoString[] = [];
  const calls: GoCall[] = [];
  const frames: Frame[] = [];
  let packageName = '';
  let chain = '';
  let importing: 'no' | 'one' | 'block' = 'no';
  let importName: string | undefined;
  for (let token = nextToken(scan); token !== undefined; token = nextToken(scan)) {
    if (token.kind === 'string') {
      if (importing !== 'no' && frames.length <= 1) {
        imports.push({ path: token.value, name: importName });
        importName = undefined;
        if (importing === 'one') importing = 'no';
      } else {
        const frame = frames.findLast(candidate => candidate.callee !== undefined);
        const innermost = frames.at(-1);
        strings.push({
          value: token.value,
          callee: frame?.callee,
          argument: (innermost?.callee === undefined ? frame?.argument : innermost.argument) ?? 0,
          line: token.line,
        });
      }
      chain = '';
    } else if (token.kind === 'name') {
      if (extent === 'imports' && frames.length === 0 && declarations.has(token.value)) break;
      if (!scan.sawPackage && chain === 'package ') {
        packageName = token.value;
        scan.sawPackage = true;
        chain = '';
      } else if (token.value === 'package' && !scan.sawPackage) chain = 'package ';
      else if (token.value === 'import' && frames.length === 0) importing = 'one';
      else if (importing !== 'no') importName = token.value;
      else chain = chain.endsWith('.') ? chain + token.value : token.value;
    } else if (token.value === '.') {
      if (importing !== 'no') importName = '.';
      else chain = `${chain.endsWith('.') ? '' : chain}.`;
    } else if (token.value === '(') {
      if (importing === 'one') {
        importing = 'block';
        frames.push({ callee: undefined, argument: 0 });
      } else {
        const callee = chain === '' || keywords.has(chain) ? undefined : chain.replace(/^\./, '');
        if (callee !== undefined) calls.push({ name: callee, line: scan.line });
        frames.push({ callee, argument: 0 });
      }
      chain = '';
    } else if (token.value === '{' || token.value === '[') {
      frames.push({ callee: undefined, argument: 0 });
      chain = '';
    } else if (token.value === ')' || token.value === '}' || token.value === ']') {
      frames.pop();
      if (importing === 'block' && token.value === ')') importing = 'no';
      chain = '';
    } else {
      const frame = frames.at(-1);
      if (token.value === ',' && frame !== undefined) frame.argument++;
      chain = '';
    }
  }
  return {
    package: packageName,
    generated: scan.generated,
    imports,
    constraint: scan.goBuild ?? joinPlusBuild(scan.plusBuild),
    embeds: scan.embeds,
    strings,
    calls,
  };
}

const keywords: ReadonlySet<string> = new Set([
  'func',
  'if',
  'for',
  'switch',
  'return',
  'var',
  'const',
  'type',
  'go',
  'defer',
  'range',
  'select',
  'case',
  'struct',
  'interface',
  'map',
  'chan',
]);

const declarations: ReadonlySet<string> = new Set(['func', 'type', 'var', 'const']);

type Token =
  | { readonly kind: 'string'; readonly value: string; readonly line: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'mark'; readonly value: string };

function nextToken(scan: Scan): Token | undefined {
  const { text } = scan;
  while (scan.position < text.length) {
    const code = text.charCodeAt(scan.position);
    if (code === 10) scan.line++;
    if (code === 32 || (code >= 9 && code <= 13)) {
      scan.position++;
      continue;
    }
    const character = text[scan.position] ?? '';
    if (text.startsWith('//', scan.position)) {
      lineComment(scan);
      continue;
    }
    if (text.startsWith('/*', scan.position)) {
      const end = text.indexOf('*/', scan.position + 2);
      const to = end < 0 ? text.length : end + 2;
      for (let index = scan.position; index < to; index++) if (text[index] === '\n') scan.line++;
      scan.position = to;
      continue;
    }
    if (character === '`') return rawString(scan);
    if (character === '"') return quotedString(scan);
    if (character === "'") {
      const rune = /^'(?:\\.[^']*|[^'\\])'/.exec(text.slice(scan.position, scan.position + 16));
      scan.position += rune?.[0].length ?? 1;
      return { kind: 'mark', value: "'" };
    }
    if (!isNameStart(code)) {
      scan.position++;
      return { kind: 'mark', value: character };
    }
    namePattern.lastIndex = scan.position;
    const name = namePattern.exec(text)?.[0];
    if (name !== undefined) {
      scan.position += name.length;
      return { kind: 'name', value: name };
    }
    scan.position++;
    return { kind: 'mark', value: character };
  }
  return undefined;
}

/** Letters and the underscore; beyond ASCII the pattern decides. */
function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127;
}

const namePattern = /[\p{L}_][\p{L}\p{N}_]*/uy;

function lineComment(scan: Scan): void {
  const newline = scan.text.indexOf('\n', scan.position);
  const end = newline < 0 ? scan.text.length : newline;
  const comment = scan.text.slice(scan.position, end).trimEnd();
  scan.position = end;
  const embed = /^\/\/go:embed\s+(.+)$/.exec(comment)?.[1];
  if (embed !== undefined) scan.embeds.push(...embedPatterns(embed));
  // The marker may stand anywhere before the first declaration (go.dev/s/generatedcode).
  if (/^\/\/ Code generated .* DO NOT EDIT\.$/.test(comment)) scan.generated = true;
  if (scan.sawPackage) return;
  const goBuild = /^\/\/go:build\s+(.+)$/.exec(comment)?.[1];
  if (goBuild !== undefined) scan.goBuild = goBuild;
  const plusBuild = /^\/\/\s*\+build\s+(.+)$/.exec(comment)?.[1];
  if (plusBuild !== undefined) scan.plusBuild.push(plusBuild);
}

function embedPatterns(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\S+)/g)].map(match =>
    (match[1] ?? match[2] ?? match[3] ?? '').replace(/^all:/, ''),
  );
}

/** `// +build a,b c` means `(a && b) || c`; several lines are all required. */
function joinPlusBuild(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  return lines
    .map(
      line =>
        `(${line
          .split(/\s+/)
          .map(option => `(${option.split(',').join(' && ')})`)
          .join(' || ')})`,
    )
    .join(' && ');
}

function rawString(scan: Scan): Token {
  const end = scan.text.indexOf('`', scan.position + 1);
  const to = end < 0 ? scan.text.length : end;
  const { line } = scan;
  const value = scan.text.slice(scan.position + 1, to);
  for (const character of value) if (character === '\n') scan.line++;
  scan.position = to + 1;
  return { kind: 'string', value, line };
}

function quotedString(scan: Scan): Token {
  let index = scan.position + 1;
  while (index < scan.text.length && scan.text[index] !== '"' && scan.text[index] !== '\n') {
    index += scan.text[index] === '\\' ? 2 : 1;
  }
  const raw = scan.text.slice(scan.position + 1, index);
  scan.position = index + 1;
  return { kind: 'string', value: raw.includes('\\') ? unescapeString(raw) : raw, line: scan.line };
}

function unescapeString(raw: string): string {
  return raw.replace(
    /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|.)/g,
    (whole, simple, hex, unicode) => {
      if (simple !== undefined) return simpleEscapes[String(simple)] ?? String(simple);
      const code = Number.parseInt(String(hex ?? unicode ?? ''), 16);
      return Number.isNaN(code) ? whole : String.fromCharCode(code);
    },
  );
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};
