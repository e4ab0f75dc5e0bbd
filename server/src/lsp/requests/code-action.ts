/** `textDocument/codeAction`: fixes of the findings here, the two refactorings, fix-all, ignore and explain. */
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  type Diagnostic,
} from 'vscode-languageserver';
import { applyFixes } from '../../apply-fixes';
import {
  analyse,
  type Change,
  changesAt,
  convert,
  type Finding,
  refactorings,
  type Span,
  suppression,
} from '../../core/analysis';
import { spanOf } from '../from-protocol';
import { commands, convertAsNewFile, type RefactoringKind } from '../protocol';
import { type Session, type Subject, subjectOf, typing } from '../session';
import { toDiagnostic, toWorkspaceEdit } from '../to-protocol';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.distill`;

export const codeActionKinds = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind];

const refactoringTitles: Readonly<Record<RefactoringKind, string>> = {
  'split-into-stages': 'Split into build and runtime stages',
  'convert-to-distroless': 'Convert to distroless',
};

const refactoringCommands: Readonly<Record<RefactoringKind, string>> = {
  'split-into-stages': commands.split,
  'convert-to-distroless': commands.convert,
};

export async function codeAction(
  session: Session,
  params: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const { only, triggerKind } = params.context;
  const asked = (kind: string) =>
    only === undefined || only.some(one => one === '' || kind === one || kind.startsWith(`${one}.`));
  if (!session.features.codeActionLiterals || !codeActionKinds.some(asked)) return [];
  const subject = await subjectOf(session, params.textDocument.uri, typing, token);
  if (subject === undefined || token.isCancellationRequested) return [];
  const selection = spanOf(subject.document, params.range);
  const actions: CodeAction[] = [];
  const here = asked(CodeActionKind.QuickFix) ? findingsAt(subject, selection) : [];
  actions.push(...fixes(session, subject, params, here));
  if (asked(CodeActionKind.RefactorRewrite)) {
    actions.push(...rewrites(session, subject, selection, only !== undefined));
    actions.push(...changes(session, subject, selection));
  }
  // Nobody wants a fix-all under a light bulb that appeared by itself.
  if (asked(fixAllKind) && (only !== undefined || triggerKind !== CodeActionTriggerKind.Automatic)) {
    actions.push(...fixAllActions(session, subject));
  }
  actions.push(...asides(session, subject, params, here));
  return actions;
}

function findingsAt({ source, context, settings }: Subject, selection: Span): Finding[] {
  const { findings } = analyse(source, context, settings);
  return findings.filter(({ span }) => span.start <= selection.end && selection.start <= span.end);
}

/** Two rules may offer the very same fix: it is listed once, for both. */
function fixes(
  session: Session,
  subject: Subject,
  params: CodeActionParams,
  findings: readonly Finding[],
): CodeAction[] {
  const actions = new Map<string, CodeAction & { diagnostics: Diagnostic[] }>();
  // The conversion answers what matters most: it stands first.
  const converts = (finding: Finding): number => (finding.fixes.some(fix => fix.conversion === true) ? 0 : 1);
  for (const finding of findings.toSorted((a, b) => converts(a) - converts(b))) {
    const preferred = finding.fixes.find(({ applicability }) => applicability === 'safe');
    for (const fix of finding.fixes) {
      const key = JSON.stringify([fix.title, fix.edits]);
      const diagnostic = diagnosticOf(session, subject, params, finding);
      const same = actions.get(key);
      if (same !== undefined) {
        same.diagnostics.push(diagnostic);
        continue;
      }
      actions.set(key, {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        ...(fix === preferred ? { isPreferred: true } : {}),
        ...effectOf(session, subject, fix),
      });
    }
  }
  return [...actions.values()];
}

/** A conversion goes through the client's preview where it has one; everything else is an edit. */
function effectOf(
  session: Session,
  { document }: Subject,
  fix: Change,
): Pick<CodeAction, 'edit' | 'command'> {
  if (fix.conversion !== true || !session.features.previews) {
    return { edit: toWorkspaceEdit(document, fix.edits, session.features) };
  }
  return { command: { title: fix.title, command: commands.convert, arguments: [document.uri] } };
}

function rewrites(session: Session, subject: Subject, selection: Span, explicit: boolean): CodeAction[] {
  const { document, source, context, settings } = subject;
  const offered = refactorings(source, context, settings, selection);
  if (offered.length === 0) return explicit ? declined(session, subject) : [];
  const beside = 'Convert to distroless as a new file';
  const asNewFile: CodeAction = {
    title: beside,
    kind: CodeActionKind.RefactorRewrite,
    command: { title: beside, command: convertAsNewFile, arguments: [document.uri] },
  };
  const here = offered.map(({ kind, conversion: { target, edits } }): CodeAction => {
    const title = `${refactoringTitles[kind]} (${target})`;
    return {
      title,
      kind: CodeActionKind.RefactorRewrite,
      ...(session.features.previews
        ? { command: { title, command: refactoringCommands[kind], arguments: [document.uri] } }
        : { edit: toWorkspaceEdit(document, edits, session.features) }),
    };
  });
  const whole = offered.some(({ kind }) => kind === 'convert-to-distroless');
  return session.features.previews && whole ? [...here, asNewFile] : here;
}

/** Small enough to be seen at once in the file itself. */
function changes({ features }: Session, subject: Subject, selection: Span): CodeAction[] {
  const { document, source, context, settings } = subject;
  return changesAt(source, context, settings, selection).map(({ title, edits }) => ({
    title,
    kind: CodeActionKind.RefactorRewrite,
    edit: toWorkspaceEdit(document, edits, features),
  }));
}

/** Somebody who opens the refactoring menu deserves to know why the conversion is missing from it. */
function declined({ features }: Session, { source, context, settings }: Subject): CodeAction[] {
  if (!features.disabledActions) return [];
  const conversion = convert(source, context, settings, {});
  const reason = conversion.outcome === 'declined' ? conversion.reasons[0]?.message : undefined;
  if (reason === undefined) return [];
  return [
    {
      title: refactoringTitles['convert-to-distroless'],
      kind: CodeActionKind.RefactorRewrite,
      disabled: { reason },
    },
  ];
}

function fixAllActions(session: Session, { document, source, context, settings }: Subject): CodeAction[] {
  const { edits } = applyFixes(source, context, settings, ['safe']);
  if (edits.length === 0) return [];
  const edit = toWorkspaceEdit(document, edits, session.features);
  return [{ title: 'Apply all safe fixes of Distill', kind: fixAllKind, edit }];
}

/** What one may do about a finding besides repairing it, once per rule. */
function asides(
  session: Session,
  subject: Subject,
  params: CodeActionParams,
  findings: readonly Finding[],
): CodeAction[] {
  const { document, source } = subject;
  const firstOfRule = [...new Map(findings.toReversed().map(finding => [finding.rule, finding])).values()];
  return firstOfRule.toReversed().flatMap(finding => {
    const { rule, span } = finding;
    const diagnostics = [diagnosticOf(session, subject, params, finding)];
    const { edits } = suppression(source, rule, span);
    const ignore: CodeAction = {
      title: `Ignore rule ${rule} here`,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit: toWorkspaceEdit(document, edits, session.features),
    };
    if (!session.features.previews) return [ignore];
    const title = `Explain rule ${rule}`;
    const command = { title, command: commands.explain, arguments: [rule] };
    return [ignore, { title, kind: CodeActionKind.QuickFix, diagnostics, command }];
  });
}

/** The client's own object where it sent one, so that it recognises what the action is about. */
function diagnosticOf(
  session: Session,
  { document }: Subject,
  { context }: CodeActionParams,
  finding: Finding,
): Diagnostic {
  const ours = toDiagnostic(document, finding, session.features);
  const sent = context.diagnostics.find(
    ({ code, range, source }) =>
      code === ours.code && source === ours.source && JSON.stringify(range) === JSON.stringify(ours.range),
  );
  return sent ?? ours;
}
