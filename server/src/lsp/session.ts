/** What every handler gets first: the open documents and the ways to learn about their surroundings. */
import type { CancellationToken, Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildContext, Settings } from '../core/analysis';
import type { ContextCache } from './context-cache';
import type { Features } from './features';
import { coreSettings, type SettingsStore } from './settings';

export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly features: Features;
  readonly settings: SettingsStore;
  readonly contexts: ContextCache;
  /** Aborted when the client has asked the server to shut down: nothing is sent of our own accord any more. */
  readonly shutdown: AbortSignal;
}

/** All that the core's functions ask for, about one document at one moment. */
export interface Subject {
  readonly document: TextDocument;
  readonly source: string;
  readonly context: BuildContext;
  readonly settings: Settings;
}

/** While typing: squiggles a moment later are better than none for a moment. */
export const typing = 100;

/** For what the user asked for by a command, where a wrong answer is worse than a late one. */
export const asking = 10_000;

/** Undefined when the document is not open, or, unless `always`, when Distill is switched off for it. */
export async function subjectOf(
  session: Session,
  uri: string,
  patience: number,
  token: CancellationToken | undefined,
  always = false,
): Promise<Subject | undefined> {
  const settings = await session.settings.of(uri);
  const document = session.documents.get(uri);
  if (document === undefined || !(settings.enable || always)) return undefined;
  const context = await session.contexts.current(document, patience, token);
  // The document may have changed while the context was read: answer for what it is now.
  const current = session.documents.get(uri);
  if (current === undefined) return undefined;
  return {
    document: current,
    source: current.getText(),
    context,
    settings: coreSettings(settings, session.features.today ?? new Date().toISOString().slice(0, 10)),
  };
}
