/** The one list of rules; order has no meaning. */
import type { Rule } from './rule';
import { toolchainInFinalImage } from './toolchain-in-final-image';

export const rules: readonly Rule[] = [toolchainInFinalImage];
