/** The language server on Node: the connection that the arguments name (`--stdio`, `--node-ipc`), and the disk. */

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { ContextReader } from './lsp/context-reader';
import { startServer } from './lsp/server';
import { defaultBounds, listContext, readTexts } from './read-context';

const files: ContextReader = {
  list(uri, signal) {
    const dockerfile = fileURLToPath(uri);
    return listContext(dirname(dockerfile), dockerfile, defaultBounds, signal);
  },
  read: (_uri, listing, paths, signal) => readTexts(listing, paths, defaultBounds, signal),
};

startServer(createConnection(ProposedFeatures.all), files);
