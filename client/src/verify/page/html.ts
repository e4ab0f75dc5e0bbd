/**
 * HTML that cannot be put together wrongly: whatever is put into a template is escaped, unless a template made it.
 * The texts come from Dockerfiles, builders and programs in containers.
 */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | number | false | undefined | readonly Html[];

export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const text = strings.map(
    (string, index) => string + (index < pieces.length ? rendered(pieces[index]) : ''),
  );
  return { html: text.join('') };
}

/** Text with `names in backticks`, as the notes and reasons of conversions are written. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}

/** Output as it came, without what moves a cursor, and shortened where it is very long. */
export function output(text: string, label: string): Html {
  const most = 20_000;
  const left = text.length - most;
  const shown = left > 0 ? `${text.slice(0, most)}\n… and ${left} more characters` : text;
  return html`<pre tabindex="0" role="group" aria-label="${label}">${shown.replace(/\s+$/, '')}</pre>`;
}

function rendered(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return String(piece);
  return 'html' in piece ? piece.html : piece.map(one => one.html).join('');
}

const names: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text
    .replace(sequences, '')
    .replace(controls, '\ufffd')
    .replace(/[&<>"']/g, character => names[character] ?? '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours and cursor movements are what is looked for.
const sequences = /\u001b\[[0-9;?]*[A-Za-z]|\r(?=\n)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
