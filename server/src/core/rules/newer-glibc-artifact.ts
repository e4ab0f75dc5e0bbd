import type { CatalogueImage } from '../catalogue/types';
import { withDistribution } from '../catalogue/variants';
import { compareVersions } from '../catalogue/versions';
import type { Change } from '../edits/change';
import { lineage, rootImage, type Stage } from '../model/build';
import page from './newer-glibc-artifact.md';
import { defineRule, type Problem, type Subject } from './rule';
import { literalImage } from './shared/age';
import { copiedBinaries, type DynamicBinary, mayBringLibraries } from './shared/native/binaries';
import { baseName, effectsOf, layerSteps, rootStage } from './shared/stages';

export const newerGlibcArtifact = defineRule({
  id: 'newer-glibc-artifact',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) yield* glibcProblems(stage, subject);
  },
});

/** Programs linked against a newer C library than that of the image; only some surely ask for what is new in it. */
export function* glibcProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const image = rootImage(stage);
  if (image?.libc?.kind !== 'glibc' || mayBringLibraries(stage, subject)) return;
  if (installsLibc(stage, subject)) return;
  for (const binary of copiedBinaries(layerSteps(stage), stage, subject)) {
    const problem = glibcProblem(binary, stage, image, subject) ?? cxxProblem(binary, stage, image);
    if (problem !== undefined) yield problem;
  }
}

/** The packages of the C library, taken from a newer distribution or compiled anew. */
function installsLibc(stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer =>
    effectsOf(subject, layer)?.installs.some(({ packages }) =>
      packages.some(name => name !== undefined && /^(?:libc6|glibc)$/.test(name)),
    ),
  );
}

/** Since glibc 2.34 the start code of every program asks for `__libc_start_main@GLIBC_2.34`, Go's own for `pthread_create`. */
const startCode = '2.34';

function glibcProblem(
  binary: DynamicBinary & { readonly sure: boolean },
  stage: Stage,
  image: CatalogueImage,
  subject: Subject,
): Problem | undefined {
  const { builder } = binary;
  const built = builder === undefined ? undefined : rootImage(builder);
  const has = image.libc?.kind === 'glibc' ? image.libc.version : undefined;
  const linked = built?.libc?.kind === 'glibc' ? built.libc.version : undefined;
  if (builder === undefined || has === undefined || linked === undefined) return undefined;
  if (compareVersions(linked, has) <= 0) return undefined;
  const crosses = compareVersions(linked, startCode) >= 0 && compareVersions(has, startCode) < 0;
  const surely = crosses && binary.sure && binary.kind === 'program';
  const refuses = `every program linked with ${startCode} or later asks for it at the start: "version \`GLIBC_${startCode}' not found".`;
  const effect = surely
    ? `It cannot start, because ${refuses}`
    : crosses && binary.kind === 'program'
      ? `Unless it is linked statically, it cannot start, because ${refuses}`
      : 'It may not load: one function that the older one lacks is enough for "version `GLIBC_…\' not found".';
  return {
    span: binary.span,
    ...(surely ? { severity: 'error' } : {}),
    message: `\`${binary.path}\` is linked against glibc ${linked} of ${baseName(builder)}, and ${baseName(stage)} has ${has}. ${effect} Build it on the distribution that it runs on, or run it on a newer one.`,
    related: [
      { span: rootStage(builder).imageSpan, message: `This image has glibc ${linked}.` },
      { span: rootStage(stage).imageSpan, message: `This image has glibc ${has}.` },
    ],
    fixes: pinned(builder, image, subject),
  };
}

/** GLIBCXX_3.4.30 in Debian 12, 3.4.33 in Debian 13; gcc 13.2 brings 3.4.32, 15 brings 3.4.34. */
const firstTooNew: Readonly<Record<string, number>> = { '12': 13, '13': 15 };

/** The official gcc images bring a C++ library of their own, which may be newer than that of their distribution. */
function cxxProblem(
  binary: DynamicBinary & { readonly sure: boolean },
  stage: Stage,
  image: CatalogueImage,
): Problem | undefined {
  const { builder } = binary;
  const built = builder === undefined ? undefined : rootImage(builder);
  if (builder === undefined || built?.runtime !== 'gcc' || !/^(?:g|c)\+\+$/.test(binary.compiler ?? ''))
    return undefined;
  const release = image.distribution?.id === 'debian' ? image.distribution.version : undefined;
  const limit = release === undefined ? undefined : firstTooNew[release];
  const major = Number.parseInt(built.version ?? built.currentVersion ?? '', 10);
  if (limit === undefined || !(major >= limit) || bringsCxx(stage)) return undefined;
  return {
    span: binary.span,
    message: `\`${binary.path}\` is linked against the C++ library of GCC ${major}, which ${baseName(builder)} brings along, and that of ${baseName(stage)} is older. It may not load: "version \`GLIBCXX_…' not found". Link with \`-static-libstdc++ -static-libgcc\`, or use the compiler of the distribution.`,
    related: [
      { span: rootStage(builder).imageSpan, message: `This image has GCC ${major}.` },
      { span: rootStage(stage).imageSpan, message: 'This image has an older C++ library.' },
    ],
  };
}

function bringsCxx(stage: Stage): boolean {
  return layerSteps(stage).some(({ instruction }) =>
    /libstdc\+\+|\/lib64|LD_LIBRARY_PATH/.test(instruction.body.text),
  );
}

/** The builder's tag with the distribution of the image that the program runs on, where it is published. */
function pinned(builder: Stage, image: CatalogueImage, subject: Subject): Change[] {
  const root = rootStage(builder);
  const codename = image.distribution?.codename;
  if (root.base.kind !== 'image' || codename === undefined || literalImage(root, subject) === undefined)
    return [];
  const better = withDistribution(root.base.reference, codename);
  if (better === undefined) return [];
  return [
    {
      title: `Use ${better}`,
      applicability: 'unsafe',
      edits: [{ span: root.imageSpan, text: better }],
      notes: [{ message: 'The packages of the build stage come from the older distribution then.' }],
    },
  ];
}
