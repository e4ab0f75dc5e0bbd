import type { ExecForm } from './instruction';
import { type LogicalText, spanIn } from './logical-text';
import type { Span } from './span';

/**
 * The exec form of a body, when it is a JSON array of strings; anything else, single quotes included, is
 * shell form to Docker and undefined here.
 */
export function readExecForm(body: LogicalText): ExecForm | undefined {
  if (!body.text.startsWith('[')) return undefined;
  const values = parseStrings(body.text);
  if (values === undefined) return undefined;
  const spans = stringSpans(body);
  return { values, spans, span: spanIn(body, 0, body.text.length) };
}

function parseStrings(text: string): string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return undefined;
    return parsed.every(item => typeof item === 'string') ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function stringSpans(body: LogicalText): Span[] {
  const spans: Span[] = [];
  for (const match of body.text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
    spans.push(spanIn(body, match.index, match.index + match[0].length));
  }
  return spans;
}
