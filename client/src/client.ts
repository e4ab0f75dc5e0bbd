/** Starts the language client and wires it to the editor; the same on the desktop and in a browser. */
import { type ExtensionContext, window, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { registerCommands } from './commands';
import { pages } from './pages';
import { previews } from './previews';
import { requests } from './protocol';
import { showStatus } from './status';
import type { Verifier } from './verify/verifier';
import { contextOf } from './workspace-files';

export function startClient(
  context: ExtensionContext,
  newLanguageClient: (options: LanguageClientOptions) => BaseLanguageClient,
  verifier: Verifier | undefined,
): void {
  const output = window.createOutputChannel('Distill', { log: true });
  const client = newLanguageClient({
    documentSelector: selector(),
    outputChannel: output,
    // The server then leaves conversions to the commands of this client, which show them before they happen.
    initializationOptions: { previews: true, contextRequests: true },
    // A failed start is reported with buttons by the status below.
    initializationFailedHandler: () => false,
  });
  context.subscriptions.push(
    output,
    client,
    client.onRequest(requests.context, contextOf),
    ...showStatus(client, selector(), output),
    ...registerCommands({
      client,
      output,
      previews: previews(context),
      pages: pages(context, client),
      verifier,
    }),
  );
  client.start().catch(error => output.error(`The language server did not start: ${error}`));
}

/**
 * Dockerfiles wherever a person edits them: on the disk, unsaved, and in the virtual file systems that the
 * workspace is made of. Not the read-only sides of diffs, least of all our own previews.
 */
function selector(): { language: string; scheme: string }[] {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  const schemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', ...folders]);
  return [...schemes].map(scheme => ({ language: 'dockerfile', scheme }));
}
