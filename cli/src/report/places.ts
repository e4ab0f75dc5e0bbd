/** From offsets to the lines and characters that people and LSP count in. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../../../server/src/core/analysis';

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Place;
  readonly end: Place;
}

export interface Places {
  range(span: Span): Range;
  /** The text of a line without its ending; empty beyond the last. */
  line(number: number): string;
}

/** The language server counts with the same document type, so both name the same places. */
export function placesIn(source: string): Places {
  const document = TextDocument.create('', 'dockerfile', 0, source);
  return {
    range: ({ start, end }) => ({ start: document.positionAt(start), end: document.positionAt(end) }),
    line(number) {
      const range = { start: { line: number, character: 0 }, end: { line: number + 1, character: 0 } };
      return document.getText(range).replace(/[\r\n]+$/, '');
    },
  };
}
