/** What a container of a stage runs: ENTRYPOINT and CMD put together as Docker does, shells seen through. */
import { readScript } from '../shell/read-script';
import type { ShellCommand, ShellWord } from '../shell/script';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import type { Stage, Step } from './build';
import { lineage, rootBase } from './build';
import { runtimeVariable } from './environment';

export interface Launch {
  readonly entrypoint: Part | undefined;
  readonly cmd: Part | undefined;
  /** The program and its arguments; undefined when a shell does more than start one program. */
  readonly argv: readonly LaunchWord[] | undefined;
  /** Why there is no `argv`. */
  readonly obstacle: Obstacle | undefined;
  /** A shell of the image starts the program: it must be there. */
  readonly throughShell: boolean;
  /** `exec program` or a single program: the shell adds nothing but the expansion of variables. */
  readonly usedVariables: readonly UsedVariable[];
  /** The words of a start whose only obstacle is that some of them are computed: those have no value. */
  readonly computed?: readonly ComputedWord[];
}

export interface ComputedWord {
  readonly value: string | undefined;
  readonly text: string;
  readonly span: Span | undefined;
}

/** ENTRYPOINT or CMD in force: from the stage, from a stage below, or from the base image. */
export interface Part {
  /** Undefined when the base image brings it. */
  readonly step: Step | undefined;
  readonly form: 'exec' | 'shell';
  /** The exec form's strings; for shell form the shell and the text. */
  readonly values: readonly string[];
}

export interface LaunchWord {
  readonly value: string;
  readonly span: Span | undefined;
  /** As a shell reads it, where one does: `$JAVA_OPTS`. */
  readonly text?: string;
}

export interface UsedVariable {
  readonly name: string;
  /** The value that ENV gives it in the file; undefined where nothing does. */
  readonly value: string | undefined;
  readonly span: Span;
}

export interface Obstacle {
  readonly message: string;
  readonly span: Span;
}

/**
 * Reads the start of a stage's container; undefined when neither the stage nor its known base says one. An ENTRYPOINT
 * of the base image that `hands` recognises only starts what it is given, and is left out.
 */
export function readLaunch(
  stage: Stage,
  hands: (entrypoint: readonly string[]) => boolean = () => false,
): Launch | undefined {
  const inForce = partInForce(stage, 'ENTRYPOINT');
  const entrypoint = inForce?.step === undefined && hands(inForce?.values ?? []) ? undefined : inForce;
  const ownEntrypoint = entrypoint?.step !== undefined;
  let cmd = partInForce(stage, 'CMD');
  // A new ENTRYPOINT clears the CMD of the base image (`dispatchEntrypoint`).
  if (ownEntrypoint && cmd?.step === undefined) cmd = undefined;
  if (entrypoint === undefined && cmd === undefined) return undefined;
  const empty = entrypoint !== undefined && entrypoint.values.length === 0;
  if (entrypoint === undefined || empty)
    return cmd === undefined ? undefined : combine(stage, undefined, cmd);
  // The shell form of ENTRYPOINT takes no arguments: CMD is ignored.
  return combine(stage, entrypoint, entrypoint.form === 'shell' ? undefined : cmd);
}

function partInForce(stage: Stage, keyword: 'ENTRYPOINT' | 'CMD'): Part | undefined {
  let cleared = false;
  for (const ancestor of lineage(stage)) {
    const step = ancestor.steps.findLast(candidate => candidate.instruction.keyword === keyword);
    if (step !== undefined) return cleared ? undefined : ownPart(step);
    // An ENTRYPOINT in a stage clears the CMD of the stages it builds on.
    if (keyword === 'CMD' && ancestor.steps.some(candidate => candidate.instruction.keyword === 'ENTRYPOINT'))
      cleared = true;
  }
  if (cleared) return undefined;
  const base = rootBase(stage);
  if (base.kind !== 'image' || base.image === undefined || !base.image.configKnown) return undefined;
  const values = keyword === 'CMD' ? base.image.cmd : base.image.entrypoint;
  return values.length === 0 ? undefined : { step: undefined, form: 'exec', values };
}

function ownPart(step: Step): Part {
  const { instruction, state } = step;
  if (instruction.exec !== undefined) return { step, form: 'exec', values: instruction.exec.values };
  const shell = state.shell ?? ['/bin/sh', '-c'];
  return { step, form: 'shell', values: [...shell, instruction.body.text] };
}

function combine(stage: Stage, entrypoint: Part | undefined, cmd: Part | undefined): Launch {
  const first = entrypoint ?? cmd;
  const place = first?.step?.instruction;
  if (first?.form === 'shell' && place !== undefined) {
    return { entrypoint, cmd, ...seeThrough(place, stage, first) };
  }
  const words = [...wordsOf(entrypoint), ...wordsOf(cmd)];
  const init = initLength(words);
  const script = shellScriptOf(words.slice(init));
  if (script !== undefined && place !== undefined) {
    const rest = words.slice(init + script.index + 1);
    const seen = seeThroughText(script.text, script.span ?? place.span, stage);
    // Words after the script are its $0, $1 …: only harmless when there are none.
    if (rest.length === 0) {
      const argv = seen.argv === undefined ? undefined : [...words.slice(0, init), ...seen.argv];
      return { entrypoint, cmd, ...seen, argv };
    }
    return {
      entrypoint,
      cmd,
      argv: undefined,
      throughShell: true,
      usedVariables: [],
      obstacle: { message: 'a shell gets a script and arguments for it', span: place.span },
    };
  }
  return { entrypoint, cmd, argv: words, obstacle: undefined, throughShell: false, usedVariables: [] };
}

