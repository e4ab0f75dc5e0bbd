/** What the palette, the light bulb and the editor's buttons can call: one table of command ids. */
import {
  commands,
  type Disposable,
  type LogOutputChannel,
  languages,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient, TextEdit } from 'vscode-languageclient';
import { apply, discard, type Parts, propose, proposeBeside, showNotes } from './conversion';
import { previewScheme, sourceOf } from './previews';
import { type ConversionKind, requests } from './protocol';
import { verifyCommands } from './verify/commands';

export function registerCommands(parts: Parts & { readonly output: LogOutputChannel }): Disposable[] {
  const { client, previews, pages, output } = parts;
  const convert = (kind: ConversionKind) => async (argument: unknown) => {
    const source = dockerfileOf(argument);
    if (source) return propose(parts, source, kind);
    void window.showInformationMessage('Open the Dockerfile to convert first.');
  };
  const onPreview = (act: typeof apply) => async (argument: unknown) => {
    const preview = previews.current(dockerfileOf(argument));
    if (preview) return act(parts, preview);
    void window.showInformationMessage('There is no open preview of a conversion.');
  };
  const table: Record<string, (...values: readonly unknown[]) => unknown> = {
    ...verifyCommands(parts.verifier, dockerfileOf),
    'distill.convertToDistroless': convert('convert-to-distroless'),
    'distill.convertAsNewFile': async argument => {
      const source = dockerfileOf(argument);
      if (source) return proposeBeside(parts, source);
      void window.showInformationMessage('Open the Dockerfile to convert first.');
    },
    'distill.splitIntoStages': convert('split-into-stages'),
    'distill.applyPreview': onPreview(apply),
    'distill.discardPreview': onPreview(discard),
    'distill.showPreviewNotes': onPreview(showNotes),
    'distill.applyFixes': argument => applyFixes(client, dockerfileOf(argument)),
    'distill.explain': async argument => {
      const topic = typeof argument === 'string' ? argument : (topicAtCursor() ?? (await askForTopic()));
      if (!topic || (await pages.showTopic(topic))) return;
      void window.showInformationMessage(`Distill knows no rule and no image called “${topic}”.`);
    },
    'distill.restartServer': () => restart(client),
    'distill.showOutput': () => output.show(),
  };
  return Object.entries(table).map(([id, handler]) => commands.registerCommand(id, handler));
}

/** From the light bulb a string, from the buttons of an editor a URI, from the palette nothing. */
function dockerfileOf(argument: unknown): Uri | undefined {
  if (typeof argument === 'string') return Uri.parse(argument, true);
  if (argument instanceof Uri) return sourceOf(argument);
  const { document } = window.activeTextEditor ?? {};
  const ours = document?.languageId === 'dockerfile' || document?.uri.scheme === previewScheme;
  return document && ours ? sourceOf(document.uri) : undefined;
}

async function applyFixes(client: BaseLanguageClient, source: Uri | undefined): Promise<void> {
  if (!source) return void window.showInformationMessage('Open the Dockerfile to repair first.');
  const textDocument = { uri: client.code2ProtocolConverter.asUri(source) };
  const document = await workspace.openTextDocument(source);
  const { version } = document;
  const edits = await client.sendRequest<TextEdit[]>(requests.fixAll, { textDocument });
  if (edits.length === 0)
    return void window.showInformationMessage('There is nothing that Distill can repair safely.');
  if (document.version !== version) return applyFixes(client, source);
  const edit = new WorkspaceEdit();
  edit.set(source, await client.protocol2CodeConverter.asTextEdits(edits));
  await workspace.applyEdit(edit);
}

async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.needsStop()) await client.stop();
  await client.start();
}

/** The rule of the finding under the cursor, or else the image of the `FROM` there. */
function topicAtCursor(): string | undefined {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const finding = languages
    .getDiagnostics(document.uri)
    .find(({ range, source }) => source?.toLowerCase() === 'distill' && range.contains(selection.active));
  const code = finding?.code;
  if (code !== undefined) return String(typeof code === 'object' ? code.value : code);
  const line = document.lineAt(selection.active.line).text;
  return /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line)?.[1];
}

function askForTopic(): Thenable<string | undefined> {
  return window.showInputBox({
    title: 'Distill: Explain',
    prompt: 'A rule, such as toolchain-in-final-image, or an image, such as golang:1.25',
  });
}
