/** Follows a path of a stage back to the stage it was copied from. */
import type { Contents } from '../../effects/contents';
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import { lineage, type Stage, type Step, targetStage } from '../../model/build';
import { cleanPath, isWithin, baseName as lastPart, parentPath, relativeTo } from '../../model/paths';
import { flagNamed, type Word } from '../../syntax/instruction';
import type { Subject } from '../rule';
import { effectsOf } from './stages';

export interface Place {
  readonly stage: Stage;
  readonly path: string;
}

/** One source of a `COPY --from=STAGE`, as far as the stage and both paths are known. */
export interface StageCopy extends Place {
  readonly step: Step;
  /** The source as written. */
  readonly word: Word;
  readonly destinationWord: Word;
  /** Where the source itself, or what is in it if it is a folder, comes to lie. */
  readonly destination: string;
}

/** What the steps copy from earlier stages of the file; wildcards and unknown names are left out. */
export function stageCopies(steps: readonly Step[], stage: Stage, subject: Subject): StageCopy[] {
  return steps.flatMap(step => {
    const from = step.instruction.keyword === 'COPY' ? flagNamed(step.instruction, 'from')?.value : undefined;
    if (from === undefined) return [];
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
    const source = targetStage(earlier, from);
    const contents = source === undefined ? undefined : effectsOf(subject, source)?.contents;
    const paths = copyPaths(step.instruction, { step, build: subject.build });
    const { destination, destinationWord } = paths;
    if (source === undefined || contents === undefined) return [];
    if (destination === undefined || destinationWord === undefined) return [];
    return paths.sources.flatMap(({ text, word }) => {
      if (text === undefined || /[*?[]/.test(text)) return [];
      const path = cleanPath(`/${text}`);
      const isFile = lookup(contents, path).entry?.kind === 'file';
      const inside = isFile && paths.mustBeDirectory;
      return [
        {
          stage: source,
          path,
          step,
          word,
          destinationWord,
          destination: inside ? `${destination}/${lastPart(path)}` : destination,
        },
      ];
    });
  });
}

/** Where a path was in the first stage it can be followed to, itself if it is not copied; the farthest last. */
export function placesBefore(path: string, stage: Stage, subject: Subject): readonly Place[] {
  const places: Place[] = [{ stage, path }];
  for (let place = places[0]; place !== undefined && places.length < 10; ) {
    place = oneBefore(place, subject);
    if (place !== undefined) places.push(place);
  }
  return places;
}

function oneBefore({ stage, path }: Place, subject: Subject): Place | undefined {
  for (const layer of lineage(stage)) {
    const contents = effectsOf(subject, layer)?.contents;
    if (contents === undefined) return undefined;
    for (let at = path; ; at = parentPath(at)) {
      const found = copiedAt(at, path, contents, layer, subject);
      if (found !== undefined) return found;
      if (at === '/') break;
    }
  }
  return undefined;
}

function copiedAt(
  at: string,
  path: string,
  contents: Contents,
  layer: Stage,
  subject: Subject,
): Place | undefined {
  const last = contents.graftsAt.get(at)?.findLast(({ source }) => source.kind === 'contents');
  if (last?.source.kind === 'contents') {
    const { contents: other, path: root } = last.source;
    const from = subject.effects.find(effects => effects.contents === other)?.stage;
    return from === undefined || from === layer ? undefined : { stage: from, path: below(root, at, path) };
  }
  const entry = contents.entries.get(at)?.at(-1)?.entry;
  if (entry?.origin.kind !== 'copied' || entry.by === undefined) return undefined;
  const name = flagNamed(entry.by, 'from')?.value;
  const earlier = { ...subject.build, stages: subject.build.stages.slice(0, layer.index) };
  const from = name === undefined ? undefined : targetStage(earlier, name);
  return from === undefined ? undefined : { stage: from, path: below(entry.origin.from.path, at, path) };
}

function below(root: string, at: string, path: string): string {
  return isWithin(path, at) ? cleanPath(`${root}/${relativeTo(path, at)}`) : root;
}
