/**
 * The only importer of `dockerfile-ast`. It finds the directives and the comments; where instructions begin and
 * what is inside them we read ourselves, because the library's answers about continuations, flags, JSON,
 * heredocs and variables are wrong or quadratic in cases that occur.
 */
import { DockerfileParser } from 'dockerfile-ast';
import { readExecForm } from './exec-form';
import { heredocOpenings, readHeredocs } from './heredocs';
import type { Directive, Dockerfile, Instruction } from './instruction';
import { joinLines, type LogicalText, sliceLogical } from './logical-text';
import type { Span } from './span';
import { splitWords, takeFlags, trimLogical } from './words';

/** Reads any text; what is no Dockerfile yields instructions with unknown keywords. */
export function parseDockerfile(source: string): Dockerfile {
  // The library takes long for long files; directives and what looks like them stand at the top only.
  const head = source.slice(0, headEnd(source));
  const found = tokenise(head, lineStarts(head));
  const instructions: Instruction[] = [];
  let line = 0;
  while (line < source.length) {
    const newline = source.indexOf('\n', line);
    const next = newline < 0 ? source.length : newline + 1;
    const indentation = /^[^\S\n]*/.exec(source.slice(line, next))?.[0].length ?? 0;
    const start = line + indentation + (line === 0 && source.startsWith('\uFEFF', indentation) ? 1 : 0);
    const first = source[start];
    if (start >= next || first === undefined || first === '\n' || first === '#') {
      if (first === '#' && start >= head.length)
        found.comments.push({ start, end: lineContentEnd(source, start, next) });
      line = next;
      continue;
    }
    const read = readInstruction(source, start, found.escape, found.comments);
    // A lone escape character continues nothing.
    if (read.instruction.keyword !== '') instructions.push(read.instruction);
    line = read.next;
  }
  const comments = found.comments.filter(span => !insideHeredoc(span, instructions));
  comments.sort((a, b) => a.start - b.start);
  return {
    source,
    newline: /^[^\n]*\r\n/.test(source) ? '\r\n' : '\n',
    escape: found.escape,
    directives: found.directives,
    comments: comments.filter((span, index) => span.start !== comments[index - 1]?.start),
    instructions,
  };
}

/** Where the first line begins that is neither empty nor a comment. */
function headEnd(source: string): number {
  return /^\uFEFF?(?:[^\S\n]*(?:#[^\n]*)?(?:\n|$))*/.exec(source)?.[0].length ?? 0;
}

function lineContentEnd(source: string, start: number, next: number): number {
  return start + source.slice(start, next).trimEnd().length;
}

interface Tokens {
  readonly escape: string;
  readonly directives: readonly Directive[];
  readonly comments: Span[];
}

function tokenise(source: string, lines: readonly number[]): Tokens {
  try {
    const parsed = DockerfileParser.parse(source);
    const offset = (position: { line: number; character: number }) =>
      (lines[position.line] ?? source.length) + position.character;
    const span = (range: { start: Position; end: Position }): Span => ({
      start: offset(range.start),
      end: offset(range.end),
    });
    const comments = parsed.getComments().map(comment => span(comment.getRange()));
    const directives: Directive[] = [];
    for (const directive of parsed.getDirectives()) {
      const place = span(directive.getRange());
      // A comment such as `# hadolint ignore=DL3006` looks like a directive to the library.
      if (knownDirectives.has(directive.getName().toLowerCase())) {
        directives.push({
          name: directive.getName().toLowerCase(),
          value: directive.getValue(),
          span: place,
        });
      } else {
        comments.push(place);
      }
    }
    const escape = directives.find(directive => directive.name === 'escape')?.value;
    return { escape: escape === '`' ? '`' : '\\', directives, comments };
  } catch {
    return { escape: '\\', directives: [], comments: [] };
  }
}

interface Position {
  line: number;
  character: number;
}

const knownDirectives: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

interface ReadInstruction {
  readonly instruction: Instruction;
  /** Where the next line begins. */
  readonly next: number;
}

function readInstruction(source: string, start: number, escape: string, comments: Span[]): ReadInstruction {
  const joined = joinLines(source, start, source.length, escape);
  comments.push(...joined.comments);
  const instruction = readLogical(joined.logical, escape);
  const openings = heredocOpenings(instruction.keyword, instruction.words);
  if (openings.length === 0) {
    const span = { start, end: trimmedEnd(joined.logical, start) };
    return { instruction: { ...instruction, span }, next: joined.next };
  }
  const { heredocs, end } = readHeredocs(source, openings, joined.next);
  const newline = source.indexOf('\n', end);
  return {
    instruction: { ...instruction, heredocs, span: { start, end } },
    next: newline < 0 ? source.length : newline + 1,
  };
}

function readLogical(logical: LogicalText, escape: string): Instruction {
  const line = trimLogical(logical);
  const keyword = /^\S*/.exec(line.text)?.[0] ?? '';
  const start = line.pieces[0]?.source ?? line.end;
  const afterKeyword = trimLogical(sliceLogical(line, keyword.length));
  const { flags, rest } = takeFlags(afterKeyword, escape);
  const name = keyword.toUpperCase();
  return {
    keyword: name,
    keywordSpan: { start, end: start + keyword.length },
    span: { start, end: line.end },
    flags,
    body: rest,
    words: splitWords(rest, escape),
    exec: name === 'ONBUILD' || name === 'HEALTHCHECK' ? undefined : readExecForm(rest),
    heredocs: [],
    nested:
      (name === 'ONBUILD' || name === 'HEALTHCHECK') && rest.text !== ''
        ? readLogical(rest, escape)
        : undefined,
  };
}

function trimmedEnd(logical: LogicalText, start: number): number {
  const trimmed = trimLogical(logical);
  return trimmed.text === '' ? Math.max(start, logical.end) : lastOffset(trimmed);
}

function lastOffset(logical: LogicalText): number {
  const piece = logical.pieces.at(-1);
  return piece === undefined ? logical.end : piece.source + (logical.text.length - piece.at);
}

function insideHeredoc(span: Span, instructions: readonly Instruction[]): boolean {
  let low = 0;
  let high = instructions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((instructions[middle]?.span.start ?? 0) <= span.start) low = middle;
    else high = middle - 1;
  }
  const instruction = instructions[low];
  const body = instruction?.heredocs[0]?.body.pieces[0]?.source;
  return body !== undefined && span.start >= body && span.start < (instruction?.span.end ?? 0);
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let index = source.indexOf('\n'); index >= 0; index = source.indexOf('\n', index + 1))
    starts.push(index + 1);
  return starts;
}
