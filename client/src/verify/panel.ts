/** Reports beside the Dockerfile, one panel for each; closing a panel forgets its report. */
import { randomBytes } from 'node:crypto';
import { type Disposable, type Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { pageCommands, pageOf } from './page/page';
import type { VerifyReport } from './report';

export interface Panels extends Disposable {
  show(source: Uri, report: VerifyReport): void;
  /** The page that is open for `source`. */
  html(source: Uri): string | undefined;
}

export function panels(): Panels {
  const open = new Map<string, WebviewPanel>();
  const panelFor = (source: Uri): WebviewPanel => {
    const key = source.toString();
    const panel = open.get(key) ?? newPanel(source);
    if (open.has(key)) panel.reveal(undefined, true);
    else panel.onDidDispose(() => open.delete(key));
    open.set(key, panel);
    return panel;
  };
  return {
    show(source, report) {
      panelFor(source).webview.html = pageOf(report, {
        source: source.toString(),
        convertTo: workspace.getConfiguration('distill', source).get<string>('convertTo') ?? 'auto',
        nonce: randomBytes(16).toString('hex'),
      });
    },
    html: source => open.get(source.toString())?.webview.html,
    dispose() {
      for (const panel of [...open.values()]) panel.dispose();
    },
  };
}

function newPanel(source: Uri): WebviewPanel {
  const name = source.path.split('/').pop() ?? 'Dockerfile';
  // It comes at the end of a long build, when the person does something else.
  const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
  return window.createWebviewPanel('distill.verify', `Verify: ${name}`, place, {
    enableScripts: false,
    enableForms: false,
    enableCommandUris: Object.values(pageCommands),
    enableFindWidget: true,
    localResourceRoots: [],
  });
}
