/** From the core's plain data to the protocol's types. */
import {
  type Diagnostic,
  DiagnosticSeverity,
  type MarkupContent,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type Conversion,
  type Edit,
  type Finding,
  type Note,
  operationsPage,
  type Reason,
  type Severity,
  type Span,
} from '../core/analysis';
import type { Features } from './features';
import type { ConvertResult, NoteResult, ReasonResult } from './protocol';

export const diagnosticSource = 'distill';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toRange(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function toDiagnostic(document: TextDocument, finding: Finding, features: Features): Diagnostic {
  return {
    range: toRange(document, finding.span),
    severity: severities[finding.severity],
    source: diagnosticSource,
    code: finding.rule,
    message: finding.message,
    ...(features.relatedInformation && finding.related.length > 0
      ? {
          relatedInformation: finding.related.map(({ span, message }) => ({
            location: { uri: document.uri, range: toRange(document, span) },
            message,
          })),
        }
      : {}),
  };
}

export function toTextEdits(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, text }) => ({ range: toRange(document, span), newText: text }));
}

export function toWorkspaceEdit(
  document: TextDocument,
  edits: readonly Edit[],
  { documentChanges }: Features,
): WorkspaceEdit {
  const textEdits = toTextEdits(document, edits);
  if (!documentChanges) return { changes: { [document.uri]: textEdits } };
  const { uri, version } = document;
  return { documentChanges: [{ textDocument: { uri, version }, edits: textEdits }] };
}

export function toConvertResult(document: TextDocument, conversion: Conversion): ConvertResult {
  switch (conversion.outcome) {
    case 'converted': {
      const { target, hasShell, dockerfile, edits, notes, operations } = conversion;
      return {
        outcome: 'converted',
        target,
        hasShell,
        dockerfile,
        edits: toTextEdits(document, edits),
        notes: notes.map(note => toNote(document, note)),
        operations: operationsPage(operations, target),
        version: document.version,
      };
    }
    case 'unchanged': {
      const { target, notes } = conversion;
      return {
        outcome: 'unchanged',
        ...(target === undefined ? {} : { target }),
        notes: notes.map(note => toNote(document, note)),
      };
    }
    case 'declined':
      return { outcome: 'declined', reasons: conversion.reasons.map(reason => toReason(document, reason)) };
  }
}

/** Markdown reads well enough as plain text for the few clients that show nothing else. */
export function toMarkup(markdown: string, { markdownHover }: Features): MarkupContent {
  return { kind: markdownHover ? 'markdown' : 'plaintext', value: markdown };
}

function toNote(document: TextDocument, { message, span }: Note): NoteResult {
  return span === undefined ? { message } : { message, range: toRange(document, span) };
}

function toReason(document: TextDocument, reason: Reason): ReasonResult {
  const note = toNote(document, reason);
  return reason.rule === undefined ? note : { ...note, rule: reason.rule };
}
