/**
 * Pages to read, shown as Markdown previews: rules and images explained by the server, and the reports of
 * conversions. They are virtual documents, so that nothing is written and any Markdown viewer can show them.
 */
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  TabInputCustom,
  TabInputText,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type Explanation, requests } from './protocol';
import type { Report } from './report';

const scheme = 'distill-page';

export interface Pages {
  /** Resolves to false when the server knows no such rule or image. */
  showTopic(topic: string): Promise<boolean>;
  showReport(report: Report): Promise<void>;
  closeReport(report: Report): Promise<void>;
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
    async showReport(report) {
      const uri = reportUri(report);
      reports.set(uri.toString(), report.markdown);
      changed.fire(uri);
      await showBeside(uri);
    },
    async closeReport(report) {
      const uri = reportUri(report).toString();
      reports.delete(uri);
      const tabs = window.tabGroups.all.flatMap(group => group.tabs);
      await window.tabGroups.close(
        tabs.filter(({ input }) => {
          const shown = input instanceof TabInputText || input instanceof TabInputCustom;
          return shown && input.uri.toString() === uri;
        }),
      );
    },
  };
}

async function explain(client: BaseLanguageClient, topic: string): Promise<string | undefined> {
  const answer = await client.sendRequest<Explanation | null>(requests.explain, { topic });
  return answer?.markdown;
}

/** In the folder of the Dockerfile, which is where the links of the report are looked up. */
function reportUri({ title, folder }: Report): Uri {
  return Uri.joinPath(Uri.from({ scheme, path: folder }), fileName(title));
}

/** A slash would make folders of an image's name. */
function fileName(title: string): string {
  return `${title.replaceAll('/', '∕')}.md`;
}

/** The person keeps working where they are; without the built-in Markdown extension the text itself is shown. */
async function showBeside(uri: Uri): Promise<void> {
  const options = { viewColumn: ViewColumn.Beside, preserveFocus: true };
  try {
    await commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor', options);
  } catch {
    await window.showTextDocument(uri, options);
  }
}
