/** Text as HCL, the language of `docker-bake.hcl`. */

/**
 * A quoted string with nothing left to interpolate. Not a heredoc: that cannot hold a carriage return, ends at a line of
 * the Dockerfile that looks like its end, and interpolates just the same.
 */
export function quoted(text: string): string {
  return `"${text.replace(special, escaped)}"`;
}

/** A text of many lines as one string a line, so that the file can be read and compared. */
export function quotedLines(text: string, indent: string): string {
  const lines = text.split('\n').map(line => `${indent}  ${quoted(line)},\n`);
  return `join("\\n", [\n${lines.join('')}${indent}])`;
}

export function list(items: readonly string[]): string {
  return `[${items.map(quoted).join(', ')}]`;
}

/**
 * HCL brings every string to Unicode's composed form (NFC). A name that is written in the other form, as some file
 * systems store it, would come out as another name.
 */
export function survivesHcl(text: string): boolean {
  return text === text.normalize('NFC');
}

/** Control characters, the byte order mark, quotes, backslashes, and what begins an interpolation or a directive. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const special = /[\u0000-\u001f\u007f-\u009f\ufeff"\\]|[$%]\{/g;

const named: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

function escaped(what: string): string {
  if (what.length === 2) return `${what[0]}${what}`;
  return named[what] ?? `\\u${what.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
