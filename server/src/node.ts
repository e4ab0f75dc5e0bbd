/** The language server on Node: the connection that the arguments name (`--stdio`, `--node-ipc`), and the disk. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { diskReader } from './disk-reader';
import { startServer } from './lsp/server';

startServer(createConnection(ProposedFeatures.all), diskReader);
