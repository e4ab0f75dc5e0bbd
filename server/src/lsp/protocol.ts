/**
 * The requests that Distill adds to the Language Server Protocol, and what a client may announce.
 * The client keeps types of its own of the same shapes, because it imports nothing of the server.
 */
import type { Range, TextDocumentIdentifier, TextEdit } from 'vscode-languageserver';
import type { Completeness, ContextEntry, Target } from '../core/analysis';

export interface InitializationOptions {
  /** The client shows conversions and pages itself, so actions carry its commands instead of edits. */
  readonly previews?: boolean;
  /** The client answers `distill/context`. */
  readonly contextRequests?: boolean;
  /** Replaces the server's clock, as `YYYY-MM-DD`; for tests. */
  readonly today?: string;
  /** The `distill` section, for clients that cannot be asked for it. */
  readonly settings?: unknown;
}

export type RefactoringKind = 'convert-to-distroless' | 'split-into-stages';

export interface ConvertParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly to?: Target;
  readonly kind?: RefactoringKind;
  /** Another version of the language's image to build with and to run on: `22`, `3.13`. */
  readonly runtimeVersion?: string;
}

export interface NoteResult {
  readonly message: string;
  readonly range?: Range;
}

export interface ReasonResult extends NoteResult {
  readonly rule?: string;
}

export type ConvertResult =
  | {
      readonly outcome: 'converted';
      readonly target: string;
      /** The new image has a shell: no base without one was sure. */
      readonly hasShell: boolean;
      readonly dockerfile: string;
      readonly edits: readonly TextEdit[];
      readonly notes: readonly NoteResult[];
      /** For who runs the new image, as Markdown. */
      readonly operations: string;
      /** The version of the document that the edits are for. */
      readonly version: number;
    }
  | { readonly outcome: 'unchanged'; readonly target?: string; readonly notes: readonly NoteResult[] }
  | { readonly outcome: 'declined'; readonly reasons: readonly ReasonResult[] };

export interface ExplainParams {
  readonly topic: string;
}

export interface ExplainResult {
  readonly markdown: string;
}

export interface FixAllParams {
  readonly textDocument: TextDocumentIdentifier;
}

/** Sent by the server: first the names, then the texts of those that the analysis asks for. */
export type ContextParams =
  | { readonly uri: string; readonly phase: 'list' }
  | { readonly uri: string; readonly phase: 'read'; readonly paths: readonly string[] };

export interface ContextList {
  readonly root: string;
  readonly completeness: Completeness;
  readonly dockerfile?: string | null;
  readonly entries: readonly (readonly [
    path: string,
    kind: ContextEntry['kind'],
    size: number,
    executable: boolean,
  ])[];
  /** The text of the ignore file that applies, if there is one. */
  readonly dockerignore?: string | null;
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

/** Of clients with previews alone: what the server cannot do by itself. */
export const convertAsNewFile = 'distill.convertAsNewFile';

/** Implemented by clients with previews; otherwise the server takes them as `workspace/executeCommand`. */
export const commands = {
  convert: 'distill.convertToDistroless',
  split: 'distill.splitIntoStages',
  fixAll: 'distill.applyFixes',
  explain: 'distill.explain',
} as const;
