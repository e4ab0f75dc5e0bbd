/** `workspace/executeCommand`, for clients that have no commands of their own: edit, then say what changed. */
import { type CancellationToken, type ExecuteCommandParams, MessageType } from 'vscode-languageserver';
import { applyFixes } from '../../apply-fixes';
import { type Edit, operationsPage } from '../../core/analysis';
import { commands, type RefactoringKind } from '../protocol';
import { asking, type Session, type Subject, subjectOf } from '../session';
import { toWorkspaceEdit } from '../to-protocol';
import { conversionOf } from './convert';
import { explain } from './explain';

export const commandNames: string[] = Object.values(commands);

/** Answers the page for `explain`, and whether anything was changed for the others. */
export async function executeCommand(
  session: Session,
  { command, arguments: [argument] = [] }: ExecuteCommandParams,
  token: CancellationToken,
): Promise<string | boolean | null> {
  if (typeof argument !== 'string') return null;
  if (command === commands.explain) return explain(session, { topic: argument })?.markdown ?? null;
  const subject = await subjectOf(session, argument, asking, token, true);
  if (subject === undefined) return null;
  switch (command) {
    case commands.convert:
      return convertDocument(session, subject, 'convert-to-distroless');
    case commands.split:
      return convertDocument(session, subject, 'split-into-stages');
    case commands.fixAll: {
      const { edits } = applyFixes(subject.source, subject.context, subject.settings, ['safe']);
      return apply(session, subject, edits, 'Safe fixes');
    }
    default:
      return null;
  }
}

async function convertDocument(session: Session, subject: Subject, kind: RefactoringKind): Promise<boolean> {
  const conversion = conversionOf(subject, { kind });
  if (conversion.outcome === 'declined') {
    say(session, MessageType.Warning, 'Not converted:', conversion.reasons);
    return false;
  }
  if (conversion.outcome === 'unchanged') {
    say(session, MessageType.Info, 'Nothing to convert.', conversion.notes);
    return false;
  }
  const done = await apply(session, subject, conversion.edits, `Convert to ${conversion.target}`);
  if (done) {
    const page = { message: operationsPage(conversion.operations, conversion.target) };
    say(session, MessageType.Info, `Now runs on ${conversion.target}.`, [...conversion.notes, page]);
  }
  return done;
}

async function apply(
  session: Session,
  { document }: Subject,
  edits: readonly Edit[],
  label: string,
): Promise<boolean> {
  if (edits.length === 0 || !session.features.applyEdit) return false;
  const edit = toWorkspaceEdit(document, edits, session.features);
  return (await session.connection.workspace.applyEdit({ label, edit })).applied;
}

function say(
  { connection }: Session,
  type: MessageType,
  opening: string,
  notes: readonly { message: string }[],
): void {
  const message = [opening, ...notes.map(note => note.message)].join('\n');
  void connection.sendNotification('window/showMessage', { type, message });
}
