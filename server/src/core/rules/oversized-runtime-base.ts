import { alternatives } from '../catalogue/alternatives';
import { throughMirror } from '../catalogue/mirrors';
import type { CatalogueImage } from '../catalogue/types';
import type { Found } from '../effects/contents';
import { lookup } from '../effects/contents';
import { hasTriggers, lineage, rootImage, type Stage } from '../model/build';
import { readLaunch } from '../model/launch';
import { joinPath, baseName as lastPart } from '../model/paths';
import page from './oversized-runtime-base.md';
import { defineRule, type Subject } from './rule';
import { baseName, effectsOf, healthcheck, rootStage, shippedStages } from './shared/stages';
import { cannotStart, lacksDependencies } from './shared/start';
import { toolchainOf } from './shared/toolchains';

export const oversizedRuntimeBase = defineRule({
  id: 'oversized-runtime-base',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of shippedStages(subject)) {
      const image = rootImage(stage);
      if (image === undefined || !hasMoreThanNeeded(image) || !needsNoShell(stage, image, subject)) continue;
      // What is yet to be put into it may need more.
      if (cannotStart(stage, subject) || lacksDependencies(stage, subject)) continue;
      const instead = withoutShell(image, subject);
      if (instead === undefined) continue;
      yield {
        span: rootStage(stage).imageSpan,
        // Alpine is small already, and carrying a runtime is work: worth knowing, no more.
        ...(image.distribution?.id === 'alpine' || instead.carried ? { severity: 'info' as const } : {}),
        message: `Nothing in the final image needs the shell${image.packageManager ? ' and the package manager' : ''} of ${baseName(stage)}. ${image.packageManager ? 'They make it larger, bring vulnerabilities of their own and help' : 'It makes the image larger, brings vulnerabilities of its own and helps'} an attacker. ${instead.text}`,
      };
    }
  },
});

/**
 * What to use instead: an image of this version without a shell, or a smaller one that the runtime can be copied onto;
 * undefined where there is neither, because another version is another matter. Sources: the READMEs of distroless, and of
 * .NET's chiselled images; the official images keep their runtime in one folder.
 */
function withoutShell(
  image: CatalogueImage,
  subject: Subject,
): { readonly text: string; readonly carried: boolean } | undefined {
  const has = 'has only what a program needs to run.';
  if (image.runtime === undefined || versionOf(image) === undefined)
    return { text: `A distroless image ${has}`, carried: false };
  const named = (reference: string): string =>
    `\`${throughMirror(reference, subject.settings.imageMirrors)}\``;
  const found = alternatives(image, subject.settings.today).find(
    ({ kind, sameVersion }) => sameVersion && (kind === 'distroless' || kind === 'chiseled'),
  );
  if (found !== undefined) return { text: `${named(found.reference)} ${has}`, carried: false };
  const base = image.libc?.kind === 'glibc' ? carriers[image.runtime] : undefined;
  if (base === undefined) return undefined;
  const text = `No image without a shell has this version; its runtime can be copied onto ${named(base)}.`;
  return { text, carried: true };
}

/** Python is left out: what its own libraries need besides depends on the version. */
const carriers: Readonly<Record<string, string>> = {
  java: 'gcr.io/distroless/java-base-debian13:nonroot',
  node: 'gcr.io/distroless/cc-debian13:nonroot',
};

function versionOf({ javaVersion, version }: CatalogueImage): string | undefined {
  return javaVersion ?? version;
}

/** A plain system, or a runtime that also comes without one; services and toolchains are other rules' business. */
function hasMoreThanNeeded(image: CatalogueImage): boolean {
  if (typeof image.shell !== 'string' || image.variant === 'debug' || toolchainOf(image) !== undefined)
    return false;
  return image.runtime === undefined || /^(?:node|java|python|dotnet)$/.test(image.runtime);
}

/** The start is one program, and neither it nor the health check nor anything installed asks for a shell. */
function needsNoShell(stage: Stage, image: CatalogueImage, subject: Subject): boolean {
  const contents = effectsOf(subject, stage)?.contents;
  const launch = readLaunch(stage);
  const [program] = launch?.argv ?? [];
  if (contents === undefined || launch === undefined || program === undefined) return false;
  // Variables in the start are the shell's to expand.
  if (hasTriggers(rootStage(stage)) || launch.usedVariables.length > 0) return false;
  if (launch.entrypoint?.step === undefined && launch.cmd?.step === undefined) return false;
  if (healthcheck(stage) !== undefined) return false;
  if (lineage(stage).some(layer => needsSystem(layer, subject))) return false;
  const started =
    launch.entrypoint?.step === undefined ? ownWords(stage) : (launch.argv ?? []).map(word => word.value);
  const [first] = started;
  if (first === undefined) return false;
  const path = first.includes('/') ? joinPath(stage.end.workdir, first) : undefined;
  if (image.runtime === undefined) return path !== undefined && isProgram(lookup(contents, path), path);
  return runtimePrograms[image.runtime]?.test(lastPart(first)) === true && started.length > 1;
}

/** The start behind an entrypoint script that the base image brings, such as Node's. */
function ownWords(stage: Stage): readonly string[] {
  const cmd = readLaunch(stage)?.cmd;
  return cmd?.form === 'exec' ? cmd.values : [];
}

const runtimePrograms: Readonly<Record<string, RegExp>> = {
  node: /^node$/,
  java: /^java$/,
  python: /^python3?$/,
  dotnet: /^dotnet$/,
};

/** Packages that distroless images have, or that only the build of the stage needed. */
const carried: ReadonlySet<string> = new Set([
  'ca-certificates',
  'tzdata',
  'libc6-compat',
  'gcompat',
  'libc6',
  'netbase',
  'openssl',
]);

function needsSystem(stage: Stage, subject: Subject): boolean {
  const effects = effectsOf(subject, stage);
  if (effects === undefined) return true;
  return (
    effects.unknown.length > 0 ||
    // What a package manager runs here has the shell of this stage.
    effects.dependencies.length > 0 ||
    effects.installs.some(({ packages }) => packages.some(name => name === undefined || !carried.has(name)))
  );
}

/**
 * Compiled here or in another stage: a file of the context may be a script. What a build stage gives may be a folder for
 * all that is known, but the start says that it is the program.
 */
function isProgram(found: Found, path: string): boolean {
  const given = found.entry?.kind === 'unknown' && found.entry.origin.kind === 'copied';
  if (
    !(found.presence === 'yes' || (found.presence === 'maybe' && given)) ||
    /\.(?:sh|bash|py|js|rb|pl|php)$/.test(path)
  )
    return false;
  const origin = found.entry?.origin;
  if (origin?.kind === 'go-binary') return true;
  return origin?.kind === 'copied' && !/entrypoint|start|run|init|wait/i.test(lastPart(path));
}
