/**
 * Verifies the conversion of a Dockerfile with the command line in a process of its own, and shows what came of it.
 * Only on Node: a browser cannot start a process.
 */
import {
  CancellationTokenSource,
  commands,
  type ExtensionContext,
  type OutputChannel,
  Uri,
  window,
} from 'vscode';
import { type Call, callFor } from './call';
import { conversions } from './conversions';
import { panels } from './panel';
import { obstacleFor } from './readiness';
import type { VerifyReport } from './report';
import { runVerify } from './run';
import { tellFailure, tellResult } from './tell';
import type { Verifier, VerifyOutcome } from './verifier';

/** What the suite replaces and looks at; given to tests only. */
export interface VerifyHandle {
  useCli(path: string): void;
  page(source: Uri): string | undefined;
}

type Running = Map<string, CancellationTokenSource>;

export function verification(context: ExtensionContext): { verifier: Verifier; handle: VerifyHandle } {
  const output = window.createOutputChannel('Distill: Verify', 'log');
  const running: Running = new Map();
  const reports = panels();
  const texts = conversions();
  let cli = Uri.joinPath(context.extensionUri, 'dist/cli.js').fsPath;
  const cancel = (source: Uri | undefined) => {
    for (const [key, cancellation] of running) {
      if (source === undefined || key === source.toString()) cancellation.cancel();
    }
  };
  // A build must not go on when its window is gone.
  context.subscriptions.push({ dispose: () => cancel(undefined) }, output, reports, texts);
  const verifier: Verifier = {
    async verify(source) {
      if (running.has(source.toString())) return alreadyRunning(source, output, cancel);
      const result = await exclusively(running, source, cancellation =>
        attempt(source, { cli, output, cancellation }),
      );
      if (!('report' in result)) return result;
      texts.keep(source, result.report);
      reports.show(source, result.report);
      tellResult(source, result.report);
      return { outcome: 'verified', verdict: result.report.verdict };
    },
    cancel: () => cancel(undefined),
    showLog: () => output.show(),
    showConversion: texts.show,
    showLine: texts.showLine,
  };
  const handle = {
    useCli(path: string) {
      cli = path;
    },
    page: reports.html,
  };
  return { verifier, handle };
}

function alreadyRunning(source: Uri, output: OutputChannel, cancel: (source: Uri) => void): VerifyOutcome {
  const message = `${nameOf(source)} is being verified already.`;
  void window.showInformationMessage(message, 'Show Log', 'Cancel').then(choice => {
    if (choice === 'Show Log') output.show();
    if (choice === 'Cancel') cancel(source);
  });
  return { outcome: 'refused', message };
}

/** Two builds of the same file at once would show two progresses and one report. */
async function exclusively<T>(
  running: Running,
  source: Uri,
  act: (cancellation: CancellationTokenSource) => Promise<T>,
): Promise<T> {
  const cancellation = new CancellationTokenSource();
  const tell = () => commands.executeCommand('setContext', 'distill.verifying', running.size > 0);
  running.set(source.toString(), cancellation);
  void tell();
  try {
    return await act(cancellation);
  } finally {
    running.delete(source.toString());
    cancellation.dispose();
    void tell();
  }
}

async function attempt(
  source: Uri,
  {
    cli,
    output,
    cancellation,
  }: { cli: string; output: OutputChannel; cancellation: CancellationTokenSource },
): Promise<VerifyOutcome | { report: VerifyReport }> {
  let call: Call | undefined;
  try {
    const obstacle = await obstacleFor(source);
    if (obstacle !== undefined) return { outcome: 'refused', message: obstacle };
    call = await callFor(source);
    if (cancellation.token.isCancellationRequested) return { outcome: 'cancelled' };
    const result = await runVerify({ name: nameOf(source), cli, call, output, cancellation });
    if (result === undefined) return { outcome: 'cancelled' };
    if (typeof result !== 'string') return { report: result };
    return { outcome: 'failed', message: tellFailure(source, result) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { outcome: 'failed', message: tellFailure(source, why) };
  } finally {
    await call?.dispose();
  }
}

function nameOf(source: Uri): string {
  return source.path.split('/').pop() ?? 'Dockerfile';
}
