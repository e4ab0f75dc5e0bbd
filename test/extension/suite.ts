/** The editor suite: what a person sees and does, in a real VS Code. The runner calls `run` in three windows. */
import * as vscode from 'vscode';
import { conversionTests } from './conversion-tests';
import { equal, expectedRun, runTests, type Test } from './harness';
import { lintingTests } from './linting-tests';
import { verifyTests } from './verify-tests';

const surroundings: Test[] = [
  {
    name: 'the window is the one this run is about',
    async run() {
      equal(vscode.workspace.isTrusted, expectedRun !== 'untrusted', 'Whether the workspace is trusted');
      const extensionHost = typeof process === 'object' && process.versions?.node ? 'node' : 'worker';
      equal(extensionHost, expectedRun === 'web' ? 'worker' : 'node', 'Where extensions run');
    },
  },
];

export async function run(): Promise<void> {
  console.log(`# VS Code ${vscode.version}, ${expectedRun}`);
  await runTests([...surroundings, ...lintingTests, ...conversionTests, ...verifyTests]);
}
