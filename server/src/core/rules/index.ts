/** The one list of rules; order has no meaning. */
import { buildTimeMountArtifact } from './build-time-mount-artifact';
import { contextWithoutDockerignore } from './context-without-dockerignore';
import { debugImageInProduction } from './debug-image-in-production';
import { devDependenciesInFinalImage } from './dev-dependencies-in-final-image';
import { directoryOverLink } from './directory-over-link';
import { discontinuedBaseImage } from './discontinued-base-image';
import { dynamicBinaryOnStaticBase } from './dynamic-binary-on-static-base';
import { endOfLifeBaseImage } from './end-of-life-base-image';
import { floatingDistribution } from './floating-distribution';
import { healthcheckWithoutClient } from './healthcheck-without-client';
import { interpreterVersionMismatch } from './interpreter-version-mismatch';
import { libcMismatch } from './libc-mismatch';
import { literalVariable } from './literal-variable';
import { lostConfiguration } from './lost-configuration';
import { malformedExecForm } from './malformed-exec-form';
import { missingArtifact } from './missing-artifact';
import { missingCaCertificates } from './missing-ca-certificates';
import { missingExecutable } from './missing-executable';
import { missingPackageManager } from './missing-package-manager';
import { missingRuntimeDependencies } from './missing-runtime-dependencies';
import { missingSharedLibrary } from './missing-shared-library';
import { missingTimezoneData } from './missing-timezone-data';
import { missingTmp } from './missing-tmp';
import { missingUserDatabase } from './missing-user-database';
import { namedUser } from './named-user';
import { newerGlibcArtifact } from './newer-glibc-artifact';
import { npmCiWithoutLockFile } from './npm-ci-without-lock-file';
import { oversizedRuntimeBase } from './oversized-runtime-base';
import { privilegedPort } from './privileged-port';
import { repeatedEntrypoint } from './repeated-entrypoint';
import { rootInFinalStage } from './root-in-final-stage';
import type { Rule } from './rule';
import { runWithoutShell } from './run-without-shell';
import { scriptWithoutInterpreter } from './script-without-interpreter';
import { secretInImage } from './secret-in-image';
import { shellFormWithoutShell } from './shell-form-without-shell';
import { sourceInFinalImage } from './source-in-final-image';
import { syntaxError } from './syntax-error';
import { toolchainInFinalImage } from './toolchain-in-final-image';
import { unavailablePlatform } from './unavailable-platform';
import { undigestedBaseImage } from './undigested-base-image';
import { unexecutableProgram } from './unexecutable-program';
import { unknownStage } from './unknown-stage';
import { unknownUser } from './unknown-user';
import { unofficialBaseImage } from './unofficial-base-image';
import { unprivilegedBuild } from './unprivileged-build';
import { untaggedBaseImage } from './untagged-base-image';
import { unusedIgnore } from './unused-ignore';
import { unwritableDirectory } from './unwritable-directory';
import { wildcardArgument } from './wildcard-argument';

export const rules: readonly Rule[] = [
  buildTimeMountArtifact,
  contextWithoutDockerignore,
  debugImageInProduction,
  devDependenciesInFinalImage,
  directoryOverLink,
  discontinuedBaseImage,
  dynamicBinaryOnStaticBase,
  endOfLifeBaseImage,
  floatingDistribution,
  healthcheckWithoutClient,
  interpreterVersionMismatch,
  libcMismatch,
  literalVariable,
  lostConfiguration,
  malformedExecForm,
  missingArtifact,
  missingCaCertificates,
  missingExecutable,
  missingPackageManager,
  missingRuntimeDependencies,
  missingSharedLibrary,
  missingTimezoneData,
  missingTmp,
  missingUserDatabase,
  namedUser,
  newerGlibcArtifact,
  npmCiWithoutLockFile,
  oversizedRuntimeBase,
  privilegedPort,
  repeatedEntrypoint,
  rootInFinalStage,
  runWithoutShell,
  scriptWithoutInterpreter,
  secretInImage,
  shellFormWithoutShell,
  sourceInFinalImage,
  syntaxError,
  toolchainInFinalImage,
  unavailablePlatform,
  undigestedBaseImage,
  unexecutableProgram,
  unknownStage,
  unknownUser,
  unofficialBaseImage,
  unprivilegedBuild,
  untaggedBaseImage,
  unusedIgnore,
  unwritableDirectory,
  wildcardArgument,
];
