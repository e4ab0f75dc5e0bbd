/** What a person does with a Dockerfile in the editor, as functions for the suite. */
import * as vscode from 'vscode';
import { check, eventually } from './harness';

export function fixture(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  check(folder, 'The suite runs in the folder of its fixtures.');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fixture(path));
  await vscode.window.showTextDocument(document);
  return document;
}

export async function type(document: vscode.TextDocument, line: number, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(line, 0), text);
  await vscode.workspace.applyEdit(edit);
}

export function findings(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => /^distill$/i.test(source ?? ''));
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export function finding(document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> {
  return eventually(`the finding ${rule} in ${document.uri.path}`, () =>
    findings(document).find(one => ruleOf(one) === rule),
  );
}

export function noFinding(document: vscode.TextDocument, rule: string): Promise<boolean> {
  return eventually(
    `${rule} to vanish from ${document.uri.path}`,
    () => !findings(document).some(one => ruleOf(one) === rule),
  );
}

/**
 * Opens the light bulb on `range` and does what a click on the entry called `title` does. The entry may take
 * a moment to appear: the first answer does not wait until the build context has been read.
 */
export async function chooseAction(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
  title: RegExp,
): Promise<void> {
  const action = await eventually(`the entry ${title} in the light bulb`, async () => {
    const offered = await lightBulb(document, range, kind);
    return offered.find(one => title.test(one.title));
  });
  await perform(action);
}

export async function lightBulb(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  return await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind.value,
  );
}

export async function perform({ edit, command }: vscode.CodeAction): Promise<void> {
  if (edit) await vscode.workspace.applyEdit(edit);
  if (command) await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

export async function hover(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(one => one.contents)
    .map(content => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** The proposed text in the open preview of a conversion. */
export async function previewText(): Promise<string> {
  const tab = await eventually('the preview of the conversion', previewTab);
  return (await vscode.workspace.openTextDocument(tab.modified)).getText();
}

export function previewTab(): vscode.TabInputTextDiff | undefined {
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .map(({ input }) => input)
    .find((input): input is vscode.TabInputTextDiff => {
      return input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'distill-preview';
    });
}

/** The text of the page that is shown beside, whose name matches `title`. */
export async function pageText(title: RegExp): Promise<string> {
  await eventually(`a tab ${title}`, () =>
    vscode.window.tabGroups.all.flatMap(group => group.tabs).find(({ label }) => title.test(label)),
  );
  const page = await eventually(`the page ${title}`, () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'distill-page' && title.test(uri.path)),
  );
  return page.getText();
}
