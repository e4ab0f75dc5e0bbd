/**
 * What BuildKit refuses before it runs anything: its parser (`frontend/dockerfile/parser`) and its instruction
 * parser (`frontend/dockerfile/instructions/parse.go`). BuildKit stops at the first; here each instruction has
 * its own, so that a half-typed file keeps what can be said about the rest.
 */
import { flagProblem } from './flags';
import type { Dockerfile, Instruction } from './instruction';
import type { Span } from './span';

export interface SyntaxProblem {
  readonly span: Span;
  /** What BuildKit does not accept, in a sentence. */
  readonly message: string;
  /** A word that may be a slip for one of the candidates. */
  readonly misspelt?: {
    readonly word: string;
    readonly candidates: readonly string[];
    readonly prefix: string;
  };
}

export const instructionNames: readonly string[] =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  );

const known: ReadonlySet<string> = new Set(instructionNames);

export function syntaxProblems(dockerfile: Dockerfile): SyntaxProblem[] {
  const syntax = dockerfile.directives.find(({ name }) => name === 'syntax')?.value;
  // Another frontend may have another language.
  if (syntax !== undefined && !/(?:^|\/)docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(syntax)) return [];
  const { instructions } = dockerfile;
  // A template: it becomes a Dockerfile when another program has filled it in.
  if (isTemplate(dockerfile)) return [];
  const problems: SyntaxProblem[] = [];
  for (const directive of dockerfile.directives)
    if (directive.name === 'escape' && !/^[`\\]$/.test(directive.value))
      problems.push({ span: directive.span, message: '`escape` is a backslash or a backtick.' });
  const [first] = instructions;
  if (first === undefined) {
    const end = Math.min(1, dockerfile.source.length);
    return [...problems, { span: { start: 0, end }, message: 'The file has no instructions.' }];
  }
  let unknownBefore = false;
  let inConflict = false;
  for (const instruction of instructions) {
    const unknown = !known.has(instruction.keyword);
    const marker = conflictMarker.test(instruction.keyword);
    // Where a continuation is missing, every following line is unknown: the first says it. So does the first marker.
    const said = (unknown && unknownBefore) || (marker && inConflict);
    inConflict = marker || inConflict;
    const problem = said ? undefined : instructionProblem(instruction);
    if (problem !== undefined) problems.push(problem);
    unknownBefore = unknown;
  }
  const outside = stageProblem(instructions);
  if (outside !== undefined) problems.push(outside);
  return problems;
}

/** Placeholders where an instruction or an image would be. */
export function isTemplate({ instructions }: Dockerfile): boolean {
  return instructions.some(
    ({ keyword, body }) =>
      /^(?:<%|\{\{|\{%|\{#|#\{)/.test(keyword) ||
      (keyword === 'FROM' && /\{\{|<%|%%\w+%%|__[A-Z_]+__/.test(body.text)),
  );
}

/** What stands before the first FROM, or that there is none. */
function stageProblem(instructions: readonly Instruction[]): SyntaxProblem | undefined {
  const stray = instructions.find(({ keyword }) => keyword !== 'ARG' && known.has(keyword));
  if (stray?.keyword === 'FROM') return undefined;
  const hasFrom = instructions.some(({ keyword }) => keyword === 'FROM');
  const [first] = instructions;
  const place = stray ?? first;
  if (place === undefined || (stray === undefined && hasFrom)) return undefined;
  // A misspelt FROM, or a text that is no Dockerfile at all: that has been said.
  if (!hasFrom && first !== undefined && !known.has(first.keyword)) return undefined;
  return {
    span: place.keywordSpan,
    message: hasFrom
      ? `\`${place.keyword}\` stands before the first \`FROM\`, where only \`ARG\` may.`
      : 'The file has no `FROM`.',
  };
}

function instructionProblem(instruction: Instruction): SyntaxProblem | undefined {
  const { keyword, keywordSpan, body } = instruction;
  if (!known.has(keyword)) return unknownInstruction(instruction);
  const say = (message: string, span: Span = keywordSpan): SyntaxProblem => ({ message, span });
  const open = instruction.heredocs.find(heredoc => !heredoc.terminated);
  if (open !== undefined)
    return say(
      `The heredoc \`${open.name}\` is not ended by a line that is just its name.`,
      open.operatorSpan,
    );
  const flags = flagProblem(instruction);
  if (flags !== undefined) return flags;
  const empty = body.text === '';
  switch (keyword) {
    case 'FROM':
      return fromProblem(instruction);
    case 'COPY':
    case 'ADD':
      return copyProblem(instruction);
    case 'ENV':
    case 'LABEL':
      return pairProblem(instruction);
    case 'ARG':
      if (empty) return say('`ARG` needs a name.');
      return blankName(instruction);
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return empty ? say(`\`${keyword}\` needs an argument.`) : undefined;
    case 'EXPOSE':
      return empty ? say('`EXPOSE` needs a port.') : portProblem(instruction);
    case 'VOLUME':
      if (empty || instruction.exec?.values.length === 0) return say('`VOLUME` needs a path.');
      return instruction.exec?.values.some(value => value.trim() === '')
        ? say('A volume needs a path that is not empty.')
        : mixedArray(instruction);
    case 'SHELL':
      if (instruction.exec === undefined || instruction.exec.values.length === 0)
        return say('`SHELL` needs a JSON array such as `["/bin/bash", "-c"]`.');
      return undefined;
    case 'HEALTHCHECK':
      return healthcheckProblem(instruction);
    case 'ONBUILD': {
      const inner = instruction.nested?.keyword;
      if (inner === undefined) return say('`ONBUILD` needs an instruction.');
      if (inner === 'ONBUILD' || inner === 'FROM' || inner === 'MAINTAINER')
        return say(`\`${inner}\` cannot stand behind \`ONBUILD\`.`, instruction.nested?.keywordSpan);
      return undefined;
    }
    default:
      return mixedArray(instruction);
  }
}

/** What Git writes around the two sides of a conflict. */
const conflictMarker = /^(?:<{7}|={7}|>{7})$/;

function unknownInstruction(instruction: Instruction): SyntaxProblem {
  const { keyword, keywordSpan } = instruction;
  if (/^(?:&&|\|\||[|;-])/.test(keyword))
    return {
      span: keywordSpan,
      message: 'A line begins with a shell operator: the line before it does not end in a continuation.',
    };
  if (conflictMarker.test(keyword))
    return { span: keywordSpan, message: 'A merge conflict was not resolved: its markers are still there.' };
  return {
    span: keywordSpan,
    message: `\`${keyword.slice(0, 40)}\` is no instruction.`,
    misspelt: { word: keyword, candidates: instructionNames, prefix: '' },
  };
}

const stageName = /^[a-z][a-z0-9-_.]*$/;

function fromProblem(instruction: Instruction): SyntaxProblem | undefined {
  const args = whitespaceSeparated(instruction);
  const span = { start: instruction.keywordSpan.start, end: instruction.span.end };
  if (args.length === 0) return { span: instruction.keywordSpan, message: '`FROM` needs an image.' };
  if (args.length !== 1 && !(args.length === 3 && args[1]?.toLowerCase() === 'as')) {
    const comment = args.some(arg => arg.startsWith('#'));
    return {
      span,
      message: comment
        ? '`FROM` takes an image and `AS name`; a comment needs a line of its own.'
        : '`FROM` takes an image, or an image and `AS name`, and nothing else.',
    };
  }
  const name = args[2];
  if (name === undefined || stageName.test(name.toLowerCase())) return undefined;
  return {
    span: instruction.words[2]?.span ?? span,
    message: `\`${name}\` cannot be the name of a stage: it begins with a letter and has only letters, digits, \`-\`, \`_\` and \`.\`.`,
  };
}

function copyProblem(instruction: Instruction): SyntaxProblem | undefined {
  const mixed = mixedArray(instruction);
  if (mixed !== undefined) return mixed;
  const count = instruction.exec?.values.length ?? whitespaceSeparated(instruction).length;
  if (count < 2)
    return {
      span: instruction.keywordSpan,
      message: `\`${instruction.keyword}\` needs a source and a destination.`,
    };
  const last = instruction.words.at(-1);
  const heredoc = instruction.heredocs.find(({ operatorSpan }) => operatorSpan.start === last?.span.start);
  return heredoc === undefined
    ? undefined
    : { span: heredoc.operatorSpan, message: 'A heredoc cannot be the destination.' };
}

function pairProblem(instruction: Instruction): SyntaxProblem | undefined {
  const { keyword, keywordSpan, words } = instruction;
  const [first] = words;
  if (first === undefined) return { span: keywordSpan, message: `\`${keyword}\` needs a name and a value.` };
  if (!first.text.includes('=')) {
    // `reWhitespace.Split(rest, 2)` does not see quotes.
    return /\s/.test(instruction.body.text)
      ? undefined
      : { span: first.span, message: `\`${keyword}\` needs a value for \`${first.text}\`.` };
  }
  const without = words.find(word => !word.text.includes('='));
  if (without !== undefined)
    return {
      span: without.span,
      message: `\`${without.text}\` has no \`=\`: pairs are \`name=value\`, and a value with blanks needs quotes.`,
    };
  return blankName(instruction);
}

/** Before and behind the first `=` are read apart, so one part of such a pair ends inside a quote. */
const quotedPair = /^(["'])(?:(?!\1)[^=\\])*=/;

function blankName(instruction: Instruction): SyntaxProblem | undefined {
  const quoted = instruction.words.find(word => quotedPair.test(word.text));
  if (quoted !== undefined)
    return {
      span: quoted.span,
      message: 'The quotes stand around name and value: they belong around the value, behind the `=`.',
    };
  const blank = instruction.words.find(word => word.text.startsWith('='));
  return blank === undefined ? undefined : { span: blank.span, message: 'A name is missing before `=`.' };
}

/** `dockerfile2llb/convert_expose.go`; what holds a variable is not looked at. */
function portProblem(instruction: Instruction): SyntaxProblem | undefined {
  for (const word of instruction.words) {
    const text = word.text.replace(/["']/g, '');
    if (/[$\\`]/.test(text)) continue;
    const container = text.slice(text.lastIndexOf(':') + 1);
    const match = /^(\d+)(?:-(\d+))?(?:\/(\w*))?$/.exec(container);
    const ports = [match?.[1], match?.[2]].flatMap(port => (port === undefined ? [] : Number(port)));
    if (match === null || ports.some(port => port > 65535))
      return {
        span: word.span,
        message: text.startsWith('#')
          ? '`EXPOSE` takes ports only; a comment needs a line of its own.'
          : `\`${text}\` is no port.`,
      };
    if (!/^(?:tcp|udp|sctp)?$/i.test(match[3] ?? ''))
      return {
        span: word.span,
        message: `\`${match[3]}\` is no protocol: \`tcp\`, \`udp\` and \`sctp\` are.`,
      };
    if (ports.length > 1 && (ports[0] ?? 0) > (ports[1] ?? 0))
      return { span: word.span, message: `\`${text}\` runs backwards.` };
  }
  return undefined;
}

function healthcheckProblem(instruction: Instruction): SyntaxProblem | undefined {
  const { nested, keywordSpan } = instruction;
  if (nested === undefined) return { span: keywordSpan, message: '`HEALTHCHECK` needs `CMD` or `NONE`.' };
  const rest = nested.body.text !== '' || nested.flags.length > 0;
  if (nested.keyword === 'NONE')
    return rest ? { span: nested.keywordSpan, message: '`HEALTHCHECK NONE` takes no arguments.' } : undefined;
  if (nested.keyword !== 'CMD')
    return {
      span: nested.keywordSpan,
      message: `\`HEALTHCHECK\` takes \`CMD\` or \`NONE\`, not \`${nested.keyword}\`.`,
    };
  if (!rest || nested.exec?.values.length === 0)
    return { span: nested.keywordSpan, message: '`HEALTHCHECK CMD` needs a command.' };
  return mixedArray(nested);
}

/** A JSON array whose items are not all strings is refused, where other broken JSON becomes shell form. */
function mixedArray(instruction: Instruction): SyntaxProblem | undefined {
  if (instruction.exec !== undefined || !instruction.body.text.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(instruction.body.text);
    if (!Array.isArray(parsed)) return undefined;
    return { span: instruction.keywordSpan, message: 'The items of a JSON array must all be strings here.' };
  } catch {
    return undefined;
  }
}

/** As BuildKit's `parseStringsWhitespaceDelimited`, which knows no quotes. */
function whitespaceSeparated(instruction: Instruction): string[] {
  const { text } = instruction.body;
  return text === '' ? [] : text.split(/[\t\v\f\r ]+/);
}
