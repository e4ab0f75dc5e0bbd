/**
 * The façade: everything that the language server and the command line may call.
 * All of it is total and pure; offsets in and out are UTF-16 code units of `source`.
 */

import type { BuildContext, ContextEntry } from './context/build-context';
import { readDockerignore } from './context/dockerignore';
import { wantedAbove, wantedFiles } from './context/wanted-files';
import { type Conversion, type ConvertOptions, convertSubject } from './conversions/convert';
import type { Change } from './edits/change';
import type { Finding } from './finding';
import { explainTopic } from './hover/explain';
import { type Hover, hoverAt } from './hover/hover';
import { rootImage } from './model/build';
import { smallRefactorings } from './refactorings/index';
import { withConversions } from './rules/conversion-fixes';
import { rules } from './rules/index';
import { report } from './rules/report';
import { suppressionChange } from './rules/suppression';
import type { Settings, Severity } from './settings';
import { readSubject, type Subject } from './subject';
import type { Span } from './syntax/span';

export type { BuildContext, Completeness, ContextEntry, Repository } from './context/build-context';
export { unknownContext } from './context/build-context';
export type { Conversion, ConvertOptions } from './conversions/convert';
export type { Reason } from './conversions/decision';
export { operationsPage } from './conversions/operations';
export type { Applicability, Change, Edit, Note } from './edits/change';
export { applyEdits } from './edits/change';
export type { Finding, RelatedPlace } from './finding';
export type { Hover } from './hover/hover';
export type { Settings, Severity, Target } from './settings';
export { defaultSettings } from './settings';
export type { Span } from './syntax/span';

export interface Analysis {
  /** Sorted by place, then by rule id; suppressed and switched-off findings are gone. */
  readonly findings: readonly Finding[];
}

/** Lints `source`. Never throws: a broken Dockerfile yields findings. */
export function analyse(source: string, context: BuildContext, settings: Settings): Analysis {
  const subject = readSubject(source, context, settings);
  return { findings: withConversions(report(subject), subject) };
}

/** Converts the whole file, or says why not. */
export function convert(
  source: string,
  context: BuildContext,
  settings: Settings,
  options: ConvertOptions,
): Conversion {
  return convertSubject(readSubject(source, context, settings), options, report);
}

type Converted = Extract<Conversion, { outcome: 'converted' }>;

export interface Refactoring {
  readonly kind: 'split-into-stages' | 'convert-to-distroless';
  readonly conversion: Converted;
}

/** The smaller changes that the light bulb offers where the selection is: a stage's name, the exec form. */
export function changesAt(
  source: string,
  context: BuildContext,
  settings: Settings,
  selection: Span,
): readonly Change[] {
  return smallRefactorings(readSubject(source, context, settings), selection);
}

/**
 * The conversions that the light bulb offers; empty where none is sure. A split stays on the slim or Alpine variant of
 * its image where it can, and else is the conversion of a file with one stage.
 */
export function refactorings(
  source: string,
  context: BuildContext,
  settings: Settings,
  _selection: Span,
): readonly Refactoring[] {
  const subject = readSubject(source, context, settings);
  const conversion = convertSubject(subject, {}, report);
  const split = splitOf(subject, conversion);
  const all: Refactoring[] = split === undefined ? [] : [{ kind: 'split-into-stages', conversion: split }];
  // What keeps its shell is not distroless, whatever it gains.
  if (conversion.outcome === 'converted' && !conversion.hasShell)
    all.push({ kind: 'convert-to-distroless', conversion });
  return all;
}

function splitOf(subject: Subject, conversion: Conversion): Converted | undefined {
  const [only, ...others] = subject.build.stages;
  if (conversion.outcome === 'converted' && conversion.hasShell) return conversion;
  if (only === undefined || others.length > 0) return undefined;
  const alpine = rootImage(only)?.distribution?.id === 'alpine';
  const kept = convertSubject(subject, { to: alpine ? 'alpine' : 'slim' }, report);
  if (kept.outcome === 'converted') return kept;
  return conversion.outcome === 'converted' ? conversion : undefined;
}

/** An edit that silences `rule` at the finding on `span` with a `# distill ignore=` comment. */
export function suppression(source: string, rule: string, span: Span): Change {
  return suppressionChange(source, rule, span);
}

/** Explains the base image, or the instruction, at `offset`; undefined where there is nothing to say. */
export function hover(
  source: string,
  context: BuildContext,
  settings: Settings,
  offset: number,
): Hover | undefined {
  return hoverAt(readSubject(source, context, settings), offset);
}

/** The page of a rule, or the trade-offs of an image, as Markdown; undefined for a topic that is neither. */
export function explain(topic: string, settings: Settings): string | undefined {
  return explainTopic(topic, settings);
}

export interface RuleInfo {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity | 'off';
  readonly equivalents: readonly string[];
  readonly page: string;
}

export const ruleList: readonly RuleInfo[] = rules.map(rule => ({
  id: rule.id,
  summary: rule.page.split(/\r?\n/).find(line => line !== '' && !line.startsWith('#')) ?? '',
  severity: rule.severity,
  equivalents: rule.equivalents,
  page: rule.page,
}));

/**
 * Which files' text the analysis of `source` wants, most important first, out of the listed paths.
 * The caller reads as many as its bounds allow and says `partial` if it had to stop.
 */
export function filesToRead(source: string, entries: ReadonlyMap<string, ContextEntry>): readonly string[] {
  return wantedFiles(source, entries);
}

/** Which files of a folder above the context, by their names, the analysis wants the text of. */
export function filesAbove(names: readonly string[]): readonly string[] {
  return wantedAbove(names);
}

/** Says of a path whether `.dockerignore` leaves it out, so that a reader need not walk ignored folders. */
export function dockerignore(text: string): (path: string) => boolean {
  return readDockerignore(text);
}
