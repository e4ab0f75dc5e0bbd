/** The one list of rules; order has no meaning. */
import { debugImageInProduction } from './debug-image-in-production';
import { discontinuedBaseImage } from './discontinued-base-image';
import { endOfLifeBaseImage } from './end-of-life-base-image';
import { floatingDistribution } from './floating-distribution';
import { malformedExecForm } from './malformed-exec-form';
import type { Rule } from './rule';
import { runWithoutShell } from './run-without-shell';
import { shellFormWithoutShell } from './shell-form-without-shell';
import { syntaxError } from './syntax-error';
import { toolchainInFinalImage } from './toolchain-in-final-image';
import { unknownStage } from './unknown-stage';
import { untaggedBaseImage } from './untagged-base-image';
import { unusedIgnore } from './unused-ignore';

export const rules: readonly Rule[] = [
  debugImageInProduction,
  discontinuedBaseImage,
  endOfLifeBaseImage,
  floatingDistribution,
  malformedExecForm,
  runWithoutShell,
  shellFormWithoutShell,
  syntaxError,
  toolchainInFinalImage,
  unknownStage,
  untaggedBaseImage,
  unusedIgnore,
];
