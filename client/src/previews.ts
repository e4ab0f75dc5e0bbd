/**
 * The proposed text of a conversion as a virtual document, compared with the Dockerfile in a diff editor.
 * A preview lives as long as its tab: closing the tab is discarding it.
 */
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  TabInputTextDiff,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { ConversionKind, Converted } from './protocol';

export const previewScheme = 'distill-preview';

export interface Preview {
  readonly source: Uri;
  readonly kind: ConversionKind;
  readonly result: Converted;
}

export interface Previews {
  show(preview: Preview): Promise<void>;
  /** The one in the active tab, or else the one of `source`, or else the latest. */
  current(source?: Uri): Preview | undefined;
  close(preview: Preview): Promise<void>;
}

export function previews(context: ExtensionContext): Previews {
  const open = new Map<string, Preview>();
  const changed = new EventEmitter<Uri>();
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(previewScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: uri => open.get(uri.toString())?.result.dockerfile ?? '',
    }),
    window.tabGroups.onDidChangeTabs(({ closed }) => {
      const left = new Set(diffs().map(({ uri }) => uri.toString()));
      for (const { input } of closed) {
        if (!(input instanceof TabInputTextDiff)) continue;
        const uri = input.modified.toString();
        if (!left.has(uri)) open.delete(uri);
      }
    }),
  );
  return {
    async show(preview) {
      const uri = previewUri(preview.source);
      open.delete(uri.toString());
      open.set(uri.toString(), preview);
      changed.fire(uri);
      const name = preview.source.path.split('/').pop() ?? 'Dockerfile';
      const title = `${name} → ${preview.result.target}`;
      const options = { preview: false, viewColumn: columnOf(preview.source) };
      await commands.executeCommand('vscode.diff', preview.source, uri, title, options);
    },
    current(source) {
      const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
      const active = input instanceof TabInputTextDiff ? open.get(input.modified.toString()) : undefined;
      if (active || !source) return active ?? [...open.values()].pop();
      return open.get(previewUri(source).toString());
    },
    async close(preview) {
      const uri = previewUri(preview.source).toString();
      const tabs = diffs().filter(diff => diff.uri.toString() === uri);
      open.delete(uri);
      await window.tabGroups.close(tabs.map(({ tab }) => tab));
    },
  };
}

/** The same path, so that the preview gets the language and the name of the Dockerfile. */
function previewUri(source: Uri): Uri {
  return Uri.from({ scheme: previewScheme, path: source.path, query: source.toString() });
}

/** Where the Dockerfile is shown, so that its preview does not open over the notes. */
function columnOf(source: Uri): ViewColumn {
  const shown = window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === source.toString(),
  );
  return shown?.viewColumn ?? ViewColumn.One;
}

/** The Dockerfile that `uri` is, or is the preview of. */
export function sourceOf(uri: Uri): Uri {
  return uri.scheme === previewScheme ? Uri.parse(uri.query, true) : uri;
}

function diffs() {
  return window.tabGroups.all
    .flatMap(group => group.tabs)
    .flatMap(tab => {
      const { input } = tab;
      const ours = input instanceof TabInputTextDiff && input.modified.scheme === previewScheme;
      return ours ? [{ tab, uri: input.modified }] : [];
    });
}
