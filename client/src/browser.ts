/** The extension in a browser (vscode.dev): the server is a worker. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { startClient } from './client';

export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/server.browser.js').toString(true);
  const server = () => Promise.resolve(new Worker(script));
  startClient(context, options => new LanguageClient('distill', 'Distill', server, options));
}
