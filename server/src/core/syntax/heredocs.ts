/** Heredocs of RUN, COPY and ADD: what opens them, and the bodies that follow. */
import type { Heredoc, Word } from './instruction';
import { type LogicalText, plainText } from './logical-text';
import type { Span } from './span';

const operator = /^(\d*)<<(-?)([^<].*)$/s;

/** Instructions whose heredocs BuildKit reads; elsewhere `<<` is just text. */
const instructionsWithHeredocs: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);

interface Opening {
  readonly name: string;
  readonly stripsTabs: boolean;
  readonly expands: boolean;
  readonly span: Span;
}

/** The heredocs that an instruction's words open, in order. */
export function heredocOpenings(keyword: string, words: readonly Word[]): Opening[] {
  if (!instructionsWithHeredocs.has(keyword)) return [];
  const openings: Opening[] = [];
  for (const word of words) {
    const match = operator.exec(word.text);
    const raw = match?.[3];
    if (match === null || raw === undefined) continue;
    const name = raw.replace(/["'\\]/g, '');
    // Between quotes a name may be anything; without them the rest is arithmetic and the like.
    if (!/^[\w.-]+$/.test(name) && !/^(["'])[^"'<]+\1$/.test(raw)) continue;
    openings.push({ name, stripsTabs: match[2] === '-', expands: name === raw, span: word.span });
  }
  return openings;
}

/** Reads the bodies that follow an instruction's first line; each ends at a line that is just its name. */
export function readHeredocs(
  source: string,
  openings: readonly Opening[],
  start: number,
): { heredocs: Heredoc[]; end: number } {
  const heredocs: Heredoc[] = [];
  let position = start;
  let end = start;
  for (const opening of openings) {
    const bodyStart = position;
    let bodyEnd = source.length;
    let terminated = false;
    end = source.length;
    while (position < source.length) {
      const newline = source.indexOf('\n', position);
      const lineEnd = newline < 0 ? source.length : newline;
      const line = source.slice(position, lineEnd).replace(/\r$/, '');
      const candidate = opening.stripsTabs ? line.replace(/^\t+/, '') : line;
      if (candidate === opening.name) {
        bodyEnd = position;
        end = position + line.length;
        terminated = true;
        position = newline < 0 ? source.length : newline + 1;
        break;
      }
      position = newline < 0 ? source.length : newline + 1;
    }
    heredocs.push({
      name: opening.name,
      stripsTabs: opening.stripsTabs,
      expands: opening.expands,
      terminated,
      operatorSpan: opening.span,
      body: heredocBody(source, bodyStart, bodyEnd),
    });
  }
  return { heredocs, end };
}

function heredocBody(source: string, start: number, end: number): LogicalText {
  return plainText(source, { start, end });
}
