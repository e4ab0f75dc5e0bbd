/**
 * What a FROM has to hear about the age of its image, at most one thing: discontinued before end of life
 * before no tag before a tag that moves. The rules of these names each report their own kind.
 */

import { isOver } from '../../catalogue/end-of-life';
import { parseReference } from '../../catalogue/reference';
import type { CatalogueImage, EndOfLife } from '../../catalogue/types';
import type { Edit } from '../../edits/change';
import type { RelatedPlace } from '../../finding';
import type { Base, Stage } from '../../model/build';
import type { Subject } from '../rule';
import { unknownStageName } from './stage-names';

type ImageBase = Extract<Base, { kind: 'image' }>;

export type Age =
  | { readonly kind: 'discontinued'; readonly base: ImageBase; readonly image: CatalogueImage }
  | {
      readonly kind: 'end-of-life';
      readonly base: ImageBase;
      readonly image: CatalogueImage;
      readonly ended: readonly EndOfLife[];
    }
  | { readonly kind: 'untagged'; readonly base: ImageBase }
  | { readonly kind: 'floating'; readonly base: ImageBase; readonly image: CatalogueImage };

export function ageOf(stage: Stage, subject: Subject): Age | undefined {
  const { base } = stage;
  if (base.kind !== 'image') return undefined;
  const { image, reference } = base;
  const { today } = subject.settings;
  if (image?.support.status === 'discontinued' && (image.support.since ?? '') <= today)
    return { kind: 'discontinued', base, image };
  if (image !== undefined && reference.digest === undefined) {
    const ended = image.eol.filter(end => isOver(end, today));
    if (ended.length > 0) return { kind: 'end-of-life', base, image, ended };
  }
  if (reference.digest !== undefined) return undefined;
  if (isUntagged(base)) return unknownStageName(stage) ? undefined : { kind: 'untagged', base };
  if (image?.floatsDistribution?.live === true) return { kind: 'floating', base, image };
  return undefined;
}

interface Users {
  readonly stage: Stage;
  /** Later stages on the very same image: one cause, to be told once. */
  readonly others: readonly Stage[];
}

export interface Aged<K extends Age['kind']> extends Users {
  readonly age: Extract<Age, { kind: K }>;
}

/** The images of a file that have one thing to hear, each with all the stages that stand on it. */
export function imagesOfAge<K extends Age['kind']>(kind: K, subject: Subject): readonly Aged<K>[] {
  const found = new Map<string, Aged<K> & { others: Stage[] }>();
  for (const stage of subject.build.stages) {
    const age = ageOf(stage, subject);
    if (age === undefined || !isKind(age, kind)) continue;
    const known = found.get(age.base.reference.text);
    if (known === undefined) found.set(age.base.reference.text, { age, stage, others: [] });
    else known.others.push(stage);
  }
  return [...found.values()];
}

function isKind<K extends Age['kind']>(age: Age, kind: K): age is Extract<Age, { kind: K }> {
  return age.kind === kind;
}

/** Writes another image in the place of this one, wherever it stands literally. */
export function imageEdits({ stage, others }: Users, image: string, subject: Subject): Edit[] {
  return [stage, ...others].flatMap(each =>
    literalImage(each, subject) === undefined ? [] : [{ span: each.imageSpan, text: image }],
  );
}

/** The other FROMs of the image, for the related places of a finding. */
export function alsoHere({ others }: Users): RelatedPlace[] {
  return others.map(({ imageSpan }) => ({ span: imageSpan, message: 'The same image is used here.' }));
}

/** No tag or `latest`, where the repository has better tags to offer. */
function isUntagged({ reference, image }: ImageBase): boolean {
  if (reference.tag !== undefined && reference.tag !== 'latest') return false;
  // Chainguard's free images have no other tag; Google's name their Debian in the repository instead.
  if (image?.family === 'chainguard') return false;
  return !/-debian\d+$/.test(reference.repository) || image?.family !== 'google-distroless';
}

/** The FROM's image text as the file has it, when no variable is in it: only then can it be rewritten in place. */
export function literalImage(stage: Stage, subject: Subject): string | undefined {
  const text = subject.dockerfile.source.slice(stage.imageSpan.start, stage.imageSpan.end);
  return text === stage.imageText && parseReference(text) !== undefined ? text : undefined;
}

/** The ARG default behind `FROM ${IMAGE}` or `FROM golang:${VERSION}`, for messages. */
export function isBehindArgument(stage: Stage, subject: Subject): boolean {
  return subject.dockerfile.source.slice(stage.imageSpan.start, stage.imageSpan.end).includes('$');
}
