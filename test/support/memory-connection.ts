/** A server and a client in this process, joined by streams that carry real protocol bytes. */
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type { ContextReader } from '../../server/src/lsp/context-reader';
import { startServer } from '../../server/src/lsp/server';
import { type LspClient, lspClient } from './lsp-client';

export function memoryClient(files?: ContextReader): LspClient {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server, files);
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
    null as never,
  );
  onTestFinished(async () => {
    await connection.sendRequest('shutdown');
    connection.dispose();
  });
  return lspClient(connection);
}
