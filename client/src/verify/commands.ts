/** The commands of verifying, and what they say where there is nothing that could verify. */
import { Uri, window } from 'vscode';
import { pageCommands } from './page/page';
import { notInBrowser, type Verifier, type VerifyOutcome } from './verifier';

type Handlers = Record<string, (...values: readonly unknown[]) => unknown>;

/** `dockerfileOf` finds the Dockerfile that a command is about from what it was called with. */
export function verifyCommands(
  verifier: Verifier | undefined,
  dockerfileOf: (argument: unknown) => Uri | undefined,
): Handlers {
  const refused = (message: string): VerifyOutcome => {
    void window.showInformationMessage(message);
    return { outcome: 'refused', message };
  };
  const ifThere = (act: (verifier: Verifier, ...values: readonly unknown[]) => unknown) => {
    return (...values: readonly unknown[]) => (verifier ? act(verifier, ...values) : refused(notInBrowser));
  };
  return {
    [pageCommands.verify]: ifThere((there, argument) => {
      const source = dockerfileOf(argument);
      return source ? there.verify(source) : refused('Open the Dockerfile to verify first.');
    }),
    'distill.cancelVerification': ifThere(there => there.cancel()),
    [pageCommands.log]: ifThere(there => there.showLog()),
    [pageCommands.compare]: ifThere((there, source, variant) => {
      if (typeof source !== 'string' || typeof variant !== 'string') return;
      return there.showConversion(Uri.parse(source, true), variant);
    }),
    [pageCommands.line]: ifThere((there, source, variant, line) => {
      if (typeof source !== 'string' || typeof variant !== 'string' || typeof line !== 'number') return;
      return there.showLine(Uri.parse(source, true), variant, line);
    }),
  };
}
