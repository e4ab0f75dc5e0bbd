import type { Span } from '../syntax/span';

/** Replaces the text at `span`; an empty span inserts. Edits of one change never overlap. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * How far a change may be trusted: *safe* is surely what the user meant and keeps behaviour;
 * *unsafe* builds, but may behave differently (a new base image always does); *manual* leaves a marked
 * place for a person to complete.
 */
export type Applicability = 'safe' | 'unsafe' | 'manual';

/** Something the user should know about a change or a decision, with the place in the original it is about. */
export interface Note {
  readonly message: string;
  readonly span?: Span;
}

export interface Change {
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
  /** It converts the whole file: a client may want to show it before anything is changed. */
  readonly conversion?: true;
}

/** Applies edits to a text; they may come in any order. The caller guarantees that they do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, index) => ({ edit, index }));
  ordered.sort((a, b) => a.edit.span.start - b.edit.span.start || a.index - b.index);
  let result = '';
  let position = 0;
  for (const { edit } of ordered) {
    result += text.slice(position, edit.span.start) + edit.text;
    position = edit.span.end;
  }
  return result + text.slice(position);
}
