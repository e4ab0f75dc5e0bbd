/** `textDocument/hover`: the image or instruction itself, then what the rules that speak here are about. */
import type { CancellationToken, Hover, HoverParams } from 'vscode-languageserver';
import { analyse, hover as coreHover, ruleList, type Span } from '../../core/analysis';
import { offsetOf } from '../from-protocol';
import { type Session, subjectOf, typing } from '../session';
import { toMarkup, toRange } from '../to-protocol';

export async function hover(
  session: Session,
  { textDocument, position }: HoverParams,
  token: CancellationToken,
): Promise<Hover | null> {
  const subject = await subjectOf(session, textDocument.uri, typing, token);
  if (subject === undefined || token.isCancellationRequested) return null;
  const { document, source, context, settings } = subject;
  const offset = offsetOf(document, position);
  const here = analyse(source, context, settings).findings.filter(({ span }) => contains(span, offset));
  const place = coreHover(source, context, settings, offset);
  // Editors show the findings' own messages themselves.
  const about = [...new Set(here.map(({ rule }) => rule))].map(rule =>
    `**${rule}**: ${ruleList.find(({ id }) => id === rule)?.summary ?? ''}`.trimEnd(),
  );
  const sections = place === undefined ? about : [place.markdown, ...about];
  const span = place?.span ?? here[0]?.span;
  if (span === undefined) return null;
  return {
    contents: toMarkup(sections.join('\n\n---\n\n'), session.features),
    range: toRange(document, span),
  };
}

function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
