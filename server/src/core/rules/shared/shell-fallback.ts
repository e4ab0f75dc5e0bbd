/** What comes of a broken JSON array, which Docker takes for shell form: a build or a container that fails, or may not. */
import { rootBase, type Stage, type Step } from '../../model/build';
import { type Part, readLaunch } from '../../model/launch';
import { baseName as lastPart } from '../../model/paths';
import type { Instruction } from '../../syntax/instruction';
import type { Subject } from '../rule';
import { healthcheck, isClosed } from './stages';

export interface Fallback {
  /** Warnings are for what may start all the same. */
  readonly severity: 'error' | 'warning';
  /** What Docker does with the text, and what happens, in sentences. */
  readonly what: string;
}

/**
 * The outcome for an instruction whose body begins like an exec form and is none; undefined where it has no
 * effect, as a CMD before another one. After `dispatchCmd`, `dispatchEntrypoint` and `withShell` of BuildKit.
 */
export function shellFallback(
  instruction: Instruction,
  step: Step | undefined,
  subject: Subject,
): Fallback | undefined {
  const { keyword } = instruction;
  if (keyword === 'VOLUME') return volumeFallback(instruction.body.text);
  if (keyword === 'COPY' || keyword === 'ADD') return { severity: 'error', what: inPaths };
  if (step === undefined) return undefined;
  const text = instruction.body.text;
  const certain = failsInShell(text, step.state.shell);
  const plain: Fallback = { severity: certain ? 'error' : 'warning', what: toShell(text) };
  // What ONBUILD holds comes to bear in the build of another file.
  if (step.instruction.keyword === 'ONBUILD') return { ...plain, severity: 'warning' };
  if (keyword === 'RUN') return plain;
  const uses = subject.build.stages.filter(stage => inForce(step, stage));
  const [stage] = uses.filter(candidate => subject.finalStages.includes(candidate));
  if (stage === undefined) return uses.length === 0 ? undefined : { ...plain, severity: 'warning' };
  if (step.instruction.keyword !== 'CMD') return plain;
  const entrypoint = readLaunch(stage)?.entrypoint;
  if (entrypoint === undefined || entrypoint.values.length === 0)
    return knowsEntrypoint(stage) ? plain : { ...plain, severity: 'warning' };
  // In a closed image there is nothing that could start `/bin/sh`.
  if (isClosed(stage) || startsItsArguments(entrypoint)) return plain;
  const name = lastPart(entrypoint.values[0] ?? '');
  return {
    severity: 'warning',
    what: `Docker takes it for shell form, so \`${name}\`, the ENTRYPOINT, gets \`/bin/sh\`, \`-c\` and the whole text, brackets and all, for arguments.`,
  };
}

const inPaths = 'Docker takes the brackets and commas for parts of paths.';

/** The container starts, with volumes of strange names; BuildKit refuses a word in which a quote is left open. */
function volumeFallback(text: string): Fallback {
  const open = text.split(/\s+/).some(word => scan(word).open);
  return open
    ? {
        severity: 'error',
        what: 'Docker takes it for paths and refuses the one with a quote that is never closed.',
      }
    : { severity: 'warning', what: inPaths };
}

function toShell(text: string): string {
  const finds = /^\[\s/.test(text)
    ? 'the shell takes `[` for a test, which it is not'
    : 'the shell finds no such command';
  return `Docker hands it to a shell as it stands, brackets and all, and ${finds}.`;
}

function inForce(step: Step, stage: Stage): boolean {
  if (step.instruction.keyword === 'HEALTHCHECK') return healthcheck(stage) === step;
  const launch = readLaunch(stage);
  return launch?.cmd?.step === step || launch?.entrypoint?.step === step;
}

/** Whether no ENTRYPOINT is known because there is none. */
function knowsEntrypoint(stage: Stage): boolean {
  const base = rootBase(stage);
  return base.kind === 'scratch' || (base.kind === 'image' && base.image?.configKnown === true);
}

/** An init, or the script of an official image: both end in starting what they are given. */
function startsItsArguments({ step, values }: Part): boolean {
  const [program = '', ...rest] = values.map(lastPart);
  if (/^(?:tini|dumb-init)$/.test(program)) return rest.every(word => word.startsWith('-'));
  return step === undefined && /entrypoint\.sh$/.test(program);
}

/**
 * Whether a POSIX shell surely does nothing with a text whose first word is no command: behind `;`, `|` and `&`
 * something else may run. A quote that is never closed ends the shell before it runs anything.
 */
function failsInShell(text: string, shell: readonly string[] | undefined): boolean {
  if (shell !== undefined && !/(?:^|\/)(?:ba|da|a)?sh$/.test(shell[0] ?? '')) return false;
  const { open, more } = scan(text);
  return open || !more;
}

/** Whether a quote is never closed, and whether something stands behind `;`, `|` or `&`, as POSIX shells read. */
function scan(text: string): { open: boolean; more: boolean } {
  let quote: string | undefined;
  let more = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (quote !== undefined) {
      if (character === '\\' && quote === '"') index++;
      else if (character === quote) quote = undefined;
      continue;
    }
    if (character === '\\') index++;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && /\s/.test(text[index - 1] ?? '')) break;
    else if (character === '&' && text[index + 1] === '&') index++;
    else if (/[;&|\n]/.test(character)) more ||= /\S/.test(text.slice(index + 1));
  }
  return { open: quote !== undefined, more };
}
