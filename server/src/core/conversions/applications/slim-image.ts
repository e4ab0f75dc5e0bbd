/** Which image the runtime stage of a split with a shell stands on. */
import { resolveTag } from '../../catalogue/official-tags';
import type { ImageReference } from '../../catalogue/reference';
import { slimVariant } from '../../catalogue/slim';
import { lineage } from '../../model/build';
import { decline, type Ledger } from '../decision';
import type { Application } from './application';

export interface SlimImage {
  /** As it is written after FROM. */
  readonly text: string;
  /** The original stands on the full image: the runtime stage has fewer programs and libraries. */
  readonly full: boolean;
}

/** The slim variant of a full image, the image itself where it is slim or Alpine already; undefined with a reason. */
export function slimImage(
  { effects, to }: Pick<Application, 'effects' | 'to'>,
  ledger: Ledger,
): SlimImage | undefined {
  const root = lineage(effects.stage).at(-1);
  // With the variables that FROM has: they hold for both stages.
  const text = root?.from.words[0]?.text;
  if (root?.base.kind !== 'image' || text === undefined) return undefined;
  const { reference } = root.base;
  const { repository, tag = 'latest' } = reference;
  // Images of others on the official ones say as much in their tags.
  const flavour =
    resolveTag(repository, tag)?.flavour.replace(/^\d+ otp ?/, '') ??
    /(?:^|-)(slim|alpine)(?=[-\d.]|$)/.exec(tag)?.[1];
  if (to === 'alpine' && flavour !== 'alpine')
    return decline(
      ledger,
      `\`${text}\` is on Debian: what its build installs is made for another C library than Alpine's. Build on Alpine, too, or convert to slim.`,
      root.imageSpan,
      'libc-mismatch',
    );
  if (to === 'slim' && flavour === 'alpine')
    return decline(
      ledger,
      `\`${text}\` is on Alpine, which is smaller than the slim images, and what its build installs is made for Alpine's C library.`,
      root.imageSpan,
      'libc-mismatch',
    );
  if (flavour === 'slim' || flavour === 'alpine') return { text, full: false };
  const slim = flavour === '' ? slimVariant(reference) : undefined;
  const written = slim === undefined ? undefined : keepingVariables(text, reference, slim);
  if (written === undefined)
    return decline(
      ledger,
      `Which slim image belongs to \`${text}\`, the same version on the same distribution, cannot be told.`,
      root.imageSpan,
    );
  return { text: written, full: true };
}

/** `node:${VERSION}` stays a variable: `node:${VERSION}-slim`. */
function keepingVariables(text: string, reference: ImageReference, slim: string): string | undefined {
  if (!text.includes('$')) return slim;
  return slim === `${reference.text}-slim` ? `${text}-slim` : undefined;
}
