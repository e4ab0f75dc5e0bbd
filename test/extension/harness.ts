/**
 * The few tools of a suite that runs inside VS Code, in Node as in a browser's worker: named tests one
 * after another, one line for each, and waiting for what the editor does in its own time.
 */
import * as vscode from 'vscode';

/** Replaced by the runner with the kind of window that the suite must find itself in. */
declare const DISTILL_RUN: 'trusted' | 'untrusted' | 'web';
declare const DISTILL_ONLY: string;
export const expectedRun = DISTILL_RUN;

export interface Test {
  readonly name: string;
  /** The runs it makes sense in; all by default. */
  readonly runs?: readonly (typeof expectedRun)[];
  run(): Promise<void>;
}

export async function runTests(tests: readonly Test[]): Promise<void> {
  const failures: string[] = [];
  for (const test of tests) {
    if (test.runs && !test.runs.includes(expectedRun)) continue;
    if (!test.name.includes(DISTILL_ONLY)) continue;
    const started = Date.now();
    try {
      await test.run();
      console.log(`ok - ${test.name} (${Date.now() - started} ms)`);
    } catch (error) {
      failures.push(test.name);
      const lines = (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n');
      console.log([`not ok - ${test.name}`, ...lines.map(line => `#   ${line}`)].join('\n'));
    }
    await cleanUp();
  }
  if (failures.length > 0) throw new Error(`Failed: ${failures.join('; ')}`);
}

/** Nothing a test does is ever saved, so that the fixture stays as it is. */
async function cleanUp(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('notifications.clearAll');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`${what}\n  expected ${JSON.stringify(expected)}\n  but got  ${JSON.stringify(actual)}`);
}

export function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Asks until there is an answer; says what it waited for when there is none. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Waited 20 s in vain for ${what}.`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
