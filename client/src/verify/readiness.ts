/** Whether a Dockerfile can be verified now: what is asked of the workspace and of the file, and saving before it is read. */
import { commands, type TextDocument, type Uri, window, workspace } from 'vscode';

/** Why `source` cannot be verified, told to the person already; undefined when it can. Saves what has to be saved. */
export async function obstacleFor(source: Uri): Promise<string | undefined> {
  if (!workspace.isTrusted) {
    const message =
      'Verifying runs what the Dockerfile says. Trust this workspace first, if you know where it comes from.';
    void window.showWarningMessage(message, 'Manage Workspace Trust').then(choice => {
      if (choice) void commands.executeCommand('workbench.trust.manage');
    });
    return message;
  }
  if (source.scheme === 'untitled') {
    return told('Save this Dockerfile first: a builder reads it and its build context from the disk.');
  }
  if (source.scheme !== 'file') {
    return told(`A builder reads from the disk, and this Dockerfile is not on it (${source.scheme}:).`);
  }
  return saved(source);
}

/** A build reads the disk, as tasks do; so what is said about them holds here, too. */
async function saved(source: Uri): Promise<string | undefined> {
  const dirty = unsavedAround(source);
  if (dirty.length === 0) return undefined;
  const wish = workspace.getConfiguration('task', source).get<string>('saveBeforeRun') ?? 'always';
  if (wish === 'never') return undefined;
  if (wish === 'prompt') {
    const detail = 'Without it, what is on the disk is verified.';
    const message = `Save ${names(dirty)} before verifying?`;
    const choice = await window.showWarningMessage(message, { modal: true, detail }, 'Save', 'Do Not Save');
    if (choice === undefined) return 'You chose not to verify.';
    if (choice !== 'Save') return undefined;
  }
  for (const document of dirty) {
    if (!(await document.save()))
      return told(`${names([document])} could not be saved, so nothing was verified.`);
  }
  return undefined;
}

/** The Dockerfile and what else of its workspace folder has unsaved changes, because the build may copy it. */
function unsavedAround(source: Uri): TextDocument[] {
  const folder = workspace.getWorkspaceFolder(source)?.uri.toString();
  return workspace.textDocuments.filter(({ uri, isDirty }) => {
    if (!isDirty || uri.scheme !== 'file') return false;
    if (uri.toString() === source.toString()) return true;
    return folder !== undefined && workspace.getWorkspaceFolder(uri)?.uri.toString() === folder;
  });
}

function names(documents: readonly TextDocument[]): string {
  return documents.map(({ uri }) => workspace.asRelativePath(uri)).join(', ');
}

function told(message: string): string {
  void window.showWarningMessage(message);
  return message;
}
