/**
 * The façade: everything that the language server and the command line may call.
 * All of it is total and pure; offsets in and out are UTF-16 code units of `source`.
 */
import type { BuildContext, ContextEntry } from './context/build-context';
import type { Change, Edit, Note } from './edits/change';
import type { Finding } from './finding';
import type { Settings, Severity, Target } from './settings';
import type { Span } from './syntax/span';

export type { BuildContext, Completeness, ContextEntry } from './context/build-context';
export { unknownContext } from './context/build-context';
export type { Applicability, Change, Edit, Note } from './edits/change';
export { applyEdits } from './edits/change';
export type { Finding, RelatedPlace } from './finding';
export type { Settings, Severity, Target } from './settings';
export { defaultSettings } from './settings';
export type { Span } from './syntax/span';

export interface Analysis {
  /** Sorted by place, then by rule id; suppressed and switched-off findings are gone. */
  readonly findings: readonly Finding[];
}

/** Lints `source`. Never throws: a broken Dockerfile yields findings. */
export declare function analyse(source: string, context: BuildContext, settings: Settings): Analysis;

export interface ConvertOptions {
  readonly to?: Target;
  /** The stage that the user builds; the last one by default. */
  readonly stage?: string;
}

export type Conversion =
  | {
      readonly outcome: 'converted';
      /** The image that the final stage now starts from. */
      readonly target: string;
      readonly dockerfile: string;
      readonly edits: readonly Edit[];
      readonly notes: readonly Note[];
    }
  | { readonly outcome: 'unchanged'; readonly target?: string; readonly notes: readonly Note[] }
  | { readonly outcome: 'declined'; readonly reasons: readonly Reason[] };

export interface Reason extends Note {
  /** The rule whose finding stands in the way, where there is one. */
  readonly rule?: string;
}

/** Converts the whole file, or says why not. */
export declare function convert(
  source: string,
  context: BuildContext,
  settings: Settings,
  options: ConvertOptions,
): Conversion;

export interface Refactoring {
  readonly kind: 'split-into-stages' | 'convert-to-distroless';
  readonly change: Change;
  readonly target: string;
}

/** The refactorings that the light bulb offers for a selection; empty where none is sure. */
export declare function refactorings(
  source: string,
  context: BuildContext,
  settings: Settings,
  selection: Span,
): readonly Refactoring[];

/** An edit that silences `rule` at the finding on `span` with a `# distill ignore=` comment. */
export declare function suppression(source: string, rule: string, span: Span): Change;

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** Explains the base image, or the instruction, at `offset`; undefined where there is nothing to say. */
export declare function hover(
  source: string,
  context: BuildContext,
  settings: Settings,
  offset: number,
): Hover | undefined;

/** The page of a rule, or the trade-offs of an image, as Markdown; undefined for a topic that is neither. */
export declare function explain(topic: string, settings: Settings): string | undefined;

export interface RuleInfo {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity | 'off';
  readonly equivalents: readonly string[];
  readonly page: string;
}

export declare const ruleList: readonly RuleInfo[];

/**
 * Which files' text the analysis of `source` wants, most important first, out of the listed paths.
 * The caller reads as many as its bounds allow and says `partial` if it had to stop.
 */
export declare function filesToRead(
  source: string,
  entries: ReadonlyMap<string, ContextEntry>,
): readonly string[];

/** Says of a path whether `.dockerignore` leaves it out, so that a reader need not walk ignored folders. */
export declare function dockerignore(text: string): (path: string) => boolean;
