/**
 * Docker's hardened images and Chainguard's free ones, for who asks for them: nothing here can be built without an
 * account, or held at a version, so that `auto` never takes them and a note says that the result is not proven.
 */
import { findImage } from '../../catalogue/images';
import { throughMirror } from '../../catalogue/mirrors';
import { parseReference } from '../../catalogue/reference';
import type { CatalogueImage } from '../../catalogue/types';
import { decline, type Ledger, note } from '../decision';
import type { Application } from './application';

export interface ClosedVendor {
  /** As it is written after FROM. */
  readonly reference: string;
  readonly image: CatalogueImage;
  /** Number of the image's own user, who is not root. */
  readonly uid: string;
}

/** Whether one of these images is asked for. */
export function asksClosedVendor({ to }: Pick<Application, 'to'>): boolean {
  return to === 'hardened' || to === 'chainguard';
}

/** The image of the same version for the same C library; undefined with a reason where there is none. */
export function closedVendor(app: Application, ledger: Ledger): ClosedVendor | undefined {
  const { to, language, image, subject } = app;
  const span = app.effects.stage.imageSpan;
  const version = image.version ?? '';
  const musl = image.libc?.kind === 'musl';
  const name =
    to === 'hardened'
      ? `dhi.io/${language}:${version}${musl ? '-alpine' : ''}`
      : `cgr.dev/chainguard/${language}:latest`;
  const reference = parseReference(name);
  const found = reference === undefined ? undefined : findImage(reference);
  const theirs = /\d+(?:\.\d+)*/.exec(
    (found?.version ?? found?.currentVersion ?? '').replace(/^[a-z]+-/, ''),
  )?.[0];
  const parts = language === 'node' ? 1 : 2;
  const cut = (text: string): string => text.split('.').slice(0, parts).join('.');
  const same = version !== '' && theirs !== undefined && cut(theirs) === version;
  if (to === 'chainguard' && found !== undefined && (!same || musl)) {
    const why = musl ? 'is made for another C library' : `is of version ${theirs ?? ''}`;
    return decline(
      ledger,
      `\`${name}\` ${why}, and there is no other free one: \`--runtime-version ${cut(theirs ?? '')}\` on Debian would move the program to it.`,
      span,
    );
  }
  if (found === undefined || version === '')
    return decline(
      ledger,
      `There is no \`${name === '' ? to : name}\`: \`--runtime-version\` would move the program to a version that there is.`,
      span,
    );
  if (ledger.keepsRoot)
    return decline(ledger, `The program needs root, whom \`${name}\` does not run as.`, span);
  note(
    ledger,
    to === 'hardened'
      ? `\`${name}\` needs \`docker login dhi.io\`: this conversion follows the image's published definition and is not proven by a build.`
      : `\`${name}\` is only there as \`latest\`, which moves on to the next version when it comes out: this conversion follows the image's published definition and is not proven by a build.`,
    span,
  );
  return {
    reference: throughMirror(name, subject.settings.imageMirrors),
    image: found,
    uid: String(found.user?.uid ?? 65532),
  };
}
