/**
 * A conversion as a file of its own beside the Dockerfile, which stays as it is: `Dockerfile.distroless`. Nothing that
 * is there already is written over without asking.
 */
import { FileSystemError, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { Converted } from './protocol';

/** Whether the file was written, as one step of undo, with the ignore file that is for this Dockerfile alone. */
export async function writeBeside(source: Uri, { dockerfile, target }: Converted): Promise<boolean> {
  const file = besideOf(source);
  const overwrite = await exists(file);
  if (overwrite && !(await mayOverwrite(file))) return false;
  const edit = new WorkspaceEdit();
  edit.createFile(file, { overwrite, contents: new TextEncoder().encode(dockerfile) });
  const ignore = ignoreOf(source);
  const ownIgnore = ignoreOf(file);
  if ((await exists(ignore)) && !(await exists(ownIgnore)))
    edit.createFile(ownIgnore, { contents: await workspace.fs.readFile(ignore) });
  if (!(await workspace.applyEdit(edit))) {
    void window.showErrorMessage(`The editor could not write ${nameOf(file)}.`);
    return false;
  }
  await window.showTextDocument(file);
  window.setStatusBarMessage(`${nameOf(file)} runs on ${target}; ${nameOf(source)} is as it was.`, 10_000);
  return true;
}

/** `Dockerfile` gets an ending; `api.dockerfile` keeps its own, by which editors know it. */
export function besideName(name: string): string {
  const ending = /\.(?:dockerfile|containerfile)$/i.exec(name)?.[0];
  return ending === undefined ? `${name}.distroless` : `${name.slice(0, -ending.length)}.distroless${ending}`;
}

function besideOf(source: Uri): Uri {
  return Uri.joinPath(source, '..', besideName(nameOf(source)));
}

/** BuildKit prefers it to `.dockerignore`. */
function ignoreOf(file: Uri): Uri {
  return file.with({ path: `${file.path}.dockerignore` });
}

function nameOf(file: Uri): string {
  return file.path.split('/').pop() ?? 'Dockerfile';
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

async function mayOverwrite(file: Uri): Promise<boolean> {
  const detail = 'Its text will be replaced. Undo brings it back.';
  const message = `${nameOf(file)} is there already. Replace it?`;
  return (await window.showWarningMessage(message, { modal: true, detail }, 'Replace')) === 'Replace';
}
