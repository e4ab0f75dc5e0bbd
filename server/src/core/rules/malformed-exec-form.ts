import type { Change } from '../edits/change';
import type { Step } from '../model/build';
import type { Dockerfile, Instruction } from '../syntax/instruction';
import page from './malformed-exec-form.md';
import { defineRule, type Problem, type Subject } from './rule';
import { execText } from './shared/programs';
import { shellFallback } from './shared/shell-fallback';

const loneItem = /^\[\s+(?:'[^']*'|"[^"]*"|[“”„][^“”„]*[“”])\s*\]$/;

const keywords: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'RUN', 'VOLUME', 'COPY', 'ADD']);

export const malformedExecForm = defineRule({
  id: 'malformed-exec-form',
  severity: 'error',
  equivalents: ['tally/invalid-json-form'],
  page,
  *check(subject) {
    const steps = new Map(
      subject.build.stages.flatMap(stage => stage.steps.map(step => [step.instruction, step] as const)),
    );
    for (const instruction of subject.dockerfile.instructions) {
      const inner = instruction.nested ?? instruction;
      const command = inner.nested ?? inner;
      if (keywords.has(command.keyword)) yield* problems(command, steps.get(instruction), subject);
    }
  },
});

function* problems(instruction: Instruction, step: Step | undefined, subject: Subject): Generator<Problem> {
  const { text } = instruction.body;
  if (instruction.exec !== undefined || !text.startsWith('[')) return;
  const loose = readLoosely(text);
  if ((loose === 'test' && !isMeantAsArray(instruction)) || isOtherJson(text)) return;
  const items = loose === 'test' ? undefined : loose;
  const surplus = /"\s*\](?=.)/s.test(text) && hasSurplus(text);
  if (surplus && forgives(subject.dockerfile)) return;
  const fallback = shellFallback(instruction, step, subject);
  if (fallback === undefined) return;
  const start = instruction.words[0]?.span.start ?? instruction.keywordSpan.end;
  const span = { start, end: instruction.span.end };
  yield {
    // A test of one word succeeds: the container starts, does nothing and ends.
    severity: loneItem.test(text) ? 'warning' : fallback.severity,
    span,
    message: `This is no valid JSON array${surplus ? surplusReason : reason(text)}. ${fallback.what} Write the items in double quotes, with commas between them${surplus ? ', and nothing else' : ''}.`,
    fixes: fixes(items, span),
  };
}

/** Where nobody tests anything: the paths of a VOLUME, and a lone string as a start. */
function isMeantAsArray({ keyword, body: { text } }: Instruction): boolean {
  if (keyword === 'VOLUME') return true;
  return (keyword === 'CMD' || keyword === 'ENTRYPOINT') && loneItem.test(text);
}

const surplusReason = ': something stands behind its `]`, which Docker has minded since Dockerfile 1.9';

/** Whether the text begins with a whole array of strings. */
function hasSurplus(text: string): boolean {
  const array = /^\[\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)*)?\]/.exec(text)?.[0];
  return array !== undefined && isOtherJson(array);
}

/** A `# syntax=` older than 1.9, which read the array and passed over what follows (moby/buildkit#5107). */
function forgives({ directives }: Dockerfile): boolean {
  const syntax = directives.find(({ name }) => name === 'syntax')?.value ?? '';
  return /(?:^|\/)docker\/dockerfile:1\.[0-8](?:[.-]|$)/.test(syntax);
}

function reason(text: string): string {
  if (/[“”„‘’]/.test(text)) return ': it has typographic quotes';
  if (/^\[\s*'/.test(text)) return ': JSON knows no single quotes';
  if (!text.trimEnd().endsWith(']')) return ': it does not end in `]`';
  if (/,\s*\]$/.test(text)) return ': it ends in a comma';
  return '';
}

function fixes(items: readonly string[] | undefined, span: Change['edits'][number]['span']): Change[] {
  if (items === undefined || items.length === 0) return [];
  // A whole command line in one string would start nothing.
  if (items.length === 1 && /\s/.test(items[0] ?? '')) return [];
  return [
    {
      title: 'Write it as a JSON array',
      applicability: 'unsafe',
      edits: [{ span, text: execText(items) }],
      notes: [],
    },
  ];
}

/** Valid JSON that is no array of strings is a syntax error. */
function isOtherJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The items somebody meant, whatever their quotes; undefined when that is not plain, and `test` for the shell's
 * `[`, which is a command and needs a blank behind it.
 */
function readLoosely(text: string): readonly string[] | undefined | 'test' {
  const glued = /^\[["'“”„‘’]/.test(text);
  const listed = glued || /^\[\s*(?:"[^"]*"|'[^']*'|[“”„][^“”„]*[“”])\s*,/.test(text);
  if (!listed) return 'test';
  const items: string[] = [];
  const token =
    /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|[“”„]([^“”„]*)[“”]|[‘’]([^‘’]*)[‘’]|([\w./:=@-]+))\s*(,|\]$|$|(?=["'“„‘]))/y;
  token.lastIndex = 1;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, double, single, curly, curlySingle, bare, end] = match;
    // A lone backslash, as in a Windows path or a regular expression, was meant literally.
    items.push(double?.replace(/\\(["\\])/g, '$1') ?? single ?? curly ?? curlySingle ?? bare ?? '');
    if (end === ']' || token.lastIndex >= text.length) return items;
    if (end === ',' && /^\s*\]$/.test(text.slice(token.lastIndex))) return items;
  }
  return undefined;
}
