/** What the start of a container relies on and only a build stage sets: its working directory, its search path. */
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import { lastStep, lineage, type Stage, type Step, targetStage } from '../../model/build';
import { runtimeVariable } from '../../model/environment';
import type { LaunchWord } from '../../model/launch';
import { cleanPath, isWithin, joinPath } from '../../model/paths';
import { flagNamed } from '../../syntax/instruction';
import type { Subject } from '../rule';
import { absentPath, absentProgram, containerCommands } from './programs';
import { effectsOf, layerSteps } from './stages';

export interface LostStart {
  readonly keyword: 'WORKDIR' | 'PATH';
  /** The word of the command that does not find its file. */
  readonly word: LaunchWord;
  /** The directory that was in force, or on the search path. */
  readonly directory: string;
  /** The instruction in the build stage. */
  readonly step: Step;
  /** Without it the container surely does not start. */
  readonly fatal: boolean;
}

/** The stages that a stage copies from, in the order of the file; those it is built on are not among them. */
export function sourceStages(stage: Stage, subject: Subject): readonly Stage[] {
  const own = new Set(lineage(stage));
  const found = new Set<Stage>();
  for (const layer of own) {
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, layer.index) };
    for (const { instruction } of layer.steps) {
      const from = instruction.keyword === 'COPY' ? flagNamed(instruction, 'from')?.value : undefined;
      const source = from === undefined ? undefined : targetStage(earlier, from);
      if (source !== undefined && !own.has(source)) found.add(source);
    }
  }
  return [...found].sort((a, b) => a.index - b.index);
}

/**
 * Words of the start in exec form that name a file which the image has, in the very place where the build stage had
 * it, and which is not found there because the final stage does not set `WORKDIR` or `PATH`.
 */
export function lostStart(stage: Stage, subject: Subject): readonly LostStart[] {
  const sources = sourceStages(stage, subject);
  if (sources.length === 0) return [];
  return containerCommands(stage).flatMap(({ keyword, argv }) => {
    if (keyword === 'HEALTHCHECK') return [];
    const [program] = argv;
    if (program === undefined) return [];
    const workdir = lostWorkdir([program, ...argv.slice(1).filter(isFile)], stage, sources, subject);
    const path = lostPath(program, stage, sources, subject);
    return [workdir, path].filter(found => found !== undefined);
  });
}

function isFile({ value }: LaunchWord): boolean {
  return /^[^-/][^$*?]*\.(?:[cm]?js|py|rb|php|jar|dll)$/.test(value);
}

function lostWorkdir(
  words: readonly LaunchWord[],
  stage: Stage,
  sources: readonly Stage[],
  subject: Subject,
): LostStart | undefined {
  const contents = effectsOf(subject, stage)?.contents;
  const here = stage.end.workdir;
  if (contents === undefined || here === undefined || lastStep(stage, 'WORKDIR') !== undefined)
    return undefined;
  for (const word of words) {
    if (word.value.startsWith('/') || (word === words[0] && !word.value.includes('/'))) continue;
    const path = joinPath(here, word.value);
    if (path === undefined || absentPath(path, contents) === undefined) continue;
    for (const source of sources) {
      for (const layer of lineage(source)) {
        for (const [index, step] of layer.steps.entries()) {
          if (step.instruction.keyword !== 'WORKDIR') continue;
          const directory = (layer.steps[index + 1]?.state ?? layer.end).workdir;
          const there = joinPath(directory, word.value);
          if (directory === undefined || there === undefined) continue;
          if (lookup(contents, there).presence === 'yes')
            return { keyword: 'WORKDIR', word, directory, step, fatal: true };
        }
      }
    }
  }
  return undefined;
}

/** `ENV PATH=/venv/bin:$PATH`, the environment copied to the same place, and the command named without a path. */
function lostPath(
  program: LaunchWord,
  stage: Stage,
  sources: readonly Stage[],
  subject: Subject,
): LostStart | undefined {
  const contents = effectsOf(subject, stage)?.contents;
  const own = runtimeVariable(stage.end.environment, 'PATH');
  if (contents === undefined || own?.value.kind !== 'value' || program.value.includes('/')) return undefined;
  const present = own.value.value.split(':');
  const found = present.some(folder => lookup(contents, `${folder}/${program.value}`).presence === 'yes');
  for (const source of sources) {
    const path = runtimeVariable(source.end.environment, 'PATH');
    const step = layerSteps(source).findLast(({ instruction }) => instruction === path?.by);
    if (path?.value.kind !== 'value' || step === undefined) continue;
    const directory = path.value.value
      .split(':')
      .find(
        folder =>
          folder.startsWith('/') && !present.includes(folder) && keptInPlace(folder, stage, source, subject),
      );
    if (directory === undefined || lookup(contents, `${directory}/${program.value}`).presence === 'no')
      continue;
    // The interpreter of the image runs instead of that of the environment, without its packages.
    const instead = found && /^python[\d.]*$/.test(program.value) && /venv|virtualenv/.test(directory);
    if (found && !instead) continue;
    const fatal = absentProgram(program.value, stage, subject) !== undefined;
    return { keyword: 'PATH', word: program, directory, step, fatal };
  }
  return undefined;
}

/** A COPY takes the directory, or one above it, from that stage to the same path. */
function keptInPlace(directory: string, stage: Stage, source: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer => {
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, layer.index) };
    return layer.steps.some(step => {
      const from =
        step.instruction.keyword === 'COPY' ? flagNamed(step.instruction, 'from')?.value : undefined;
      if (from === undefined || targetStage(earlier, from) !== source) return false;
      const { sources, destination } = copyPaths(step.instruction, { step, build: subject.build });
      return sources.some(({ text }) => {
        const path = text === undefined ? undefined : cleanPath(`/${text}`);
        return path !== undefined && path === destination && isWithin(directory, path);
      });
    });
  });
}
