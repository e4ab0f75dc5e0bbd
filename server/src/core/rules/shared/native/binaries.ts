/** Compiled programs that one stage takes from another, and what they need of the system they land on. */

import { findImage } from '../../../catalogue/images';
import { parseReference } from '../../../catalogue/reference';
import type { CatalogueImage } from '../../../catalogue/types';
import { imageFound } from '../../../effects/base-contents';
import { type Contents, type Found, lookup, newContents } from '../../../effects/contents';
import { copyPaths } from '../../../effects/copy';
import type { GoBuild } from '../../../go/go-build';
import { lineage, rootImage, type Stage, type Step, targetStage } from '../../../model/build';
import { variable } from '../../../model/environment';
import { readLaunch } from '../../../model/launch';
import { baseName, cleanPath, isWithin, joinPath } from '../../../model/paths';
import type { Span } from '../../../syntax/span';
import type { Subject } from '../../rule';
import { managedBinary } from '../java/dotnet-binaries';
import { nodeAddons } from '../node/node-addons';
import { compiledPackages } from '../python/python-wheels';
import { effectsOf } from '../stages';
import { builtBinary, goBinary } from './compiled';
import { prebuiltBinary } from './prebuilt';

/** A program that surely needs a C library, copied into a stage. */
export interface DynamicBinary {
  /** The source path in the COPY. */
  readonly span: Span;
  readonly path: string;
  readonly libc: 'glibc' | 'musl';
  /** What makes it dynamic, for a message. */
  readonly why: string;
  /** The command that builds it, or what names the image that brings it. */
  readonly built: Span;
  /** Set for a Go build that does not need cgo for itself. */
  readonly withoutCgo: GoBuild | undefined;
  /** The stage whose C library it was linked with; undefined for what was compiled elsewhere. */
  readonly builder?: Stage | undefined;
  /** What it surely loads besides the C library, as the linker calls it: `ssl`, `gcc_s`, `stdc++`. */
  readonly needs?: readonly string[];
  /** Set for a folder of packages rather than a program: those in it that hold machine code. */
  readonly packages?: readonly string[];
  /** Shared libraries that it surely loads besides the C library, by their full names: `libpq.so.5`. */
  readonly libraries?: readonly string[];
  /** A library or a folder of programs is not started itself. */
  readonly kind?: 'program' | 'library' | 'runtime';
  /** Programs of this compiler use its own C++ library. */
  readonly compiler?: string | undefined;
}

/** What is known of a binary, wherever it is copied to. */
export type BinaryFacts = Omit<DynamicBinary, 'span' | 'path'> & {
  /** False where only settings that cannot be seen could make it static. */
  readonly sure: boolean;
};

/** The programs that COPY instructions of the steps bring from earlier stages and that are surely dynamic. */
export function dynamicBinaries(steps: readonly Step[], stage: Stage, subject: Subject): DynamicBinary[] {
  return [
    ...copiedBinaries(steps, stage, subject).filter(binary => binary.sure),
    ...compiledPackages(steps, stage, subject),
    ...nodeAddons(stage, subject),
  ];
}

/** The same, with those that are dynamic unless settings say otherwise that cannot be seen. */
export function copiedBinaries(
  steps: readonly Step[],
  stage: Stage,
  subject: Subject,
): (DynamicBinary & { readonly sure: boolean })[] {
  const started = startedProgram(stage, subject);
  return steps.flatMap(step => {
    if (step.instruction.keyword !== 'COPY') return [];
    const paths = copyPaths(step.instruction, { step, build: subject.build });
    const source = paths.from === undefined ? undefined : sourceOf(paths.from, stage, subject);
    if (source === undefined) return [];
    return paths.sources.flatMap(({ text, word }) => {
      if (text === undefined || /[*?[]/.test(text)) return [];
      const path = cleanPath(`/${text}`);
      const found = binaryAt(path, source, step, subject) ?? managedAt(path, source, stage, subject);
      if (found !== undefined) return [{ ...found, path, span: word.span }];
      // Of a folder only the program that is started is worth a word.
      const inside = started?.entry?.by === step.instruction ? started.entry.origin : undefined;
      const from = inside?.kind === 'copied' ? inside.from.path : undefined;
      if (from === undefined || from === path || !isWithin(from, path)) return [];
      const program = binaryAt(from, source, step, subject);
      return program === undefined ? [] : [{ ...program, path: from, span: word.span }];
    });
  });
}

interface CopySource {
  readonly contents: Contents;
  /** The stage that it is; undefined for an image. */
  readonly stage: Stage | undefined;
  readonly image: CatalogueImage | undefined;
}

function sourceOf(from: string, stage: Stage, subject: Subject): CopySource | undefined {
  const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
  const source = targetStage(earlier, from);
  if (source !== undefined) {
    const contents = effectsOf(subject, source)?.contents;
    return contents && { contents, stage: source, image: rootImage(source) };
  }
  const reference = parseReference(from);
  const image = reference && findImage(reference);
  return image && { contents: newContents(path => imageFound(image, path)), stage: undefined, image };
}

function binaryAt(path: string, source: CopySource, step: Step, subject: Subject): BinaryFacts | undefined {
  const found = lookup(source.contents, path);
  const place = source.stage?.imageSpan ?? step.instruction.span;
  return (
    goBinary(found, subject) ??
    builtBinary(found, path, source.contents, subject) ??
    (source.image && prebuiltBinary(found, source.image, place))
  );
}

function managedAt(
  path: string,
  source: CopySource,
  stage: Stage,
  subject: Subject,
): BinaryFacts | undefined {
  const effects = source.stage === undefined ? undefined : effectsOf(subject, source.stage);
  return effects === undefined ? undefined : managedBinary(path, effects, stage);
}

/** The program that the container starts, as the stage has it. */
function startedProgram(stage: Stage, subject: Subject): Found | undefined {
  const name = readLaunch(stage)?.argv?.[0]?.value;
  const contents = effectsOf(subject, stage)?.contents;
  if (name === undefined || contents === undefined) return undefined;
  const folders = variable(stage.end.environment, 'PATH')?.value;
  const places = name.includes('/')
    ? [joinPath(stage.end.workdir, name)]
    : (folders?.kind === 'value' ? folders.value.split(':') : []).map(folder => joinPath(folder, name));
  for (const place of places) {
    const found = place === undefined ? undefined : lookup(contents, place);
    if (found?.presence === 'yes') return found;
  }
  return undefined;
}

/** Whether the stage, its start included, may bring the loader and libraries of another system. */
export function mayBringLibraries(stage: Stage, subject: Subject): boolean {
  const argv = readLaunch(stage)?.argv ?? [];
  // A loader that is started itself takes the program as an argument (ld.so(8)).
  if (isLoader(argv[0]?.value ?? '') || argv.some(({ value }) => value.startsWith('--library-path')))
    return true;
  return lineage(stage).some(layer => {
    const contents = effectsOf(subject, layer)?.contents;
    if (contents === undefined || contents.unknownSince !== undefined) return true;
    const isLibrary = (path: string): boolean =>
      /^(?:\/usr)?\/lib(?:64)?(?:\/|$)/.test(path) || isLoader(path);
    return (
      [...contents.entries.keys()].some(isLibrary) ||
      contents.grafts.some(({ destination }) => isLibrary(destination) || isWithin('/lib', destination))
    );
  });
}

/** `ld.so`, `ld-linux-x86-64.so.2`, `ld64.so.2`, `ld-musl-aarch64.so.1`, by the name alone. */
function isLoader(path: string): boolean {
  return /^ld(?:64)?[-.]/.test(baseName(path));
}
