/** Names that stand where a stage is meant. */
import { isOfficialName } from '../../catalogue/images';
import type { Stage } from '../../model/build';
import type { Subject } from '../rule';

/** A FROM whose bare name is neither a stage before it nor an image that everybody has. */
export function unknownStageName(stage: Stage): boolean {
  const { base } = stage;
  if (base.kind !== 'image' || stage.imageText === undefined) return false;
  // `FROM composer AS composer` means the image; so does the name of an official image that a later stage takes.
  return isBareUnknown(stage.imageText) && base.image === undefined;
}

/** A name without registry, folder, tag or digest that Docker Hub's own images do not have. */
export function isBareUnknown(text: string): boolean {
  return /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/i.test(text) && !isOfficialName(text.toLowerCase());
}

/** The name of this stage itself or of one that comes after it. */
export function isLaterStage(stage: Stage, name: string, subject: Subject): Stage | undefined {
  const wanted = name.toLowerCase();
  return subject.build.stages.find(other => other.index >= stage.index && other.name === wanted);
}
