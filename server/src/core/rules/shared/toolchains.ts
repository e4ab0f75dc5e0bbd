/** Which base images and which packages are there to build software, and which commands build it. */
import type { CatalogueImage } from '../../catalogue/types';
import { unwrap } from '../../effects/commands';
import { readRun } from '../../effects/run';
import type { Step } from '../../model/build';
import type { ShellCommand } from '../../shell/script';

/** What the image carries for building, in words; undefined for an image that is fit to run something. */
export function toolchainOf(image: CatalogueImage): string | undefined {
  if (image.shell === false) return undefined;
  const { tools, runtime = '' } = image;
  const whole = Object.hasOwn(wholeToolchains, runtime) ? wholeToolchains[runtime] : undefined;
  if (whole !== undefined)
    return /(?:^|-)(?:slim|runtime)(?:-|$)/.test(image.tag) && mayBeSlim.has(runtime) ? undefined : whole;
  if (runtime === 'java')
    return /(?:^|-)(?:jre|headless)/.test(image.tag) ? undefined : 'a JDK with compiler and tools';
  if (runtime === 'dotnet') return image.repository.endsWith('/sdk') ? 'the .NET SDK' : undefined;
  if (!tools.includes('gcc') && !tools.includes('make')) return undefined;
  if (services.has(runtime)) return undefined;
  return 'a C compiler, headers and build tools';
}

const wholeToolchains: Readonly<Record<string, string>> = {
  go: 'the Go toolchain',
  rust: 'the Rust toolchain',
  maven: 'Maven and a JDK',
  gradle: 'Gradle and a JDK',
  gcc: 'the GNU compilers',
  'dotnet-sdk': 'the .NET SDK',
  haskell: 'the Haskell toolchain',
  swift: 'the Swift toolchain',
  dart: 'the Dart SDK',
};

/** Runtimes whose `-slim` images are for running programs. */
const mayBeSlim: ReadonlySet<string> = new Set(['swift']);

/** Started as they are; what they were built with is their owner's business. */
const services: ReadonlySet<string> = new Set(
  'nginx httpd postgres mysql mariadb redis valkey mongodb rabbitmq haproxy caddy tomcat memcached php'.split(
    ' ',
  ),
);

const packages =
  /^(?:gcc(?:-\d+)?|g\+\+(?:-\d+)?|gcc-c\+\+|build-essential|build-base|alpine-sdk|base-devel|clang(?:-\d+)?|llvm(?:-\d+)?|make|cmake|ninja-build|meson|autoconf|automake|libtool|bison|flex|pkg-config|pkgconf|cargo|rustc|rust|golang(?:-go|-\d[\d.]*(?:-go)?)?|go|maven|gradle|ant|(?:default|openjdk-?\d+)-?jdk(?:-headless)?|java-[\d.]+-openjdk-devel|dotnet-sdk-[\d.]+|python3?(?:\.\d+)?-dev|linux-headers|kernel-headers|musl-dev|libc6?-dev|ghc|.+-dev|.+-devel)$/;

/** Packages that end like headers and are none. */
const harmless: ReadonlySet<string> = new Set(['ca-certificates-dev', 'tini-dev']);

export function isBuildPackage(name: string): boolean {
  return packages.test(name) && !harmless.has(name);
}

/** Compilers and build systems proper: headers alone may be wanted by something else. */
export function isCompilerPackage(name: string): boolean {
  return (
    isBuildPackage(name) &&
    !/-dev(?:el)?$/.test(name) &&
    !/^(?:linux|kernel)-headers$/.test(name) &&
    !/^pkg-?conf(?:ig)?$/.test(name)
  );
}

const compilers: ReadonlyMap<string, RegExp | undefined> = new Map<string, RegExp | undefined>([
  ['go', /^(?:build|install|generate)$/],
  ['cargo', /^(?:build|install|b|rustc)$/],
  ['dotnet', /^(?:build|publish|msbuild|pack)$/],
  ['mvn', /^(?:(?:clean|package|install|compile|verify|deploy)(?::.*)?|[\w-]+:\w+)$/],
  ['mvnw', /^(?:clean|package|install|compile|verify|deploy)$/],
  ['gradle', /^:?(?:[\w-]+:)*(?:build|assemble|jar|bootJar|shadowJar|installDist|fatJar|war|clean)$/],
  ['gradlew', /^:?(?:[\w-]+:)*(?:build|assemble|jar|bootJar|shadowJar|installDist|fatJar|war|clean)$/],
  ['swift', /^build$/],
  ['stack', /^(?:build|install)$/],
  ['cabal', /^(?:build|install|v2-build|new-build)$/],
  ['zig', /^build/],
  ['dart', /^compile$/],
  ['lein', /^(?:uberjar|compile)$/],
  ['sbt', undefined],
  ['javac', undefined],
  ['rustc', undefined],
  ['gcc', undefined],
  ['g++', undefined],
  ['cc', undefined],
  ['c++', undefined],
  ['clang', undefined],
  ['clang++', undefined],
  ['kotlinc', undefined],
  ['scalac', undefined],
  ['ghc', undefined],
  ['nim', /^(?:c|cpp|compile)$/],
  ['crystal', /^build$/],
]);

/** The command that compiles the user's sources in a RUN, if one does. */
export function compileCommand(step: Step): ShellCommand | undefined {
  if (step.instruction.keyword !== 'RUN') return undefined;
  return readRun(step)?.commands.find(compiles);
}

function compiles(command: ShellCommand): boolean {
  const offset = unwrap(command)?.offset;
  const name = offset === undefined ? undefined : command.words[offset]?.value;
  if (offset === undefined || name === undefined) return false;
  const program = name.slice(name.lastIndexOf('/') + 1);
  if (!compilers.has(program)) return false;
  const verb = compilers.get(program);
  const args = command.words.slice(offset + 1).map(word => word.value ?? word.text);
  if (verb === undefined) return args.some(arg => !arg.startsWith('-'));
  // `go install example.com/tool@latest` and `cargo install tool` build other people's sources.
  if (
    (program === 'go' || program === 'cargo') &&
    args[0] === 'install' &&
    !args.some(arg => /^\.|--path/.test(arg))
  )
    return false;
  return args.some(arg => verb.test(arg));
}
