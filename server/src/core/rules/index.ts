/** The one list of rules; order has no meaning. */
import { debugImageInProduction } from './debug-image-in-production';
import { discontinuedBaseImage } from './discontinued-base-image';
import { endOfLifeBaseImage } from './end-of-life-base-image';
import { floatingDistribution } from './floating-distribution';
import type { Rule } from './rule';
import { syntaxError } from './syntax-error';
import { toolchainInFinalImage } from './toolchain-in-final-image';
import { untaggedBaseImage } from './untagged-base-image';
import { unusedIgnore } from './unused-ignore';

export const rules: readonly Rule[] = [
  debugImageInProduction,
  discontinuedBaseImage,
  endOfLifeBaseImage,
  floatingDistribution,
  syntaxError,
  toolchainInFinalImage,
  untaggedBaseImage,
  unusedIgnore,
];
