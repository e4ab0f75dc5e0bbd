import { flagNamed } from '../syntax/instruction';
import { defineRule } from './rule';
import { list } from './shared/text';
import page from './unavailable-platform.md';

export const unavailablePlatform = defineRule({
  id: 'unavailable-platform',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const { base } = stage;
      const flag = flagNamed(stage.from, 'platform');
      if (base.kind !== 'image' || base.image === undefined || flag?.value === undefined) continue;
      const wanted = /^linux\/([a-z0-9]+)(?:\/v\d+)?$/.exec(flag.value)?.[1];
      const { architectures } = base.image;
      if (wanted === undefined || architectures.length === 0 || base.reference.digest !== undefined) continue;
      // A name such as `latest-arm64` is of one architecture, whatever is asked for.
      if (!rare.has(wanted) || architectures.includes(wanted) || ofOneArchitecture.test(base.image.tag))
        continue;
      yield {
        span: flag.span,
        message: `\`${base.reference.text}\` does not exist for \`${flag.value}\`: it is built for ${list(architectures.map(name => `\`${name}\``))}. The build stops here. Use an image that is built for that platform, or leave the platform out.`,
        related: [{ span: stage.imageSpan, message: 'This image is built for other platforms only.' }],
      };
    }
  },
});

/** Every image is there for amd64; of these, many are not. Other words are no architectures, or run elsewhere. */
const rare: ReadonlySet<string> = new Set([
  '386',
  'arm',
  'ppc64le',
  'riscv64',
  's390x',
  'mips64le',
  'loong64',
]);

const ofOneArchitecture = /-(?:amd64|arm64|arm|ppc64le|riscv64|s390x)$/;
