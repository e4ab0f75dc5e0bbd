/** Turns instructions into the build graph: one pass, no look ahead, as BuildKit's `dockerfile2llb` does. */
import { findImage } from '../catalogue/images';
import type { Mirrors } from '../catalogue/mirrors';
import { parseReference } from '../catalogue/reference';
import type { Dockerfile, Instruction } from '../syntax/instruction';
import { assignments } from './assignments';
import type { Base, Build, Stage, State, Step } from './build';
import {
  assign,
  type Environment,
  lookupIn,
  newHistory,
  placeIn,
  runtimeVariable,
  type Variable,
  variable,
} from './environment';
import { expand, type Lookup, type VariableValue } from './expand';
import { joinPath } from './paths';

export function readBuild(dockerfile: Dockerfile, mirrors: Mirrors): Build {
  const globalArguments: Instruction[] = [];
  const strays: Instruction[] = [];
  const stages: Stage[] = [];
  const globals = newHistory(() => undefined);
  let index = 0;
  const { instructions } = dockerfile;
  while (index < instructions.length) {
    const instruction = instructions[index];
    if (instruction === undefined || instruction.keyword === 'FROM') break;
    if (instruction.keyword === 'ARG') {
      globalArguments.push(instruction);
      defineArguments(instruction, globals, placeIn(globals), dockerfile.escape, () => undefined);
    } else {
      strays.push(instruction);
    }
    index++;
  }
  const globalEnvironment = placeIn(globals);
  while (index < instructions.length) {
    const from = instructions[index];
    if (from === undefined) break;
    let end = index + 1;
    while (end < instructions.length && instructions[end]?.keyword !== 'FROM') end++;
    const body = instructions.slice(index + 1, end);
    stages.push(readStage(dockerfile, from, body, { earlier: stages, mirrors }, globalEnvironment));
    index = end;
  }
  return { dockerfile, globalArguments, strays, stages, mirrors };
}

/** What a name in FROM may stand for. */
interface Names {
  readonly earlier: readonly Stage[];
  readonly mirrors: Mirrors;
}

function readStage(
  dockerfile: Dockerfile,
  from: Instruction,
  body: readonly Instruction[],
  { earlier, mirrors }: Names,
  globals: Environment,
): Stage {
  const { escape } = dockerfile;
  const imageWord = from.words[0];
  const named = from.words[1]?.text.toUpperCase() === 'AS' ? from.words[2] : undefined;
  const globalLookup: Lookup = name =>
    automaticPlatformArguments.has(name) ? automaticValue(name) : lookupIn(globals)(name);
  const imageText = imageWord === undefined ? undefined : expand(imageWord.text, globalLookup, escape).value;
  const base = resolveBase(imageText, { earlier, mirrors });
  const below = base.kind === 'stage' ? base.stage.end.environment : undefined;
  const history =
    below === undefined || (base.kind === 'stage' && hasOwnTriggers(base.stage))
      ? newHistory(inheritedFrom(base))
      : newHistory(inheritedFrom(base), name => runtimeVariable(below, name));
  let state: State = initialState(base, placeIn(history));
  const steps: Step[] = [];
  for (const instruction of body) {
    steps.push({ instruction, state });
    state = advance(instruction, state, history, globals, escape);
  }
  return {
    index: earlier.length,
    name: named?.text.toLowerCase(),
    nameSpan: named?.span,
    from,
    imageText,
    imageSpan: imageWord?.span ?? from.keywordSpan,
    base,
    steps,
    end: state,
  };
}

/** Set by BuildKit from `--platform`, which nobody here can see. */
const automaticPlatformArguments: ReadonlySet<string> = new Set(
  ['BUILD', 'TARGET'].flatMap(side => ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].map(part => side + part)),
);

/** Every image that a Linux shell and these bases are for is a Linux image; the rest is the user's choice. */
function automaticValue(name: string): VariableValue {
  return name === 'TARGETOS' || name === 'BUILDOS' ? { kind: 'value', value: 'linux' } : { kind: 'unknown' };
}

