/** The extension on the desktop and on remote machines: the server is a process of its own. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startClient } from './client';

export function activate(context: ExtensionContext): void {
  const module = Uri.joinPath(context.extensionUri, 'dist/server.node.js').fsPath;
  const server = { module, transport: TransportKind.ipc };
  startClient(context, options => new LanguageClient('distill', 'Distill', server, options));
}
