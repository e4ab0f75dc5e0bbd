/** The Dockerfiles that were verified, as virtual documents to compare with the original. */
import { commands, type Disposable, EventEmitter, Range, Uri, ViewColumn, window, workspace } from 'vscode';
import type { VerifyReport } from './report';

const scheme = 'distill-verified';

export interface Conversions extends Disposable {
  keep(source: Uri, report: VerifyReport): void;
  show(source: Uri, variant: string): Promise<void>;
  /** Opens the variant at a zero-based line: the Dockerfile itself, or a conversion of it. */
  showLine(source: Uri, variant: string, line: number): Promise<void>;
}

export function conversions(): Conversions {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: uri => texts.get(uri.toString()) ?? '',
  });
  const has = (source: Uri, variant: string): boolean => {
    if (texts.has(address(source, variant).toString())) return true;
    void window.showInformationMessage(
      'This conversion is from an earlier session. Verify it again to see it.',
    );
    return false;
  };
  return {
    keep(source, { variants }) {
      for (const { name, dockerfile } of variants) {
        if (dockerfile === undefined) continue;
        const uri = address(source, name);
        texts.set(uri.toString(), dockerfile);
        changed.fire(uri);
      }
    },
    async show(source, variant) {
      if (!has(source, variant)) return;
      const title = `${fileName(source)} → ${variant}`;
      const options = { viewColumn: ViewColumn.One };
      await commands.executeCommand('vscode.diff', source, address(source, variant), title, options);
    },
    async showLine(source, variant, line) {
      const original = variant === 'original';
      if (!original && !has(source, variant)) return;
      const selection = new Range(line, 0, line, 0);
      await window.showTextDocument(original ? source : address(source, variant), {
        viewColumn: ViewColumn.One,
        selection,
      });
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}

/** The same path, so that it gets the language and the name of the Dockerfile. */
function address(source: Uri, variant: string): Uri {
  return Uri.from({ scheme, path: source.path, query: variant });
}

function fileName(source: Uri): string {
  return source.path.split('/').pop() ?? 'Dockerfile';
}
