/** Reads the comments that silence findings. */
import type { Dockerfile, Instruction } from '../../syntax/instruction';
import type { Span } from '../../syntax/span';

export interface IgnoreComment {
  readonly kind: 'distill' | 'other';
  readonly scope: 'instruction' | 'stage' | 'file';
  /** Rule ids; other linters' carry their prefix, as in `hadolint/DL3006`. */
  readonly names: readonly { readonly name: string; readonly span: Span }[];
  readonly span: Span;
  /** Findings that begin in it are silenced. */
  readonly range: Span;
  /** The instruction it stands above. */
  readonly target: Instruction | undefined;
}

/** Every ignore comment of the file, in order. */
export function readIgnores(dockerfile: Dockerfile): readonly IgnoreComment[] {
  return [...dockerfile.comments, ...dockerfile.directives.map(directive => directive.span)]
    .flatMap(span => readComment(dockerfile, span) ?? [])
    .sort((a, b) => a.span.start - b.span.start);
}

/** The instruction whose lines hold the offset. */
export function instructionAt(dockerfile: Dockerfile, offset: number): Instruction | undefined {
  return dockerfile.instructions.findLast(({ span }) => span.start <= offset && offset <= span.end);
}

interface Form {
  readonly pattern: RegExp;
  readonly kind: IgnoreComment['kind'];
  readonly scope: IgnoreComment['scope'];
  readonly prefix: string;
}

/** Hadolint's pragma, tally's, and the `check` directive of Docker's own build checks. */
const forms: readonly Form[] = [
  { pattern: /^#\s*distill\s+ignore\s*=\s*/i, kind: 'distill', scope: 'instruction', prefix: '' },
  { pattern: /^#\s*distill\s+stage-ignore\s*=\s*/i, kind: 'distill', scope: 'stage', prefix: '' },
  { pattern: /^#\s*distill\s+file-ignore\s*=\s*/i, kind: 'distill', scope: 'file', prefix: '' },
  { pattern: /^#\s*hadolint\s+ignore\s*=\s*/i, kind: 'other', scope: 'instruction', prefix: 'hadolint/' },
  { pattern: /^#\s*hadolint\s+global\s+ignore\s*=\s*/i, kind: 'other', scope: 'file', prefix: 'hadolint/' },
  { pattern: /^#\s*tally\s+ignore\s*=\s*/i, kind: 'other', scope: 'instruction', prefix: 'tally/' },
  { pattern: /^#\s*tally\s+global\s+ignore\s*=\s*/i, kind: 'other', scope: 'file', prefix: 'tally/' },
  { pattern: /^#\s*check\s*=\s*skip\s*=\s*/i, kind: 'other', scope: 'file', prefix: 'buildkit/' },
];

function readComment(dockerfile: Dockerfile, span: Span): IgnoreComment | undefined {
  const text = dockerfile.source.slice(span.start, span.end);
  if (!text.includes('=')) return undefined;
  for (const { pattern, kind, scope, prefix } of forms) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const names = readNames(text, match[0].length, span.start, prefix);
    const target = instructionBelow(dockerfile, span);
    const range = rangeOf(dockerfile, scope, target);
    return range === undefined ? undefined : { kind, scope, names, span, range, target };
  }
  return undefined;
}

/** Names end where a reason begins: ` -- reason`, ` # reason`, `;reason=` or just a blank. */
function readNames(
  text: string,
  from: number,
  offset: number,
  prefix: string,
): { name: string; span: Span }[] {
  const names: { name: string; span: Span }[] = [];
  const part = /([\w/-]*\w)(\s*,\s*)?/y;
  part.lastIndex = from;
  for (;;) {
    const match = part.exec(text);
    if (match?.[1] === undefined) return names;
    const start = offset + match.index;
    names.push({
      // tally also takes full names such as `buildkit/StageNameCasing`.
      name: match[1].includes('/') ? match[1] : `${prefix}${match[1]}`,
      span: { start, end: start + match[1].length },
    });
    if (match[2] === undefined) return names;
  }
}

/** The instruction after a comment; one that stands inside an instruction belongs to none. */
function instructionBelow(dockerfile: Dockerfile, span: Span): Instruction | undefined {
  if (instructionAt(dockerfile, span.start) !== undefined) return undefined;
  return dockerfile.instructions.find(instruction => instruction.span.start > span.start);
}

function rangeOf(
  dockerfile: Dockerfile,
  scope: IgnoreComment['scope'],
  target: Instruction | undefined,
): Span | undefined {
  const whole = { start: 0, end: dockerfile.source.length };
  if (scope === 'file') return whole;
  if (target === undefined) return { start: -1, end: -1 };
  if (scope === 'instruction') return target.span;
  const { instructions } = dockerfile;
  const at = instructions.indexOf(target);
  const next = instructions.findIndex((instruction, index) => index > at && instruction.keyword === 'FROM');
  // Above anything but a FROM the comment names no stage.
  if (target.keyword !== 'FROM') return { start: -1, end: -1 };
  return { start: target.span.start, end: next < 0 ? whole.end : (instructions[next]?.span.start ?? 1) - 1 };
}
