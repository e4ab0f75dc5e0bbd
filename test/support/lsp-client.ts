/** A language client small enough to see through: what an editor sends, and what came back. */
import type {
  ClientCapabilities,
  CodeAction,
  CodeActionContext,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  ProtocolConnection,
  PublishDiagnosticsParams,
  Range,
} from 'vscode-languageserver-protocol';

/** As VS Code has them; single tests take some away. */
export const editorCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    applyEdit: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
  },
  textDocument: {
    diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false },
    publishDiagnostics: { relatedInformation: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor.rewrite', 'source'] } },
      disabledSupport: true,
      isPreferredSupport: true,
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
};

export interface LspClient {
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[];
  /** How often the server asked to have diagnostics pulled again. */
  readonly refreshes: () => number;
  readonly log: string[];
  settings: (uri: string) => unknown;
  initialize(capabilities?: ClientCapabilities, initializationOptions?: object): Promise<InitializeResult>;
  open(uri: string, text: string): void;
  diagnostics(uri: string): Promise<Diagnostic[]>;
  hover(uri: string, line: number, character: number): Promise<Hover | null>;
  actions(uri: string, range: Range, context?: Partial<CodeActionContext>): Promise<CodeAction[]>;
}

export function lspClient(connection: ProtocolConnection): LspClient {
  const published: PublishDiagnosticsParams[] = [];
  const log: string[] = [];
  let refreshes = 0;
  connection.onNotification('textDocument/publishDiagnostics', params => void published.push(params));
  connection.onNotification('window/logMessage', ({ message }) => void log.push(message));
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes++;
    return null;
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }) =>
    items.map(({ scopeUri }: { scopeUri: string }) => client.settings(scopeUri)),
  );
  connection.listen();
  const client: LspClient = {
    connection,
    published,
    log,
    refreshes: () => refreshes,
    settings: () => null,
    async initialize(capabilities = editorCapabilities, initializationOptions = {}) {
      const result = await connection.sendRequest<InitializeResult>('initialize', {
        processId: null,
        rootUri: null,
        workspaceFolders: null,
        capabilities,
        initializationOptions: { today: '2026-11-20', ...initializationOptions },
      });
      await connection.sendNotification('initialized', {});
      return result;
    },
    open(uri, text) {
      const textDocument = { uri, languageId: 'dockerfile', version: 1, text };
      void connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    async diagnostics(uri) {
      const report = await connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri },
      });
      return report.kind === 'full' ? report.items : [];
    },
    hover: (uri, line, character) =>
      connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } }),
    actions: (uri, range, context = {}) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [], ...context },
      }),
  };
  return client;
}

export function rangeOf(line: number, start: number, end: number): Range {
  return { start: { line, character: start }, end: { line, character: end } };
}

/** Polls, because a refresh comes when it comes. */
export async function until(condition: () => boolean, milliseconds = 5000): Promise<void> {
  for (const end = Date.now() + milliseconds; !condition(); ) {
    if (Date.now() > end) throw new Error('What the test waits for did not happen.');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
