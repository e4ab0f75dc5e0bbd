import { isOfficialName } from '../catalogue/images';
import { behindMirror } from '../catalogue/mirrors';
import type { Base } from '../model/build';
import { defineRule, type Subject } from './rule';
import { unknownStageName } from './shared/stage-names';
import page from './unofficial-base-image.md';

export const unofficialBaseImage = defineRule({
  id: 'unofficial-base-image',
  severity: 'off',
  equivalents: ['hadolint/DL3026'],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const { base } = stage;
      if (base.kind !== 'image' || unknownStageName(stage) || isAccepted(base, subject)) continue;
      yield {
        span: stage.imageSpan,
        message: `\`${base.reference.text}\` is neither a Docker Official image nor one of a vendor that is known. Whoever owns it decides what runs in this image. Use an official one, or add its registry to \`allowedRegistries\`.`,
      };
    }
  },
});

/** Owners that publish base images as their business, and say how they build them. */
const vendors =
  /^(?:gcr\.io\/distroless\/|cgr\.dev\/chainguard\/|dhi\.io\/|mcr\.microsoft\.com\/|registry\.access\.redhat\.com\/ubi|public\.ecr\.aws\/(?:docker\/library|amazonlinux|lambda)\/)/;

function isAccepted({ reference, image }: Extract<Base, { kind: 'image' }>, subject: Subject): boolean {
  const { repository, text, nameEnd } = reference;
  if (image !== undefined || isOfficialName(repository) || vendors.test(`${repository}/`)) return true;
  const written = text.slice(0, nameEnd);
  const names = [written, repository, behindMirror(written, subject.settings.imageMirrors)];
  if (reference.registry === 'docker.io') names.push(`docker.io/${repository}`);
  return subject.settings.allowedRegistries.some(allowed => {
    const prefix = allowed.endsWith('/') ? allowed : `${allowed}/`;
    return prefix !== '/' && names.some(name => `${name}/`.startsWith(prefix));
  });
}
