/**
 * Pages to read, shown as Markdown previews: rules and images explained by the server, and the reports of
 * conversions. They are virtual documents, so that nothing is written and any Markdown viewer can show them.
 */
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  TabInputText,
  TabInputWebview,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type Explanation, requests } from './protocol';

const scheme = 'distill-page';

export interface Pages {
  /** Resolves to false when the server knows no such rule or image. */
  showTopic(topic: string): Promise<boolean>;
  showReport(title: string, markdown: string): Promise<void>;
  closeReport(title: string): Promise<void>;
}

export function pages(context: ExtensionContext, client: BaseLanguageClient): Pages {
  const reports = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const content = async (uri: Uri): Promise<string> => {
    const report = reports.get(uri.toString());
    if (report !== undefined) return report;
    if (uri.query === '')
      return 'This report is from an earlier session. Run the conversion again to see it.';
    return (
      (await explain(client, uri.query)) ?? `Distill knows no rule and no image called \`${uri.query}\`.`
    );
  };
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: content,
    }),
  );
  return {
    async showTopic(topic) {
      if ((await explain(client, topic)) === undefined) return false;
      await showBeside(Uri.from({ scheme, path: `/${fileName(topic)}`, query: topic }));
      return true;
    },
    async showReport(title, markdown) {
      const uri = reportUri(title);
      reports.set(uri.toString(), markdown);
      changed.fire(uri);
      await showBeside(uri);
    },
    async closeReport(title) {
      reports.delete(reportUri(title).toString());
      const tabs = window.tabGroups.all.flatMap(group => group.tabs);
      await window.tabGroups.close(
        tabs.filter(({ input, label }) => {
          if (input instanceof TabInputText) return input.uri.toString() === reportUri(title).toString();
          // The built-in preview does not tell its resource, only the name.
          return input instanceof TabInputWebview && label.endsWith(fileName(title));
        }),
      );
    },
  };
}

async function explain(client: BaseLanguageClient, topic: string): Promise<string | undefined> {
  const answer = await client.sendRequest<Explanation | null>(requests.explain, { topic });
  return answer?.markdown;
}

function reportUri(title: string): Uri {
  return Uri.from({ scheme, path: `/${fileName(title)}` });
}

/** A slash would make folders of an image's name. */
function fileName(title: string): string {
  return `${title.replaceAll('/', '∕')}.md`;
}

/** Keeps the focus where the person works; without the built-in Markdown extension the text itself is shown. */
async function showBeside(uri: Uri): Promise<void> {
  const { viewColumn } = window.tabGroups.activeTabGroup;
  try {
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  } catch {
    await window.showTextDocument(uri, { viewColumn: ViewColumn.Beside, preserveFocus: true });
  }
  // The group, not the editor: showing one side of a diff again would replace the diff.
  const group = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'][viewColumn - 1];
  if (group) await commands.executeCommand(`workbench.action.focus${group}EditorGroup`);
}
