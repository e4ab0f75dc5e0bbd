/** Finds the Go program that a stage starts, and everything about it that decides where it can run. */
import { type Found, lookup } from '../../effects/contents';
import type { GoOutput } from '../../effects/go-effects';
import type { BuildEffects, StageEffects } from '../../effects/stage-effects';
import type { Stage } from '../../model/build';
import { runtimeVariable } from '../../model/environment';
import type { LaunchWord } from '../../model/launch';
import { joinPath } from '../../model/paths';

export interface StartedProgram {
  /** Absolute path of what is started, as the image has it. */
  readonly path: string;
  /** Where the binary itself stands, links followed. */
  readonly realPath: string;
  /** It was found through PATH: the command is a bare name. */
  readonly throughPath: boolean;
  readonly found: Found;
}

/** Resolves `argv[0]` in the stage; undefined where no such path can be told. */
export function findStarted(word: LaunchWord, effects: StageEffects): StartedProgram | undefined {
  const { end } = effects.stage;
  if (word.value.includes('/')) {
    const path = joinPath(end.workdir, word.value);
    return path === undefined ? undefined : started(path, false, effects);
  }
  const search = runtimeVariable(end.environment, 'PATH');
  if (search?.value.kind !== 'value') return undefined;
  for (const directory of search.value.value.split(':')) {
    const path = directory === '' ? undefined : joinPath(end.workdir, `${directory}/${word.value}`);
    const candidate = path === undefined ? undefined : started(path, true, effects);
    // The base image's own directories may hold anything, but not a program the file itself has made.
    if (candidate?.found.presence === 'yes') return candidate;
  }
  return undefined;
}

function started(path: string, throughPath: boolean, effects: StageEffects): StartedProgram {
  let realPath = path;
  let found = lookup(effects.contents, path);
  for (let hops = 0; hops < 8 && found.entry?.kind === 'link' && found.entry.target !== undefined; hops++) {
    realPath = found.entry.target;
    found = lookup(effects.contents, realPath);
  }
  return { path, realPath, throughPath, found };
}

/** The build that made what was found, through any number of copies; undefined for everything else. */
export function goOutputOf(
  found: Found,
  all: BuildEffects,
): { output: GoOutput; effects: StageEffects } | undefined {
  let current: Found | undefined = found;
  while (current?.entry?.origin.kind === 'copied') current = current.entry.origin.from;
  const origin = current?.entry?.origin;
  if (origin?.kind !== 'go-binary') return undefined;
  for (const effects of all) {
    const candidates = effects.goOutputs.filter(output => output.build === origin.build);
    const output =
      candidates.find(candidate => candidate.path === current?.path) ??
      (candidates.length === 1 ? candidates[0] : undefined);
    if (output !== undefined) return { output, effects };
  }
  return undefined;
}

/** Other programs of the same sources that the stage holds when it is done, with their places. */
export function otherPrograms(effects: StageEffects, main: GoOutput): { path: string; output: GoOutput }[] {
  const others: { path: string; output: GoOutput }[] = [];
  for (const output of effects.goOutputs) {
    if (output === main || output.path === undefined || output.directory === undefined) continue;
    const found = lookup(effects.contents, output.path);
    if (found.entry?.origin.kind === 'go-binary' && found.entry.origin.build === output.build) {
      others.push({ path: output.path, output });
    }
  }
  return others;
}

/** The stage and its ancestors' effects, nearest first. */
export function effectsOf(stage: Stage, all: BuildEffects): StageEffects[] {
  const list: StageEffects[] = [];
  for (let current: Stage | undefined = stage; current !== undefined; ) {
    const effects: StageEffects | undefined = all[current.index];
    if (effects !== undefined) list.push(effects);
    current = current.base.kind === 'stage' ? current.base.stage : undefined;
  }
  return list;
}
