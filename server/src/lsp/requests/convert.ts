/** `distill/convert`: the whole file converted, or split only, or the reasons against it. */
import type { CancellationToken } from 'vscode-languageserver';
import { type Conversion, convert as coreConvert, refactorings } from '../../core/analysis';
import type { ConvertParams, ConvertResult } from '../protocol';
import { asking, type Session, type Subject, subjectOf } from '../session';
import { toConvertResult } from '../to-protocol';

export const notOpen: ConvertResult = {
  outcome: 'declined',
  reasons: [{ message: 'The Dockerfile is not open in the editor.' }],
};

export const failed: ConvertResult = {
  outcome: 'declined',
  reasons: [{ message: 'Distill failed while it converted this file; its output channel has the details.' }],
};

export async function convert(
  session: Session,
  { textDocument, ...asked }: ConvertParams,
  token: CancellationToken,
): Promise<ConvertResult> {
  const subject = await subjectOf(session, textDocument.uri, asking, token, true);
  if (subject === undefined) return notOpen;
  return toConvertResult(subject.document, conversionOf(subject, asked));
}

/** `convert` of the core decides about the whole file; a split is one of the refactorings it offers. */
export function conversionOf(
  { source, context, settings }: Subject,
  { kind, to, runtimeVersion }: Omit<ConvertParams, 'textDocument'>,
): Conversion {
  const whole = coreConvert(source, context, settings, {
    ...(to === undefined ? {} : { to }),
    ...(runtimeVersion === undefined ? {} : { runtimeVersion }),
  });
  if (kind !== 'split-into-stages') return whole;
  const selection = { start: 0, end: source.length };
  const split = refactorings(source, context, settings, selection).find(one => one.kind === kind);
  if (split !== undefined) return split.conversion;
  if (whole.outcome === 'declined') return whole;
  return {
    outcome: 'unchanged',
    notes: [{ message: 'The build and the runtime are separate stages already.' }],
  };
}
