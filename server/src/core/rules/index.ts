/** The one list of rules; order has no meaning. */
import { debugImageInProduction } from './debug-image-in-production';
import { devDependenciesInFinalImage } from './dev-dependencies-in-final-image';
import { discontinuedBaseImage } from './discontinued-base-image';
import { dynamicBinaryOnStaticBase } from './dynamic-binary-on-static-base';
import { endOfLifeBaseImage } from './end-of-life-base-image';
import { floatingDistribution } from './floating-distribution';
import { libcMismatch } from './libc-mismatch';
import { malformedExecForm } from './malformed-exec-form';
import { missingArtifact } from './missing-artifact';
import { missingExecutable } from './missing-executable';
import { missingRuntimeDependencies } from './missing-runtime-dependencies';
import { oversizedRuntimeBase } from './oversized-runtime-base';
import { repeatedEntrypoint } from './repeated-entrypoint';
import { rootInFinalStage } from './root-in-final-stage';
import type { Rule } from './rule';
import { runWithoutShell } from './run-without-shell';
import { shellFormWithoutShell } from './shell-form-without-shell';
import { sourceInFinalImage } from './source-in-final-image';
import { syntaxError } from './syntax-error';
import { toolchainInFinalImage } from './toolchain-in-final-image';
import { unknownStage } from './unknown-stage';
import { unprivilegedBuild } from './unprivileged-build';
import { untaggedBaseImage } from './untagged-base-image';
import { unusedIgnore } from './unused-ignore';

export const rules: readonly Rule[] = [
  debugImageInProduction,
  devDependenciesInFinalImage,
  discontinuedBaseImage,
  dynamicBinaryOnStaticBase,
  endOfLifeBaseImage,
  floatingDistribution,
  libcMismatch,
  malformedExecForm,
  missingArtifact,
  missingExecutable,
  missingRuntimeDependencies,
  oversizedRuntimeBase,
  repeatedEntrypoint,
  rootInFinalStage,
  runWithoutShell,
  shellFormWithoutShell,
  sourceInFinalImage,
  syntaxError,
  toolchainInFinalImage,
  unknownStage,
  unprivilegedBuild,
  untaggedBaseImage,
  unusedIgnore,
];
