/** `--runtime-version`: the file is first moved to another version of its language, and then converted. */
import { otherVersion } from '../catalogue/other-version';
import { compareVersions } from '../catalogue/versions';
import type { Edit, Note } from '../edits/change';
import { applyEdits } from '../edits/change';
import { rootBase, type Stage } from '../model/build';
import { readSubject, type Subject } from '../subject';
import type { Span } from '../syntax/span';
import type { Conversion } from './convert';
import { decline, type Ledger, newLedger } from './decision';
import { editBetween } from './mend';

interface MovedSubject {
  /** The file with the other version in its FROM instructions, read anew. */
  readonly subject: Subject;
  /** What leads from the original to it. */
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
}

/** The conversion of the file at that version, as edits and places of the file as it is. */
export function convertMoved(
  subject: Subject,
  stage: Stage,
  version: string,
  convert: (moved: Subject) => Conversion,
): Conversion {
  const ledger = newLedger();
  const moved = moveToVersion(subject, stage, version, ledger);
  if (moved === undefined) return { outcome: 'declined', reasons: ledger.reasons };
  const conversion = convert(moved.subject);
  const back = <Item extends Note>(items: readonly Item[]): Item[] =>
    items.map(item =>
      item.span === undefined ? item : { ...item, span: spanBefore(item.span, moved.edits) },
    );
  if (conversion.outcome === 'declined') return { ...conversion, reasons: back(conversion.reasons) };
  const notes = back(conversion.notes);
  if (conversion.outcome === 'unchanged') return { ...conversion, notes };
  const edits = editBetween(subject.dockerfile.source, conversion.dockerfile);
  return { ...conversion, edits, notes: [...moved.notes, ...notes] };
}

/**
 * All stages on the language's image get the version, so that what they install is installed for it. Undefined with a
 * reason where the version is no version, where nothing in the file has one, or where there is no such image.
 */
function moveToVersion(
  subject: Subject,
  stage: Stage,
  version: string,
  ledger: Ledger,
): MovedSubject | undefined {
  const base = rootBase(stage);
  const image = base.kind === 'image' ? base.image : undefined;
  if (base.kind !== 'image' || image === undefined || !/^(?:node|python)$/.test(image.runtime ?? ''))
    return decline(
      ledger,
      'Another version of the runtime is for stages on the official images of Node.js and Python.',
      stage.imageSpan,
    );
  // Another vendor's image may be of that version already.
  const theirs = /\d+(?:\.\d+)*/.exec(
    (image.version ?? image.currentVersion ?? '').replace(/^\w+-/, ''),
  )?.[0];
  if (image.family !== 'official' && `${theirs ?? ''}.`.startsWith(`${version}.`))
    return { subject, edits: [], notes: [] };
  if (image.family !== 'official' || !/^\d+(?:\.\d+)*$/.test(version))
    return decline(
      ledger,
      `\`${version}\` is no version of \`${base.reference.repository}\`.`,
      stage.imageSpan,
    );
  const edits: Edit[] = [];
  const notes: Note[] = [];
  for (const other of subject.build.stages) {
    if (other.base.kind !== 'image' || other.base.reference.repository !== base.reference.repository)
      continue;
    const { reference } = other.base;
    if (other.from.words[0]?.text !== reference.text)
      return decline(
        ledger,
        `The version of \`${other.from.words[0]?.text ?? ''}\` comes from a build argument: set that to \`${version}\` instead.`,
        other.imageSpan,
      );
    const text = otherVersion(reference, version);
    if (text === undefined)
      return decline(ledger, `There is no \`${reference.text}\` of version ${version}.`, other.imageSpan);
    if (text === reference.text) continue;
    edits.push({ span: other.imageSpan, text });
    notes.push({ message: `\`${reference.text}\` became \`${text}\`, as you asked.`, span: other.imageSpan });
  }
  const before = image.version ?? image.currentVersion;
  if (edits.length > 0)
    notes.push({ message: warning(image.runtime, before, version), span: stage.imageSpan });
  const source = applyEdits(subject.dockerfile.source, edits);
  return { subject: readSubject(source, subject.context, subject.settings), edits, notes };
}

function warning(runtime: string | undefined, before: string | undefined, after: string): string {
  const name = runtime === 'node' ? 'Node.js' : 'Python';
  const lower = before !== undefined && compareVersions(after, before) < 0 ? ', which is older' : '';
  const from = before === undefined ? '' : ` from ${before}`;
  return `The program and its packages move${from} to ${after} of ${name}${lower}: whether they run on it, only their tests tell.`;
}

/** The place in the original; the whole of a replaced image where it lies in one. */
function spanBefore(span: Span, moves: readonly Edit[]): Span {
  let shift = 0;
  for (const move of [...moves].sort((a, b) => a.span.start - b.span.start)) {
    const start = move.span.start + shift;
    const end = start + move.text.length;
    if (span.start >= start && span.end <= end && span.start < end) return move.span;
    if (span.start < end) break;
    shift += move.text.length - (move.span.end - move.span.start);
  }
  return { start: span.start - shift, end: span.end - shift };
}
