import { floats } from './floating-distribution';
import { defineRule } from './rule';
import { ageOf, isBehindArgument } from './shared/age';
import { unknownStageName } from './shared/stage-names';
import page from './undigested-base-image.md';

export const undigestedBaseImage = defineRule({
  id: 'undigested-base-image',
  severity: 'hint',
  equivalents: [],
  page,
  *check(subject) {
    const seen = new Set<string>();
    for (const stage of subject.build.stages) {
      const { base } = stage;
      if (base.kind !== 'image' || base.reference.digest !== undefined || unknownStageName(stage)) continue;
      // An image that has to be replaced, or whose tag is missing, hears that first.
      const age = ageOf(stage, subject);
      const worse = age?.kind === 'floating' ? floats(age, stage, subject) : age;
      if (worse !== undefined || isBehindArgument(stage, subject)) continue;
      if (seen.has(base.reference.text)) continue;
      seen.add(base.reference.text);
      yield {
        span: stage.imageSpan,
        message: `The tag of \`${base.reference.text}\` is moved whenever the image is built anew. The same Dockerfile gives another image tomorrow, and nobody can tell from it which one is running. Add the digest, and let Renovate or Dependabot move it.`,
      };
    }
  },
});
