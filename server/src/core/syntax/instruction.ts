import type { LogicalText } from './logical-text';
import type { Span } from './span';

/** The Dockerfile as the rest of the core sees it: our own plain objects, no semantics yet. */
export interface Dockerfile {
  readonly source: string;
  readonly newline: '\n' | '\r\n';
  /** The escape character: a backslash, or the backtick of `# escape=`. */
  readonly escape: string;
  readonly directives: readonly Directive[];
  readonly comments: readonly Span[];
  readonly instructions: readonly Instruction[];
}

export interface Directive {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

export interface Instruction {
  /** In capitals, whatever the file has. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword to the end of the last line, heredoc bodies included, the line's end excluded. */
  readonly span: Span;
  readonly flags: readonly Flag[];
  /** What follows the keyword and its flags, joined, without surrounding space. */
  readonly body: LogicalText;
  /** The body split at unquoted white space; quotes and variables are still in it. */
  readonly words: readonly Word[];
  /** The strings of the exec form; undefined when the body is not a JSON array of strings. */
  readonly exec: ExecForm | undefined;
  readonly heredocs: readonly Heredoc[];
  /** The instruction behind ONBUILD, and the command behind `HEALTHCHECK CMD`. */
  readonly nested: Instruction | undefined;
}

export interface Flag {
  readonly name: string;
  /** Text after `=`, unexpanded; undefined without one. */
  readonly value: string | undefined;
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface Word {
  readonly text: string;
  readonly span: Span;
}

export interface ExecForm {
  readonly values: readonly string[];
  /** Each string's place, quotes included. */
  readonly spans: readonly Span[];
  readonly span: Span;
}

export interface Heredoc {
  readonly name: string;
  /** `<<-`: leading tabs of the body do not count. */
  readonly stripsTabs: boolean;
  /** False for a quoted delimiter: variables in the body stay as they are. */
  readonly expands: boolean;
  readonly terminated: boolean;
  readonly operatorSpan: Span;
  readonly body: LogicalText;
}

/** The last flag of that name; Docker takes the last of several. */
export function flagNamed(instruction: Instruction, name: string): Flag | undefined {
  return instruction.flags.findLast(flag => flag.name === name);
}
