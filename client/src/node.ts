/** The extension on the desktop and on remote machines: the server is a process of its own. */
import { type ExtensionContext, ExtensionMode, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startClient } from './client';
import { type VerifyHandle, verification } from './verify/verify';

/** Answers only the suite, which verifies without a builder. */
export function activate(context: ExtensionContext): VerifyHandle | undefined {
  const module = Uri.joinPath(context.extensionUri, 'dist/server.node.js').fsPath;
  const server = { module, transport: TransportKind.ipc };
  const { verifier, handle } = verification(context);
  startClient(context, options => new LanguageClient('distill', 'Distill', server, options), verifier);
  return context.extensionMode === ExtensionMode.Test ? handle : undefined;
}
