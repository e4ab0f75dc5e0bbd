/** The split of a compiled program that keeps a shell. */

import type { Application } from '../applications/application';
import type { Draft } from '../convert';
import { decline, type Ledger } from '../decision';

export function nativeSlim({ effects }: Application, ledger: Ledger): Draft | undefined {
  return decline(
    ledger,
    'Which packages of the distribution the program needs when it runs is not known to Distill.',
    effects.stage.imageSpan,
  );
}
