/** `textDocument/diagnostic`, and the same findings pushed to clients that do not ask. */
import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticParams,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { analyse } from '../../core/analysis';
import { type Session, subjectOf, typing } from '../session';
import { toDiagnostic } from '../to-protocol';

export const noDiagnostics: FullDocumentDiagnosticReport = {
  kind: DocumentDiagnosticReportKind.Full,
  items: [],
};

/** A client that cannot be told to ask again has to wait for the context instead. */
const withoutRefresh = 2000;

export async function diagnostic(
  session: Session,
  { textDocument }: DocumentDiagnosticParams,
  token?: CancellationToken,
): Promise<FullDocumentDiagnosticReport> {
  const { pullDiagnostics, refreshDiagnostics } = session.features;
  const patience = pullDiagnostics && !refreshDiagnostics ? withoutRefresh : typing;
  return {
    kind: DocumentDiagnosticReportKind.Full,
    items: await diagnosticsOf(session, textDocument.uri, patience, token),
  };
}

/** Analyses and publishes; the version lets the client drop what is out of date. */
export async function pushDiagnostics(session: Session, uri: string): Promise<void> {
  const version = session.documents.get(uri)?.version;
  const diagnostics = await diagnosticsOf(session, uri, typing, undefined);
  if (version === undefined || session.documents.get(uri)?.version !== version) return;
  await session.connection.sendDiagnostics({ uri, version, diagnostics });
}

async function diagnosticsOf(
  session: Session,
  uri: string,
  patience: number,
  token: CancellationToken | undefined,
): Promise<Diagnostic[]> {
  const subject = await subjectOf(session, uri, patience, token);
  if (subject === undefined || token?.isCancellationRequested === true) return [];
  const { document, source, context, settings } = subject;
  const { findings } = analyse(source, context, settings);
  return findings.map(finding => toDiagnostic(document, finding, session.features));
}
