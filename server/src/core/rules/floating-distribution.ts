import { withDebianSuffix, withDistribution } from '../catalogue/variants';
import { linkage } from '../go/linkage';
import { lineage, rootBase, rootImage, type Stage } from '../model/build';
import { runtimeVariable } from '../model/environment';
import { flagNamed } from '../syntax/instruction';
import page from './floating-distribution.md';
import { defineRule, type Subject } from './rule';
import { type Age, ageOf, literalImage } from './shared/age';
import { effectsOf, shippedStages } from './shared/stages';

export const floatingDistribution = defineRule({
  id: 'floating-distribution',
  severity: 'info',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const age = ageOf(stage, subject);
      const why = floats(age, stage, subject);
      if (age?.kind !== 'floating' || why === undefined) continue;
      const { reference } = age.base;
      const current = age.image.floatsDistribution?.current ?? '';
      const better = withDebianSuffix(reference) ?? withDistribution(reference, current);
      // A tag such as `stable` is not known to stand for any one release.
      const named = current !== age.image.distribution?.id;
      // The first distribution of a tag is no move.
      const moves = age.image.floatsDistribution;
      const since = named && moves !== undefined && moves.earlier.length > 0 ? moves.since : undefined;
      yield {
        span: stage.imageSpan,
        message: `\`${reference.text}\` moves to another distribution from time to time${since === undefined ? '' : ` (to ${current} on ${since})`}. ${why} ${better === undefined ? 'Name the distribution in the tag.' : `Write \`${better}\` to decide when it moves.`}`,
        fixes:
          better === undefined || literalImage(stage, subject) === undefined
            ? []
            : [
                {
                  title: `Use ${better}`,
                  applicability: 'safe',
                  edits: [{ span: stage.imageSpan, text: better }],
                  notes: [],
                },
              ],
      };
    }
  },
});

/** What depends on the distribution; undefined where the tag stays or a move would hardly be noticed. */
export function floats(age: Age | undefined, stage: Stage, subject: Subject): string | undefined {
  if (age?.kind !== 'floating') return undefined;
  if (age.image.family === 'google-distroless')
    return 'Libraries and certificates change with it, and what was built for the older one may not load.';
  // Alpine's musl stays compatible, and few programs depend on more of it.
  if (age.image.libc?.kind !== 'glibc') return undefined;
  if (compilesForAnotherImage(stage, subject))
    return 'A program that is linked with its libraries needs at least the same version where it runs.';
  const shipped = shippedStages(subject).some(final => lineage(final).includes(stage));
  const installs = effectsOf(subject, stage)?.installs.some(install => install.manager === 'apt') === true;
  return shipped && installs ? 'Packages get other versions and other names with it.' : undefined;
}

const nativeCompilers: ReadonlySet<string> = new Set(['go', 'rust', 'gcc', 'swift', 'haskell']);

/** It compiles native code that another stage, on another image, takes over; static Go programs do not care. */
function compilesForAnotherImage(stage: Stage, subject: Subject): boolean {
  if (stage.base.kind !== 'image' || !nativeCompilers.has(stage.base.image?.runtime ?? '')) return false;
  const effects = effectsOf(subject, stage);
  const outputs = effects?.goOutputs ?? [];
  if (
    effects !== undefined &&
    outputs.length > 0 &&
    outputs.every(output => linkage(output, effects).kind === 'static')
  )
    return false;
  const cgo = runtimeVariable(stage.end.environment, 'CGO_ENABLED')?.value;
  if (stage.base.image?.runtime === 'go' && cgo?.kind === 'value' && cgo.value === '0') return false;
  return subject.build.stages.some(
    other =>
      !lineage(other).includes(stage) &&
      hasLibraries(other) &&
      other.steps.some(({ instruction }) => {
        const from = instruction.keyword === 'COPY' ? flagNamed(instruction, 'from')?.value : undefined;
        return from !== undefined && (from.toLowerCase() === stage.name || from === String(stage.index));
      }),
  );
}

/** On scratch and on distroless' static nothing runs that needs libraries. */
function hasLibraries(stage: Stage): boolean {
  return rootBase(stage).kind !== 'scratch' && rootImage(stage)?.libc?.kind !== 'none';
}
