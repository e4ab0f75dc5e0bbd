/** The image with a shell that a compiled program runs on: the distribution that it was built on, without the compilers. */
import { slimVariant } from '../../catalogue/slim';
import type { Edit } from '../../edits/change';
import { lineage } from '../../model/build';
import type { Application } from '../applications/application';
import type { SlimImage } from '../applications/slim-image';
import { decline, type Ledger } from '../decision';
import { pinBuilder } from '../go/pin-builder';

export interface NativeSlimImage extends SlimImage {
  /** Where the tag of the build could move to another release than that of the new image. */
  readonly edits: readonly Edit[];
}

/**
 * For Rust's and GCC's images the release of Debian or Alpine under them (their Dockerfiles: `FROM buildpack-deps:…`,
 * `debian:…-slim`, `alpine:…`); a plain system stays what it is. Undefined with a reason for any other image.
 */
export function nativeSlimImage(app: Application, ledger: Ledger): NativeSlimImage | undefined {
  const { image, effects, to } = app;
  const { repository, distribution } = image;
  const root = lineage(effects.stage).at(-1);
  const text = root?.from.words[0]?.text;
  if (root?.base.kind !== 'image' || text === undefined) return undefined;
  const isAlpine = distribution?.id === 'alpine';
  if (to === 'alpine' && !isAlpine)
    return decline(
      ledger,
      `\`${text}\` has glibc, which the program is linked with; Alpine has musl. Build on Alpine, too, or convert to slim.`,
      root.imageSpan,
      'libc-mismatch',
    );
  if (to === 'slim' && isAlpine)
    return decline(
      ledger,
      `\`${text}\` is on Alpine, which is smaller than the slim images, and the program is made for its C library.`,
      root.imageSpan,
      'libc-mismatch',
    );
  if (/^(?:ubuntu|alpine)$/.test(repository)) return { text, full: false, edits: [] };
  if (repository === 'debian') {
    const slim = text.includes('$') ? undefined : slimVariant(root.base.reference);
    return { text: slim ?? text, full: false, edits: [] };
  }
  const { codename, version } = distribution ?? {};
  const known = repository === 'rust' || repository === 'gcc';
  const plain =
    distribution?.id === 'debian' && codename !== undefined
      ? `debian:${codename}-slim`
      : isAlpine && version !== undefined
        ? `alpine:${version}`
        : undefined;
  if (!known || plain === undefined)
    return decline(
      ledger,
      `Which slim image belongs to \`${text}\`, the same release of the same distribution without compilers, cannot be told.`,
      root.imageSpan,
    );
  const builder = effects.stage === root ? effects : app.chain.at(-1);
  const edits = builder === undefined ? [] : pinBuilder(builder, ledger);
  if (image.floatsDistribution?.live === true && edits.length === 0)
    return decline(
      ledger,
      `\`${text}\` moves to another release of its distribution some day, and the new image would stay on \`${plain}\`: a tag that names the release would settle that.`,
      root.imageSpan,
    );
  return { text: plain, full: true, edits };
}

/** Rust's and GCC's images on `buildpack-deps`, with the headers of two dozen libraries. */
export function isFullImage({ image }: Pick<Application, 'image'>): boolean {
  return /^(?:rust|gcc)$/.test(image.repository) && !/(?:^|-)(?:slim|alpine)/.test(image.tag);
}
