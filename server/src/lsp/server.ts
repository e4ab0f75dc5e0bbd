/**
 * The language server, for any connection: it holds the open documents, their settings and their build
 * contexts, and answers each request from these alone.
 */
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type FileEvent,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../version';
import { clientContextReader } from './client-context';
import { contextCache } from './context-cache';
import type { ContextReader } from './context-reader';
import { type Features, featuresOf } from './features';
import { guard } from './guard';
import { requests } from './protocol';
import { codeAction, codeActionKinds } from './requests/code-action';
import { convert, failed } from './requests/convert';
import { diagnostic, noDiagnostics, pushDiagnostics } from './requests/diagnostic';
import { commandNames, executeCommand } from './requests/execute-command';
import { explain } from './requests/explain';
import { fixAll } from './requests/fix-all';
import { hover } from './requests/hover';
import type { Session } from './session';
import { settingsStore } from './settings';

/** Any file may be what a COPY names; the context cache knows which changes matter. */
const watchers = [{ globPattern: '**/*' }];

/** A checkout or an install touches thousands of files; one look afterwards is enough. */
const settleMilliseconds = 250;

/** `files` reads `file:` documents where the server itself has a disk. */
export function startServer(connection: Connection, files?: ContextReader): void {
  connection.onInitialize(params => {
    const features = featuresOf(params);
    const session = openSession(connection, features, files);
    handleRequests(session);
    return initializeResult(features);
  });
  connection.listen();
}

function openSession(connection: Connection, features: Features, files: ContextReader | undefined): Session {
  const shutdown = new AbortController();
  connection.onShutdown(() => shutdown.abort());
  const fromClient = features.contextRequests ? clientContextReader(connection) : undefined;
  const session: Session = {
    connection,
    features,
    shutdown: shutdown.signal,
    documents: new TextDocuments(TextDocument),
    settings: settingsStore(connection, features),
    contexts: contextCache(
      uri => (uri.startsWith('file:') && files !== undefined ? files : fromClient),
      uri => refresh(session, [uri]),
      message => connection.console.warn(message),
    ),
  };
  followDocuments(session);
  followWorkspace(session);
  return session;
}

function handleRequests(session: Session): void {
  const { connection, features } = session;
  const log = connection.console;
  connection.languages.diagnostics.on(
    guard(log, 'Diagnostics', noDiagnostics, (params, token) => diagnostic(session, params, token)),
  );
  connection.onCodeAction(
    guard(log, 'Code actions', [], (params, token) => codeAction(session, params, token)),
  );
  connection.onHover(guard(log, 'Hover', null, (params, token) => hover(session, params, token)));
  if (!features.previews) {
    connection.onExecuteCommand(
      guard(log, 'Command', null, (params, token) => executeCommand(session, params, token)),
    );
  }
  connection.onRequest(
    requests.convert,
    guard(log, 'Conversion', failed, (params, token) => convert(session, params, token)),
  );
  connection.onRequest(
    requests.explain,
    guard(log, 'Explanation', null, params => explain(session, params)),
  );
  connection.onRequest(
    requests.fixAll,
    guard(log, 'Fix all', [], (params, token) => fixAll(session, params, token)),
  );
}

function followDocuments(session: Session): void {
  const { documents, connection, features, settings, contexts } = session;
  const due = new Map<string, ReturnType<typeof setTimeout>>();
  documents.onDidChangeContent(({ document: { uri, version: revision } }) => {
    if (features.pullDiagnostics) return;
    clearTimeout(due.get(uri));
    // The first look is immediate; afterwards wait for a pause in the typing.
    due.set(
      uri,
      setTimeout(() => refresh(session, [uri]), revision <= 1 ? 0 : 80),
    );
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(due.get(uri));
    due.delete(uri);
    settings.closed(uri);
    contexts.closed(uri);
    if (!features.pullDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  documents.listen(connection);
}

function followWorkspace(session: Session): void {
  const { connection, features, documents, settings, contexts } = session;
  const all = () => documents.keys();
  const pending: FileEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  connection.onDidChangeConfiguration(params => {
    settings.changed(params.settings);
    refresh(session, all());
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    pending.push(...changes.filter(({ uri }) => !uri.includes('/.git/')));
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (contexts.changed(pending.splice(0))) refresh(session, all());
    }, settleMilliseconds);
  });
  connection.onInitialized(() => {
    const register = connection.client;
    if (features.registerConfiguration)
      void register.register(DidChangeConfigurationNotification.type, { section: 'distill' });
    if (features.registerWatchers)
      void register.register(DidChangeWatchedFilesNotification.type, { watchers });
  });
}

/** Has the diagnostics of `uris` shown anew, in whichever way this client gets them. */
function refresh(session: Session, uris: readonly string[]): void {
  const { connection, features, shutdown } = session;
  if (shutdown.aborted) return;
  const failure = (error: unknown) => connection.console.error(`Diagnostics failed: ${error}`);
  if (!features.pullDiagnostics) {
    for (const uri of uris) pushDiagnostics(session, uri).catch(failure);
  } else if (features.refreshDiagnostics) {
    connection.languages.diagnostics.refresh().catch(failure);
  }
}

function initializeResult(features: Features): InitializeResult {
  return {
    serverInfo: { name: 'Distill', version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      diagnosticProvider: {
        identifier: 'distill',
        interFileDependencies: false,
        workspaceDiagnostics: false,
      },
      codeActionProvider: { codeActionKinds },
      hoverProvider: true,
      ...(features.previews ? {} : { executeCommandProvider: { commands: commandNames } }),
      workspace: { workspaceFolders: { supported: true, changeNotifications: features.workspaceFolders } },
    },
  };
}
