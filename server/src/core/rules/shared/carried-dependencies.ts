/** Packages of a language that a final stage carries: installed there, or copied from where they were. */
import type { DependencyInstall } from '../../effects/built';
import { type Contents, lookup, originOf } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import { lineage, type Stage, targetStage } from '../../model/build';
import { cleanPath, isWithin, relativeTo } from '../../model/paths';
import type { Span } from '../../syntax/span';
import type { Subject } from '../rule';
import { effectsOf, layerSteps } from './stages';

export interface CarriedInstall {
  readonly install: DependencyInstall;
  /** The command that installs them in the final stage, or the source word of the COPY that brings them. */
  readonly span: Span;
  /** The stage they are copied from; undefined where they are installed in the final stage. */
  readonly from: Stage | undefined;
}

/** The installs whose packages are in the image at the end, as the last command left them. */
export function carriedInstalls(stage: Stage, subject: Subject): CarriedInstall[] {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return [];
  return [...installedHere(stage, contents, subject), ...copiedHere(stage, contents, subject)];
}

function installedHere(stage: Stage, contents: Contents, subject: Subject): CarriedInstall[] {
  const installs = lineage(stage)
    .reverse()
    .flatMap(layer => effectsOf(subject, layer)?.dependencies ?? []);
  return installs.flatMap((install, index) => {
    const { into } = install;
    const inForce =
      into === undefined
        ? // Where its packages are is not known: a later command of the same tool may have removed some.
          !installs.slice(index + 1).some(later => later.manager === install.manager)
        : isInstall(contents, into, install);
    return inForce ? [{ install, span: install.span, from: undefined }] : [];
  });
}

function copiedHere(stage: Stage, contents: Contents, subject: Subject): CarriedInstall[] {
  const folders = subject.effects.flatMap(({ dependencies }) =>
    dependencies.flatMap(({ into }) => into ?? []),
  );
  const found: CarriedInstall[] = [];
  for (const step of layerSteps(stage)) {
    if (step.instruction.keyword !== 'COPY') continue;
    const { sources, from, destination } = copyPaths(step.instruction, { step, build: subject.build });
    if (from === undefined || destination === undefined) continue;
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
    const source = targetStage(earlier, from);
    const there = source === undefined ? undefined : effectsOf(subject, source)?.contents;
    if (source === undefined || there === undefined) continue;
    for (const { text, word } of sources) {
      if (text === undefined || /[*?[]/.test(text)) continue;
      const path = cleanPath(`/${text}`);
      const candidates = new Set([path, cleanPath(`${path}/node_modules`), ...folders]);
      for (const candidate of candidates) {
        if (!isWithin(candidate, path)) continue;
        const origin = originOf(lookup(there, candidate));
        if (origin?.kind !== 'dependencies') continue;
        const landed = cleanPath(`${destination}/${relativeTo(candidate, path)}`);
        if (isInstall(contents, landed, origin.install))
          found.push({ install: origin.install, span: word.span, from: source });
      }
    }
  }
  return found;
}

function isInstall(contents: Contents, path: string, install: DependencyInstall): boolean {
  const found = lookup(contents, path);
  const origin = found.presence === 'yes' ? originOf(found) : undefined;
  return origin?.kind === 'dependencies' && origin.install === install;
}