/** How many leading words are a minimal init with its options: `tini --`, `dumb-init`. */
export function initLength(words: readonly LaunchWord[]): number {
  if (!initPrograms.test(words[0]?.value ?? '')) return 0;
  let count = 1;
  for (; words[count]?.value.startsWith('-') === true; count++) {
    const option = words[count]?.value ?? '';
    if (option === '--') return count + 1;
    if (/^(?:-[per]|--rewrite)$/.test(option)) count++;
  }
  return Math.min(count, words.length);
}

const initPrograms = /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/|\/)?(?:tini|tini-static|dumb-init|catatonit)$/;

function wordsOf(part: Part | undefined): LaunchWord[] {
  const instruction = part?.step?.instruction;
  return (part?.values ?? []).map((value, index) => ({ value, span: instruction?.exec?.spans[index] }));
}

/** `sh -c SCRIPT` in exec form: the index of the script's word. */
function shellScriptOf(
  words: readonly LaunchWord[],
): { index: number; text: string; span: Span | undefined } | undefined {
  if (!/^(?:\/usr)?(?:\/bin\/)?(?:ba|da|a)?sh$/.test(words[0]?.value ?? '')) return undefined;
  const flag = words.findIndex((word, index) => index > 0 && /^-[a-z]*c[a-z]*$/.test(word.value));
  const script = words[flag + 1];
  return flag < 0 || script === undefined
    ? undefined
    : { index: flag + 1, text: script.value, span: script.span };
}

type Seen = Pick<Launch, 'argv' | 'obstacle' | 'throughShell' | 'usedVariables' | 'computed'>;

function seeThrough(instruction: Instruction, stage: Stage, part: Part): Seen {
  const shell = part.values[0] ?? '';
  if (!/(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(shell)) {
    return {
      argv: undefined,
      throughShell: true,
      usedVariables: [],
      obstacle: { message: `SHELL is \`${shell}\`, which is not read`, span: instruction.span },
    };
  }
  return seeThroughText(instruction.body.text, instruction.span, stage, instruction);
}

/** Reads a one-command script; positions lead into the file only where its text stands there as it is. */
function seeThroughText(text: string, span: Span, stage: Stage, instruction?: Instruction): Seen {
  const logical = instruction?.body ?? { text, pieces: [{ at: 0, source: span.start }], end: span.end };
  const { environment, workdir } = stage.end;
  const script = readScript(logical, {
    cwd: workdir,
    lookup: name => runtimeVariable(environment, name)?.value ?? { kind: 'unset' },
  });
  const inFile = (place: Span): Span => (instruction === undefined ? span : place);
  const refuse = (message: string): Seen => ({
    argv: undefined,
    throughShell: true,
    usedVariables: [],
    obstacle: { message, span },
  });
  if (!script.understood) return refuse('the command could not be read as one program');
  const [command, ...others] = script.commands;
  if (command === undefined) return refuse('the command is empty');
  // A variable in such a value is not followed.
  const assigned = script.single ? [] : /\$/.test(text) ? undefined : assignedBefore(command);
  if (others.length === 0 && assigned === undefined && command.redirects.length > 0)
    return refuse('a shell sends what the program prints somewhere else at the start');
  if (others.length > 0 || assigned === undefined)
    return refuse('a shell runs more than one plain program at the start');
  const words = command.words[0]?.value === 'exec' ? command.words.slice(1) : command.words;
  const usedVariables = words.flatMap(word =>
    word.variables.map(name => ({ name, value: valueOf(stage, name), span: inFile(word.span) })),
  );
  if (words.some(word => word.glob)) return refuse('the shell expands a wildcard at the start');
  if (words.some(isSplitInPart)) return refuse('the shell splits what a variable stands for');
  if (words.some(word => word.value === undefined))
    return {
      ...refuse('the shell computes an argument at the start'),
      usedVariables,
      ...(assigned.length > 0
        ? {}
        : { computed: words.map(({ value, text, span: place }) => ({ value, text, span: inFile(place) })) }),
    };
  const set = assigned.length === 0 ? [] : ['env', ...assigned].map(value => ({ value, span }));
  return {
    argv: [
      ...set,
      ...words.flatMap(({ value = '', text, span: place }) =>
        splitAsShell(value, text).map(part => ({ value: part, text, span: inFile(place) })),
      ),
    ],
    obstacle: undefined,
    throughShell: true,
    usedVariables,
  };
}

/** A variable without quotes in a longer word, or one whose value has wildcards. */
function isSplitInPart({ text, value = '', variables }: ShellWord): boolean {
  if (variables.length === 0 || /["']/.test(text)) return false;
  return /^\$(?:\w+|\{\w+\})$/.test(text) ? /[*?[]/.test(value) : /\s/.test(value);
}

/** The shell makes words of what a variable stands for, where nothing quotes it. */
function splitAsShell(value: string, text: string): string[] {
  if (!/^\$(?:\w+|\{\w+\})$/.test(text) || !/\s/.test(value)) return [value];
  return value.split(/\s+/).filter(part => part !== '');
}

/** `NAME=value program` does what `env NAME=value program` does; undefined where the shell does more than that. */
function assignedBefore({ prefix, redirects, conditional, role }: ShellCommand): string[] | undefined {
  if (prefix.length === 0 || redirects.length > 0 || conditional || role !== 'plain') return undefined;
  const pairs = prefix.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`]));
  return pairs.length === prefix.length ? pairs : undefined;
}

function valueOf(stage: Stage, name: string): string | undefined {
  const found = runtimeVariable(stage.end.environment, name);
  return found?.by !== undefined && found.value.kind === 'value' ? found.value.value : undefined;
}
