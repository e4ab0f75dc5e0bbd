/** What verifying offers to the rest of the client; a browser has no implementation of it. */
import type { Uri } from 'vscode';
import type { Verdict } from './report';

export interface Verifier {
  /** Builds, runs and compares, and shows the report. Says itself why it cannot. */
  verify(source: Uri): Promise<VerifyOutcome>;
  /** Ends all that is being verified. */
  cancel(): void;
  showLog(): void;
  /** Compares the Dockerfile with a conversion of it that was verified. */
  showConversion(source: Uri, variant: string): Promise<void>;
  /** Opens the Dockerfile, or a conversion of it that was verified, at a zero-based line. */
  showLine(source: Uri, variant: string, line: number): Promise<void>;
}

/** How a call of the command ended, for whoever called it; the message is what the person was told. */
export type VerifyOutcome =
  | { readonly outcome: 'verified'; readonly verdict: Verdict }
  | { readonly outcome: 'refused' | 'failed'; readonly message: string }
  | { readonly outcome: 'cancelled' };

export const notInBrowser =
  'Verifying builds and runs images, and a browser cannot start a builder. Open the folder in VS Code on the desktop, or over SSH, in WSL or in a container.';
