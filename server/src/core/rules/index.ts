/** The one list of rules; order has no meaning. */
import type { Rule } from './rule';

export const rules: readonly Rule[] = [];
