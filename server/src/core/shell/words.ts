import type { ParsedScript, Word, WordPart } from 'unbash';
import { expand, type Lookup } from '../model/expand';
import { type LogicalText, spanIn } from '../syntax/logical-text';
import type { ShellWord } from './script';

/** What evaluating words needs of its surroundings. */
export interface WordContext {
  readonly logical: LogicalText;
  readonly lookup: Lookup;
  /** Called for each `$(…)`, whose commands run before the word is used. */
  readonly onSubstitution: (script: ParsedScript) => void;
}

/** Evaluates a shell word as far as it can be known without running anything. */
export function readWord(word: Word, context: WordContext): ShellWord {
  const state: Evaluation = { known: true, glob: false, variables: [], quoted: false };
  const value =
    word.parts === undefined ? tilde(word.value, context, state) : evaluateParts(word.parts, context, state);
  return {
    text: context.logical.text.slice(word.pos, word.end),
    value: state.known ? value : undefined,
    glob: state.glob,
    variables: state.variables,
    span: spanIn(context.logical, word.pos, word.end),
  };
}

interface Evaluation {
  known: boolean;
  glob: boolean;
  quoted: boolean;
  readonly variables: string[];
}

function evaluateParts(parts: readonly WordPart[], context: WordContext, state: Evaluation): string {
  let result = '';
  for (const [index, part] of parts.entries()) result += evaluatePart(part, index === 0, context, state);
  return result;
}

function evaluatePart(part: WordPart, first: boolean, context: WordContext, state: Evaluation): string {
  switch (part.type) {
    case 'Literal':
      return first && !state.quoted ? tilde(part.value, context, state) : part.value;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value;
    case 'DoubleQuoted':
    case 'LocaleString': {
      const inner: Evaluation = { ...state, quoted: true };
      const value = evaluateParts(part.parts, context, inner);
      state.known &&= inner.known;
      return value;
    }
    case 'Glob':
      state.glob = true;
      return part.text;
    case 'SimpleExpansion':
    case 'ParameterExpansion':
      return evaluateVariable(part.text, context, state);
    case 'CommandExpansion':
      if (part.script !== undefined) context.onSubstitution(part.script);
      state.known = false;
      return '';
    default:
      state.known = false;
      return '';
  }
}

function evaluateVariable(text: string, context: WordContext, state: Evaluation): string {
  // Special parameters ($?, $$, $!) and arrays have no value before the script runs.
  if (!/^\$(?:[A-Za-z_]\w*$|\{[A-Za-z_]\w*(?:\}|:?[-+?=]|##?|%%?|\/))/.test(text)) {
    state.known = false;
    const name = /^\$\{?[#!]?(\w+|[@*])/.exec(text)?.[1];
    if (name !== undefined) state.variables.push(name);
    return '';
  }
  const expansion = expand(text, context.lookup, '\\');
  state.variables.push(...expansion.variables);
  if (expansion.value === undefined) state.known = false;
  return expansion.value ?? '';
}

function tilde(value: string, context: WordContext, state: Evaluation): string {
  if (value !== '~' && !value.startsWith('~/')) return value;
  const home = context.lookup('HOME');
  if (home.kind === 'unknown') state.known = false;
  // Docker sets HOME from the user at run time; builds run as root unless a USER says otherwise.
  const folder = home.kind === 'value' ? home.value : '/root';
  return folder + value.slice(1);
}
