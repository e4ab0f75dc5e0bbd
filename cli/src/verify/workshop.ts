/** What verifying works with: an engine, a scanner where there is one, and a folder and names for what is temporary. */
import type { Engine } from './engines/engine';
import type { Progress } from './progress';
import type { RunProgram, Scanner } from './scanners/scanner';

export interface Workshop {
  readonly engine: Engine;
  readonly scanner: Scanner | undefined;
  /** Gone when everything is over. */
  readonly folder: string;
  /** The tag for a temporary image. */
  readonly tag: (name: string) => string;
  readonly runProgram: RunProgram;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}
