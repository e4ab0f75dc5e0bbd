/** Packages of the distribution that a compiled program needs on an image with a shell. */
import { linkedPackages } from '../../catalogue/linked-packages';
import { runtimeLibraries } from '../../catalogue/runtime-libraries';
import type { Application } from '../applications/application';
import { programsOfFull } from '../applications/full-image';
import type { StartTexts } from '../applications/start-texts';
import type { StartedPrograms } from '../applications/started-programs';
import type { SystemPackages } from '../applications/system-packages';
import { decline, type Ledger } from '../decision';
import { fetchesUnknown } from './fetched';
import { linkedInFull } from './full-libraries';
import { nativeCalls } from './program-calls';
import { isFullImage } from './slim-image';
import { nativeSources } from './sources';

/**
 * What is left of a package of headers: the libraries that the program may be linked with. Undefined where it has to
 * be installed again as it is: no package of headers, one that nobody knows in this release, a tag that moves to the
 * next release, a program that loads libraries by names, which may be those that only the headers' package has.
 */
export function nativeAtRunTime(app: Application, name: string): readonly string[] | undefined {
  const { image } = app;
  if (!/-dev$/.test(name) || loadsLibraries(app)) return undefined;
  if (image.distribution?.id === 'alpine') {
    // Alpine 3.17 came with OpenSSL 3 (its release notes).
    const old = /^3\.(?:\d|1[0-6])$/.test(image.distribution.version ?? '3.0');
    if (name === 'openssl-dev') return old ? undefined : ['libcrypto3', 'libssl3'];
    return runtimeLibraries(name, 'alpine');
  }
  const found = linkedPackages(name, image.distribution?.codename ?? '');
  const moves = image.floatsDistribution?.live === true && !/^(?:rust|gcc)$/.test(image.repository);
  return moves && found?.length !== 0 ? undefined : found;
}

function loadsLibraries(app: Application): boolean {
  return nativeCalls(nativeSources(app)).some(({ kind }) => kind === 'library');
}

/** Programs of compilers: where a start runs them, there is no split at all (`native-slim.ts`). */
export const compiling: ReadonlySet<string> = new Set(
  'cargo rustc rustup gcc g++ cc c++ clang make cmake ninja meson'.split(' '),
);

interface Found {
  readonly system: SystemPackages;
  readonly start: StartTexts;
  readonly started: StartedPrograms;
  readonly dropped: readonly string[];
}

/** Adds what the image of the build brings, or a package that stays there: libraries of GCC, certificates. */
export function addForNative(
  app: Application,
  { system, start, started, dropped }: Found,
  wanted: Map<string, string>,
  ledger: Ledger,
): void {
  const { image, effects } = app;
  const span = effects.stage.imageSpan;
  const add = (...names: readonly string[]): void => {
    for (const name of names) if (!wanted.has(name)) wanted.set(name, name);
  };
  if (system.otherSources[0] !== undefined)
    decline(
      ledger,
      "Packages come from other sources than the distribution's own: libraries that the compiler brought may be newer than those of the new image.",
      system.otherSources[0],
    );
  const alpine = image.distribution?.id === 'alpine';
  const unseen =
    fetchesUnknown(app) ||
    app.chain.some(({ artifacts }) =>
      artifacts.some(({ ecosystem, linksKnown }) => ecosystem === 'native' && linksKnown === false),
    );
  const texts = [...app.subject.context.texts.values(), app.subject.dockerfile.source];
  if (alpine) {
    if (image.repository !== 'rust' || dropped.some(name => /^(?:rust|cargo|g\+\+|build-base)$/.test(name)))
      add('libgcc', 'libstdc++');
    if (unseen || texts.some(text => openmp.test(text))) add('libgomp');
    if (image.repository === 'rust') add('ca-certificates');
    return;
  }
  if (unseen || texts.some(text => openmp.test(text))) add('libgomp1');
  if (unseen || texts.some(text => /-latomic\b|[\s(]atomic\)/.test(text))) add('libatomic1');
  // Another compiler than the release's own may have brought a newer C++ library.
  if (dropped.some(name => /^(?:gcc|g\+\+|clang|gfortran)-\d/.test(name))) add('libstdc++6');
  if (dropped.some(name => /^gfortran/.test(name))) add('libgfortran5', 'libquadmath0');
  const recommends =
    !system.withoutRecommends && dropped.some(name => /^(?:git|curl|wget|cmake)$/.test(name));
  const may = (pattern: RegExp): boolean =>
    unseen || image.repository === 'rust' || texts.some(text => pattern.test(text));
  if ((/^(?:rust|gcc)$/.test(image.repository) || recommends) && may(/ssl|tls|https|curl|certificate/i))
    add('ca-certificates');
  if (!isFullImage(app)) return;
  if (may(/\bget(?:addrinfo|serv|proto|host)|resolve|asio/)) add('netbase');
  if (may(/localtime|strftime|mktime|tzset|zoneinfo|time_zone|local_time/)) add('tzdata');
  for (const place of started.unclear.slice(0, 3))
    decline(
      ledger,
      `The program starts programs, or loads libraries, that cannot be told (${place}): the new image lacks many that \`${image.repository}\` has.`,
      span,
    );
  for (const path of start.unread) decline(ledger, `What \`${path}\` starts cannot be told.`, span);
  for (const [program, name] of programsOfFull)
    if (started.named.has(program) || start.programs.has(program)) add(name);
  add(...linkedInFull(app, unseen, ledger));
}

const openmp = /-fopenmp\b|\bOpenMP\b|\bgomp\b|#\s*pragma\s+omp\b/;
