/** What this client can do, reduced to the questions the handlers ask. */
import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from './protocol';

export interface Features {
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeActionLiterals: boolean;
  readonly disabledActions: boolean;
  readonly documentChanges: boolean;
  readonly applyEdit: boolean;
  readonly markdownHover: boolean;
  readonly configuration: boolean;
  readonly registerConfiguration: boolean;
  readonly registerWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly previews: boolean;
  readonly contextRequests: boolean;
  readonly today: string | undefined;
  readonly settings: unknown;
}

export function featuresOf({ capabilities, initializationOptions }: InitializeParams): Features {
  const { workspace, textDocument } = capabilities;
  const options = (initializationOptions ?? {}) as InitializationOptions;
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation:
      (textDocument?.diagnostic?.relatedInformation ??
        textDocument?.publishDiagnostics?.relatedInformation) === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    applyEdit: workspace?.applyEdit === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registerWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    previews: options.previews === true,
    contextRequests: options.contextRequests === true,
    today: typeof options.today === 'string' ? options.today : undefined,
    settings: options.settings,
  };
}
