/** The shape of a rule. Detection only says what and where; severity, page and silence are kept elsewhere. */

import type { BuildContext } from '../context/build-context';
import type { ContextTree } from '../context/context-tree';
import type { Change } from '../edits/change';
import type { BuildEffects } from '../effects/stage-effects';
import type { RelatedPlace } from '../finding';
import type { Build, Stage } from '../model/build';
import type { Settings, Severity } from '../settings';
import type { Dockerfile } from '../syntax/instruction';
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

/** A Dockerfile with everything that is known about it: computed once, read by all rules. */
export interface Subject {
  readonly dockerfile: Dockerfile;
  readonly build: Build;
  readonly context: BuildContext;
  readonly tree: ContextTree;
  readonly effects: BuildEffects;
  readonly settings: Settings;
  /** The last stage and those in `buildTargets`: what is shipped. */
  readonly finalStages: readonly Stage[];
}

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
