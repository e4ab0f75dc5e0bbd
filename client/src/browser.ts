/** The extension in a browser (vscode.dev): the server is a worker. */
import { commands, type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { startClient } from './client';

export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/server.browser.js').toString(true);
  let worker: Worker | undefined;
  const server = async () => {
    // A worker does not end by itself when the server in it is told to exit.
    worker?.terminate();
    worker = new Worker(script);
    // The reader and the writer, because VS Code's own Worker is not the one that the library looks for.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  // Menus then leave out what a browser cannot do: start a builder.
  void commands.executeCommand('setContext', 'distill.inBrowser', true);
  startClient(context, options => new LanguageClient('distill', 'Distill', server, options), undefined);
}