function resolveBase(text: string | undefined, { earlier, mirrors }: Names): Base {
  if (text === undefined || text === '') return { kind: 'unresolved' };
  const stage = earlier.findLast(candidate => candidate.name === text.toLowerCase());
  if (stage !== undefined) return { kind: 'stage', stage };
  if (text === 'scratch') return { kind: 'scratch' };
  const reference = parseReference(text, mirrors);
  if (reference === undefined) return { kind: 'unresolved' };
  return { kind: 'image', reference, image: findImage(reference) };
}

function inheritedFrom(base: Base): (name: string) => Variable | undefined {
  const unknown: Variable = { origin: 'env', value: { kind: 'unknown' }, overridable: false, by: undefined };
  if (base.kind === 'scratch') {
    return name =>
      name === 'PATH' ? { ...unknown, value: { kind: 'value', value: defaultPath } } : undefined;
  }
  if (base.kind === 'stage') {
    const { end } = base.stage;
    if (hasOwnTriggers(base.stage)) return () => unknown;
    return name => variable(end.environment, name);
  }
  if (base.kind === 'image' && base.image !== undefined) {
    const { env } = base.image;
    return name => {
      const value = env[name] ?? (name === 'PATH' ? defaultPath : undefined);
      return value === undefined ? undefined : { ...unknown, value: { kind: 'value', value } };
    };
  }
  return () => unknown;
}

/** What ONBUILD says is done first in the stages that are built on it, and may set anything. */
const hasOwnTriggers = (stage: Stage): boolean =>
  stage.steps.some(({ instruction }) => instruction.keyword === 'ONBUILD');

/** BuildKit's `system.DefaultPathEnvUnix`: in force where an image sets no PATH. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function initialState(base: Base, environment: Environment): State {
  if (base.kind === 'stage' && hasOwnTriggers(base.stage))
    return { environment, workdir: undefined, user: undefined, shell: undefined };
  if (base.kind === 'stage') return { ...base.stage.end, environment };
  if (base.kind === 'scratch') return { environment, workdir: '/', user: '0', shell: undefined };
  const image = base.kind === 'image' ? base.image : undefined;
  if (image === undefined) return { environment, workdir: undefined, user: undefined, shell: undefined };
  return {
    environment,
    workdir: image.configKnown ? image.workdir : undefined,
    user: image.user === undefined ? undefined : String(image.user.uid),
    shell: undefined,
  };
}

function advance(
  instruction: Instruction,
  state: State,
  history: Environment['history'],
  globals: Environment,
  escape: string,
): State {
  const lookup = lookupIn(state.environment);
  switch (instruction.keyword) {
    case 'ENV':
      for (const { name, text } of assignments(instruction)) {
        const { value } = expand(text, lookup, escape);
        assign(history, name, {
          origin: 'env',
          value: value === undefined ? { kind: 'unknown' } : { kind: 'value', value },
          overridable: false,
          by: instruction,
        });
      }
      return { ...state, environment: placeIn(history) };
    case 'ARG':
      defineArguments(instruction, history, state.environment, escape, name => variable(globals, name));
      return { ...state, environment: placeIn(history) };
    case 'WORKDIR': {
      const { value } = expand(instruction.body.text, lookup, escape);
      if (value === undefined || value === '') return { ...state, workdir: undefined };
      return { ...state, workdir: joinPath(state.workdir, value) };
    }
    case 'USER':
      return { ...state, user: expand(instruction.body.text, lookup, escape).value };
    case 'SHELL':
      return { ...state, shell: instruction.exec?.values ?? state.shell };
    default:
      return state;
  }
}

function defineArguments(
  instruction: Instruction,
  history: Environment['history'],
  environment: Environment,
  escape: string,
  inherited: (name: string) => Variable | undefined,
): void {
  for (const word of instruction.words) {
    const equals = word.text.indexOf('=');
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const own =
      equals < 0 ? undefined : expand(word.text.slice(equals + 1), lookupIn(environment), escape).value;
    // Without a default it is the global one or, failing that, what was in force before.
    const fallback =
      equals < 0 && !automaticPlatformArguments.has(name)
        ? (inherited(name) ?? variable(environment, name))?.value
        : undefined;
    assign(history, name, {
      origin: 'arg',
      value: own === undefined ? (fallback ?? automaticValue(name)) : { kind: 'value', value: own },
      overridable: true,
      by: instruction,
    });
  }
}
