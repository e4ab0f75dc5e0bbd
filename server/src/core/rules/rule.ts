/** The shape of a rule. Detection only says what and where; severity, page and silence are kept elsewhere. */

import type { Change } from '../edits/change';
import type { RelatedPlace } from '../finding';
import type { Severity } from '../settings';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';

export interface Rule {
  /** Names the pattern, in kebab-case; file, page and export carry the same name. */
  readonly id: string;
  readonly severity: Severity | 'off';
  /** The same rule elsewhere: `hadolint/DL3006`; their ignore comments silence this one, too. */
  readonly equivalents: readonly string[];
  /** The Markdown page beside the rule. */
  readonly page: string;
  /** Says every problem once; total, and linear in the file. */
  readonly check: (subject: Subject) => Iterable<Problem>;
}

export type { Subject } from '../subject';

export interface Problem {
  readonly span: Span;
  readonly message: string;
  /** Where this case is worse or milder than the rule in general. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Change[];
}

export function defineRule(rule: Rule): Rule {
  return rule;
}
