/** Why a stage that starts no Go program of the file is not converted. */
import { findImage } from '../catalogue/images';
import type { StageEffects } from '../effects/stage-effects';
import type { Subject } from '../subject';
import type { StartedProgram } from './go/programs';

export function startUnknown(name: string, chain: readonly StageEffects[]): string {
  const install = chain.flatMap(effects => effects.dependencies)[0];
  const language = install === undefined ? undefined : languages[install.ecosystem];
  const image = chain.at(-1)?.stage.imageText ?? '';
  const mirrored = /\/(?:node|python)(?=[:@]|$)/.test(image)
    ? ' If it is a mirror of that image, the setting `imageMirrors` can say so.'
    : '';
  if (language !== undefined)
    return `\`${image}\` is no official image of ${language}: which interpreter runs \`${name}\`, and what that one needs, cannot be told.${mirrored}`;
  const unknown = chain.flatMap(effects => effects.unknown)[0];
  if (unknown !== undefined)
    return `What makes \`${name}\` cannot be told: \`${unknown.what}\` is not known to Distill.`;
  const root = chain.at(-1)?.stage;
  if (root?.base.kind === 'image' && findImage(root.base.reference) === undefined)
    return `\`${name}\` can only come with the base image \`${image}\`, which Distill does not know: what it needs cannot be told.`;
  return `Where \`${name}\` comes from cannot be told: nothing in the file puts it there.`;
}

export function notGo(
  name: string,
  started: StartedProgram,
  chain: readonly StageEffects[],
  subject: Subject,
): string {
  let { entry } = started.found;
  while (entry?.origin.kind === 'copied') entry = entry.origin.from.entry;
  if (entry === undefined || entry.origin.kind === 'unknown') {
    // Copied from a stage whose making of it is not known.
    const makers = subject.effects.filter(effects => effects.unknown.length > 0);
    return startUnknown(name, makers.length > 0 ? makers : chain);
  }
  if (entry?.origin.kind === 'context')
    return `\`${name}\` is the file \`${entry.origin.path}\` of the build context: how it was made, and what it needs, cannot be told.`;
  if (entry?.origin.kind === 'base')
    return `\`${name}\` comes with the base image: on which other one it runs is not known to Distill.`;
  if (entry?.origin.kind === 'made')
    return `\`${name}\` is not built with Go in this file (${entry.origin.how}): what it needs cannot be told.`;
  return startUnknown(name, chain);
}

/** Those that are converted on their official images. */
const languages: Readonly<Record<string, string>> = { node: 'Node.js', python: 'Python' };
