import type { PackageInstall } from '../effects/stage-effects';
import { lineage, rootImage, type Stage } from '../model/build';
import { defineRule, type Problem, type Subject } from './rule';
import { buildsAtStart } from './shared/build-at-start';
import { effectsOf, ownLaunch, rootStage, shippedStages } from './shared/stages';
import { list, wordIn } from './shared/text';
import { isBuildPackage, isCompilerPackage, toolchainOf } from './shared/toolchains';
import page from './toolchain-in-final-image.md';

export const toolchainInFinalImage = defineRule({
  id: 'toolchain-in-final-image',
  severity: 'warning',
  equivalents: ['tally/prefer-multi-stage-build'],
  page,
  *check(subject) {
    for (const stage of shippedStages(subject)) yield* problems(stage, subject);
  },
});

function* problems(stage: Stage, subject: Subject): Generator<Problem> {
  if (!startsProgram(stage, subject)) return;
  const carried = carriedToolchain(stage);
  if (carried !== undefined) {
    const root = rootStage(stage);
    yield {
      span: root.imageSpan,
      message: `The final image carries ${carried}. That is needed to build the program, not to run it, and makes the image large and easier to attack. Build in a stage of its own and copy only the result into a runtime image.`,
      related:
        root === stage ? [] : [{ span: stage.imageSpan, message: 'The final stage continues this stage.' }],
    };
    return;
  }
  const installs = lineage(stage)
    .reverse()
    .flatMap(layer => effectsOf(subject, layer)?.installs ?? [])
    .map(install => ({ install, found: compilersIn(install, subject) }))
    .filter(({ found }) => found.length > 0);
  const [first, ...others] = installs;
  if (first === undefined || nothingBuilt(stage, subject)) return;
  // Files that install package by package hear it once.
  const names = list(first.found.slice(0, 3).map(name => `\`${name}\``));
  yield {
    span: wordIn(subject.dockerfile.source, first.install.span, first.found[0] ?? ''),
    message: `The final image keeps ${names}${first.found.length > 3 ? ' and more build tools' : ''}. Tools for building make the image large and easier to attack. Install them in a build stage and copy only the result.`,
    related: others.map(({ install }) => ({
      span: install.span,
      message: 'More build tools are installed here.',
    })),
  };
}

/** No command of the file can have used the tools: then they are there for whoever runs the container. */
function nothingBuilt(stage: Stage, subject: Subject): boolean {
  return lineage(stage).every(layer => {
    const effects = effectsOf(subject, layer);
    if (effects === undefined) return false;
    const { unknown, dependencies, artifacts, goOutputs } = effects;
    return unknown.length + dependencies.length + artifacts.length + goOutputs.length === 0;
  });
}

/** The toolchain of the image a stage stands on; a size finding of this rule is then on its FROM. */
function carriedToolchain(stage: Stage): string | undefined {
  const image = rootImage(stage);
  return image === undefined ? undefined : toolchainOf(image);
}

/** Images without a start of their own, and those that start a shell or a build tool, are tool boxes: there the toolchain is the point. */
export function startsProgram(stage: Stage, subject: Subject): boolean {
  const launch = ownLaunch(stage);
  if (launch === undefined || buildsAtStart(stage, subject)) return false;
  const words = launch.argv?.map(word => word.value) ?? [];
  // An init starts what follows its options; the entrypoint script that a base image brings, what CMD says.
  const init = /(?:^|\/)(?:tini|dumb-init)$/.test(words[0] ?? '')
    ? words.findIndex((word, index) => index > 0 && !word.startsWith('-'))
    : 0;
  const brought = launch.entrypoint?.step === undefined && /entrypoint\.sh$/.test(words[0] ?? '');
  const [program, ...args] = words.slice(brought ? 1 : Math.max(init, 0));
  if (program === undefined) return true;
  const [verb] = args;
  // `CMD ["sleep infinity"]` is a mistake, and says what was meant.
  const [path = ''] = program.split(' ');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(?:npx|npm|yarn|pnpm|next|nuxt|vite)$/.test(name) && args.includes('dev')) return false;
  if (/^(?:ba|da|a|z|fi)?sh$/.test(name)) return verb !== undefined && !verb.startsWith('-');
  if (name === 'go') return verb === 'run';
  if (name === 'cargo' || name === 'dotnet')
    return verb !== undefined && !/^(?:test|build|watch|publish)$/.test(verb);
  return !buildTools.has(name) && !buildScript.test(name);
}

/** A script that by its name builds, packages or tests, and is not started to serve anything. */
const buildScript =
  /^(?:build|compile|package|make|tests?|run[-_]tests?|lint|bench(?:mark)?|fuzz|release)(?:[-_]\w+)*\.(?:sh|bash|py)$/;

const buildTools: ReadonlySet<string> = new Set(
  'make cmake bazel bazelisk ant lein gcc g++ clang rustc javac mvn gradle mvnw gradlew sbt air reflex nodemon gin modd CompileDaemon dlv pytest echo tail sleep'.split(
    ' ',
  ),
);

/** Build tools that the RUN which installs them does not remove again. */
function compilersIn(install: PackageInstall, subject: Subject): string[] {
  const names = install.packages.flatMap(name => name ?? []);
  if (!names.some(isCompilerPackage)) return [];
  const text = subject.dockerfile.source.slice(install.by.span.start, install.by.span.end);
  if (
    /\b(?:apk\s+(?:--?\S+\s+)*del|(?:apt|apt-get|aptitude)\s+(?:--?\S+\s+)*(?:purge|remove|autoremove)|(?:yum|dnf|microdnf|tdnf)\s+(?:--?\S+\s+)*(?:remove|erase|autoremove|history))\b/.test(
      text,
    )
  )
    return [];
  return names
    .filter(isBuildPackage)
    .sort((a, b) => Number(isCompilerPackage(b)) - Number(isCompilerPackage(a)));
}
