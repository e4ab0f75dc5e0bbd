/** One run of `distill verify` under a progress notification: its log goes to a channel as it comes. */
import { type CancellationTokenSource, type OutputChannel, ProgressLocation, window } from 'vscode';
import type { Call } from './call';
import { type CliEnd, startCli } from './cli-process';
import { progressIn, reportIn, type VerifyReport } from './report';
import { stepWords } from './steps';

export interface Run {
  readonly name: string;
  readonly cli: string;
  readonly call: Call;
  readonly output: OutputChannel;
  /** Cancelled by the notification, too. */
  readonly cancellation: CancellationTokenSource;
}

/** The report, or in words why there is none; undefined when it was cancelled and has cleaned up. */
export function runVerify(run: Run): Thenable<VerifyReport | string | undefined> {
  const { name, cli, call, output, cancellation } = run;
  const options = { location: ProgressLocation.Notification, title: `Verifying ${name}`, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const words = stepWords();
    const complaints: string[] = [];
    const onLine = (line: string) => {
      const event = progressIn(line);
      if (!event) complaints.push(line);
      const message = event && words(event);
      if (message !== undefined) progress.report({ message });
      output.appendLine(event?.event === 'step' ? `--- ${message}` : (event?.line ?? line));
    };
    output.appendLine(`=== ${new Date().toLocaleString()}: distill ${call.args.join(' ')}`);
    const child = startCli({ ...call, cli, onLine });
    const stop = () => {
      progress.report({ message: 'cleaning up' });
      child.stop();
    };
    const listeners = [
      token.onCancellationRequested(() => cancellation.cancel()),
      cancellation.token.onCancellationRequested(stop),
    ];
    try {
      const end = await child.ended;
      if (cancellation.token.isCancellationRequested) {
        output.appendLine('=== Cancelled.');
        return undefined;
      }
      return reportIn(end.stdout) ?? whyNoReport(end, complaints, output);
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  });
}

function whyNoReport({ code, stdout }: CliEnd, complaints: readonly string[], output: OutputChannel): string {
  if (stdout.trim() !== '') {
    output.appendLine(`=== This came instead of a report:\n${stdout.slice(0, 5000)}`);
  }
  // An error of Node itself ends with its version, after the stack.
  const said = complaints.findLast(line => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line));
  if (code === 0) return 'The command line ended well, but printed no report that this version can read.';
  return said?.replace(/^distill: /, '') ?? `The command line ended with ${code} and said nothing.`;
}
