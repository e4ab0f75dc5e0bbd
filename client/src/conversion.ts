/**
 * The way of a conversion: ask the server, show what would change or why nothing will, and apply it only
 * when the person says so, to the text as it is then.
 */
import { ProgressLocation, type TextDocument, type Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { type BaseLanguageClient, ResponseError } from 'vscode-languageclient';
import { writeBeside } from './new-file';
import type { Pages } from './pages';
import type { Preview, Previews } from './previews';
import { type ConversionKind, type ConvertResult, type Note, requests } from './protocol';
import { type Report, reportOf } from './report';
import type { Verifier } from './verify/verifier';

export interface Parts {
  readonly client: BaseLanguageClient;
  readonly previews: Previews;
  readonly pages: Pages;
  /** What builds and compares; undefined in a browser. */
  readonly verifier: Verifier | undefined;
}

export async function propose(parts: Parts, source: Uri, kind: ConversionKind): Promise<void> {
  const document = await workspace.openTextDocument(source);
  const result = await request(parts, document, kind);
  if (result) await present(parts, source, kind, result);
}

/** Writes the conversion beside the Dockerfile, which stays as it is. */
export async function proposeBeside(parts: Parts, source: Uri): Promise<void> {
  const document = await workspace.openTextDocument(source);
  const kind = 'convert-to-distroless';
  const result = await request(parts, document, kind);
  if (result?.outcome !== 'converted') return result && present(parts, source, kind, result);
  if (await writeBeside(source, result)) await parts.pages.showReport(reportOf(source, result));
}

/** Applies a preview, unless the Dockerfile has changed so that the preview is no longer what would happen. */
export async function apply(parts: Parts, preview: Preview): Promise<void> {
  const { source, kind } = preview;
  const document = await workspace.openTextDocument(source);
  if (document.version !== preview.result.version) {
    const again = await request(parts, document, kind);
    if (!again) return;
    if (again.outcome !== 'converted' || again.dockerfile !== preview.result.dockerfile) {
      if (again.outcome !== 'converted') await parts.previews.close(preview);
      window.setStatusBarMessage('The Dockerfile has changed; this is the new proposal.', 10_000);
      return present(parts, source, kind, again);
    }
    return write(parts, { ...preview, result: again });
  }
  return write(parts, preview);
}

export async function discard({ previews, pages }: Parts, preview: Preview): Promise<void> {
  await previews.close(preview);
  await pages.closeReport(reportOf(preview.source, preview.result));
}

export async function showNotes({ pages }: Parts, preview: Preview): Promise<void> {
  await pages.showReport(reportOf(preview.source, preview.result));
}

function request(
  { client }: Parts,
  document: TextDocument,
  kind: ConversionKind,
): Thenable<ConvertResult | undefined> {
  const options = {
    location: ProgressLocation.Notification,
    title: 'Distill is converting',
    cancellable: true,
  };
  return window.withProgress(options, async (_progress, token) => {
    try {
      const textDocument = { uri: client.code2ProtocolConverter.asUri(document.uri) };
      return await client.sendRequest<ConvertResult>(requests.convert, { textDocument, kind }, token);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      const why = error instanceof ResponseError ? error.message : String(error);
      void window.showErrorMessage(`Distill could not convert this file: ${why}`);
      return undefined;
    }
  });
}

async function present(
  parts: Parts,
  source: Uri,
  kind: ConversionKind,
  result: ConvertResult,
): Promise<void> {
  const report = reportOf(source, result);
  if (result.outcome === 'converted') {
    const preview = { source, kind, result };
    if (result.notes.length > 0) await parts.pages.showReport(report);
    await parts.previews.show(preview);
    void offer(parts, preview);
    return;
  }
  if (result.outcome === 'declined') {
    await parts.pages.showReport(report);
    void details(parts, `Distill did not convert this file. ${first(result.reasons)}`, report);
    return;
  }
  const target = result.target ? ` It runs on ${result.target} already.` : '';
  void details(parts, `Nothing to convert.${target} ${first(result.notes)}`, report);
}

async function offer(parts: Parts, { source, result }: Preview): Promise<void> {
  const notes = result.notes.length === 1 ? '1 note' : `${result.notes.length} notes`;
  const kept = result.hasShell ? ', which has a shell: no image without one is sure to work' : '';
  const message = `This would move the final stage to ${result.target}${kept} (${notes}).`;
  const canVerify = parts.verifier && source.scheme === 'file' && workspace.isTrusted;
  const choices = ['Apply', 'Save as New File', 'Discard', 'Show Notes', ...(canVerify ? ['Verify'] : [])];
  const choice = await window.showInformationMessage(message, ...choices);
  // The notification outlives its preview when the person used the buttons of the editor.
  const preview = parts.previews.current(source);
  if (!choice || preview?.source.toString() !== source.toString()) return;
  if (choice === 'Apply') await apply(parts, preview);
  if (choice === 'Save as New File' && (await writeBeside(source, preview.result)))
    await discard(parts, preview);
  if (choice === 'Discard') await discard(parts, preview);
  if (choice === 'Show Notes') await showNotes(parts, preview);
  if (choice === 'Verify') await parts.verifier?.verify(source);
}

async function details({ pages }: Parts, message: string, report: Report): Promise<void> {
  const choice = await window.showInformationMessage(message.trim(), 'Show Details');
  if (choice) await pages.showReport(report);
}

function first(notes: readonly Note[]): string {
  const more = notes.length > 1 ? ` (and ${notes.length - 1} more)` : '';
  // Notifications show Markdown as it is written.
  return notes[0] ? notes[0].message.replaceAll('`', '') + more : '';
}

async function write(parts: Parts, preview: Preview): Promise<void> {
  const { source, result } = preview;
  const edit = new WorkspaceEdit();
  edit.set(source, await parts.client.protocol2CodeConverter.asTextEdits(result.edits));
  if (!(await workspace.applyEdit(edit))) {
    void window.showErrorMessage('The editor refused the change; the Dockerfile is as it was.');
    return;
  }
  await discard(parts, preview);
  await window.showTextDocument(source);
  window.setStatusBarMessage(`The final stage runs on ${result.target} now.`, 5000);
}
