/** The smaller refactorings, in the order in which a menu shows them. */
import type { Change } from '../edits/change';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';
import { addDebugTarget } from './debug-target';
import { useExecForm } from './exec-form';
import { copyManifestsFirst } from './manifests-first';
import { nameStage } from './name-stage';
import type { Offer } from './refactoring';
import { runAsNonRoot } from './run-as-non-root';
import { addTestStage } from './test-stage';

const offers: readonly Offer[] = [
  copyManifestsFirst,
  useExecForm,
  runAsNonRoot,
  addTestStage,
  addDebugTarget,
  nameStage,
];

/** What can be done where the selection is; every change stands for itself. */
export function smallRefactorings(subject: Subject, selection: Span): readonly Change[] {
  return offers.flatMap(offer => offer(subject, selection) ?? []);
}
