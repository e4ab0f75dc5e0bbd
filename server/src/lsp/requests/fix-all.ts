/** `distill/fixAll`: every safe fix of a document at once. */
import type { CancellationToken, TextEdit } from 'vscode-languageserver';
import { applyFixes } from '../../apply-fixes';
import type { FixAllParams } from '../protocol';
import { asking, type Session, subjectOf } from '../session';
import { toTextEdits } from '../to-protocol';

export async function fixAll(
  session: Session,
  { textDocument }: FixAllParams,
  token: CancellationToken,
): Promise<TextEdit[]> {
  const subject = await subjectOf(session, textDocument.uri, asking, token, true);
  if (subject === undefined) return [];
  const { document, source, context, settings } = subject;
  return toTextEdits(document, applyFixes(source, context, settings, ['safe']).edits);
}
