/**
 * The language server in a worker: no disk, so the client reads the build context for it.
 * The bundle of this entry also gives the server on Node its core (see `coreFrom` in esbuild.mjs).
 */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './lsp/server';

export * from './core/analysis';

/** Undefined on Node, where nothing is started. */
const worker = (globalThis as { importScripts?: unknown }).importScripts;

if (typeof worker === 'function') {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  startServer(createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)));
}
