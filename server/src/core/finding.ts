import type { Change } from './edits/change';
import type { Severity } from './settings';
import type { Span } from './syntax/span';

/** One thing a rule says about a place, with what can be done about it. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  /** Ids of the same rule in other linters, such as `hadolint/DL3006`. */
  readonly equivalents: readonly string[];
  readonly fixes: readonly Change[];
}

export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}
