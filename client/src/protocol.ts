/**
 * The requests that Distill adds to the Language Server Protocol, as the client sees them.
 * The server declares the same shapes in `server/src/lsp/protocol.ts`; the two import nothing of each other.
 */
import type { Range, TextEdit } from 'vscode-languageclient';

export type ConversionKind = 'convert-to-distroless' | 'split-into-stages';

export interface Note {
  readonly message: string;
  readonly range?: Range;
  /** The rule whose finding stands in the way; in reasons only. */
  readonly rule?: string;
}

export interface Converted {
  readonly outcome: 'converted';
  readonly target: string;
  /** The new image has a shell: no base without one was sure. */
  readonly hasShell: boolean;
  readonly dockerfile: string;
  readonly edits: TextEdit[];
  readonly notes: readonly Note[];
  /** For who runs the new image, as Markdown. */
  readonly operations: string;
  /** The version of the document that the edits are for. */
  readonly version: number;
}

export type ConvertResult =
  | Converted
  | { readonly outcome: 'unchanged'; readonly target?: string; readonly notes: readonly Note[] }
  | { readonly outcome: 'declined'; readonly reasons: readonly Note[] };

export interface Explanation {
  readonly markdown: string;
}

export type ContextParams =
  | { readonly uri: string; readonly phase: 'list' }
  | { readonly uri: string; readonly phase: 'read'; readonly paths: readonly string[] };

export type ContextEntry = readonly [
  path: string,
  kind: 'file' | 'directory' | 'link',
  size: number,
  executable: boolean,
];

export interface ContextList {
  readonly root: string;
  readonly completeness: 'known' | 'partial' | 'unknown';
  readonly dockerfile?: string;
  readonly entries: readonly ContextEntry[];
  readonly dockerignore?: string;
}

export interface ContextTexts {
  readonly texts: Readonly<Record<string, string>>;
  readonly complete: boolean;
}

export const requests = {
  convert: 'distill/convert',
  explain: 'distill/explain',
  fixAll: 'distill/fixAll',
  context: 'distill/context',
} as const;
