/** How a Go binary is linked: whether it needs a libc where it runs, and whose. */
import { type GoOutput, goSetting } from '../effects/go-effects';
import type { StageEffects } from '../effects/stage-effects';
import { rootImage } from '../model/build';
import { readProgram } from './go-program';
import { cgoModuleOf } from './module-facts';

export interface Linkage {
  readonly kind: 'static' | 'dynamic' | 'unknown';
  /** Of the image it was built in. */
  readonly libc: { readonly kind: 'glibc' | 'musl'; readonly version?: string } | undefined;
  /** What decides it, for a message: `CGO_ENABLED=0 is set`. */
  readonly why: string;
}

/** `off`, `on` where the build says so; `default` where Go decides by the presence of a C compiler. */
export type CgoSetting = 'off' | 'on' | 'default' | 'unknown';

export function cgoSetting(output: GoOutput, effects: StageEffects): CgoSetting {
  const { known, value } = goSetting(output.build, effects.goSettings, 'CGO_ENABLED');
  if (!known) return 'unknown';
  if (value === undefined) return 'default';
  return value === '0' ? 'off' : value === '1' ? 'on' : 'unknown';
}

/** Says how the binary is linked; `unknown` unless it is sure. `effects` are those of the stage that built it. */
export function linkage(output: GoOutput, effects: StageEffects): Linkage {
  const libc = builderLibc(effects);
  const say = (kind: Linkage['kind'], why: string): Linkage => ({ kind, libc, why });
  const { build } = output;
  if (build.unknownFlags) return say('unknown', 'a flag of the build cannot be known');
  if (linksStatically(build.ldflags)) return say('static', 'the linker is told `-static`');
  // The internal linker gives a position-independent program an interpreter, cgo or not.
  if (build.buildmode === 'pie') return say('dynamic', '`-buildmode=pie` is set');
  if (build.buildmode !== undefined && build.buildmode !== 'exe')
    return say('unknown', `\`-buildmode=${build.buildmode}\` is set`);
  const setting = cgoSetting(output, effects);
  if (setting === 'off') return say('static', '`CGO_ENABLED=0` is set');
  if (setting === 'unknown') return say('unknown', '`CGO_ENABLED` cannot be known');
  const flags = goSetting(build, effects.goSettings, 'GOFLAGS');
  if (!flags.known || /-(?:tags|ldflags|buildmode)\b/.test(flags.value ?? ''))
    return say('unknown', '`GOFLAGS` says how to link');
  const compiler = hasCompiler(effects);
  const precompiled = setting === 'default' && compiler === false && usesPrecompiledNet(output, effects);
  if (setting === 'default' && compiler !== true && !precompiled) {
    return compiler === false && cgoNeedsCompiler(effects)
      ? say('static', 'no C compiler is installed, so cgo is off')
      : say('unknown', 'whether cgo is on depends on the image');
  }
  const program = readProgram(output, 'yes');
  if (program?.importsC !== undefined)
    return precompiled
      ? say('unknown', 'no C compiler is installed')
      : say('dynamic', `\`${program.importsC}\` imports "C"`);
  if (!precompiled && build.race) return say('dynamic', '`-race` is set');
  const module = [...(program?.external ?? [])].find(path => cgoModuleOf(path)?.requires === 'cgo');
  if (!precompiled && module !== undefined) return say('dynamic', `cgo is on and \`${module}\` needs C`);
  const library = program?.files
    .flatMap(({ file }) => file?.imports ?? [])
    .find(item => usesCgoInStandardLibrary.has(item.path));
  // netgo and osusergo choose the pure Go halves of net and os/user.
  if (build.tags.some(tag => tag === 'netgo' || tag === 'osusergo'))
    return say('unknown', 'the build tags choose parts in pure Go');
  if (library !== undefined) return say('dynamic', `cgo is on and the program imports \`${library.path}\``);
  return say('unknown', 'whether the program uses cgo is not known');
}

/** Whether `-ldflags` asks the external linker for a static binary. */
export function linksStatically(ldflags: string): boolean {
  return /-static\b/.test(ldflags) && !/-static-lib/.test(ldflags);
}

function builderLibc(effects: StageEffects): Linkage['libc'] {
  const libc = rootImage(effects.stage)?.libc;
  return libc === undefined || libc.kind === 'none' ? undefined : libc;
}

/** Whether a C compiler is there; undefined where the base image is not known. */
export function hasCompiler(effects: StageEffects): boolean | undefined {
  const image = rootImage(effects.stage);
  const installed = effects.installs.flatMap(install => install.packages);
  if (installed.some(name => name !== undefined && compilers.has(name))) return true;
  if (image?.tools.includes('gcc')) return true;
  if (image === undefined || effects.contents.unknownSince !== undefined || installed.includes(undefined))
    return undefined;
  // golang-go recommends gcc: apt brings it along unless told not to.
  if (installed.some(name => name !== undefined && /^golang(?:-\d.*)?(?:-go)?$/.test(name))) return undefined;
  return image.runtime === 'go' ? false : undefined;
}

const compilers: ReadonlySet<string> = new Set([
  'gcc',
  'g++',
  'clang',
  'build-base',
  'build-essential',
  'alpine-sdk',
  'musl-dev-gcc',
  'cc',
  'tcc',
]);

/** Since Go 1.20 cgo is off where no C compiler is found; before, it stayed on for the standard library. */
export function cgoNeedsCompiler(effects: StageEffects): boolean {
  return (goMinor(effects) ?? 0) >= 20;
}

function goMinor(effects: StageEffects): number | undefined {
  const image = rootImage(effects.stage);
  const version = image?.version ?? image?.currentVersion;
  const minor = version === undefined ? undefined : /^1\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/**
 * Says that a build on `golang:1.10-alpine` to `1.19-alpine` links the `net` and `os/user` that came compiled with
 * the image: cgo is on, no compiler is needed for them, and the binary asks for musl (stevesloka/envoy-xds-server#2).
 * Declines where a flag or a setting makes Go compile the standard library anew.
 */
function usesPrecompiledNet(output: GoOutput, effects: StageEffects): boolean {
  const minor = goMinor(effects);
  if (minor === undefined || minor < 10 || minor >= 20 || builderLibc(effects)?.kind !== 'musl') return false;
  const isOwn = ({ known, value }: ReturnType<typeof goSetting>): boolean => !known || value !== undefined;
  const { build } = output;
  if (['GOFLAGS', 'GOARCH', 'GOOS'].some(name => isOwn(goSetting(build, effects.goSettings, name))))
    return false;
  return !build.race && !build.command.words.some(({ value }) => rebuildsAll.test(value ?? '-a'));
}

const rebuildsAll =
  /^--?(?:a|trimpath|race|msan|asan|installsuffix|pkgdir|toolexec|compiler|gcflags|asmflags)\b/;

/** Packages whose cgo half is compiled in when cgo is on: net and os/user, and what always brings net along. */
const usesCgoInStandardLibrary: ReadonlySet<string> = new Set([
  'net',
  'net/http',
  'net/rpc',
  'net/smtp',
  'os/user',
  'plugin',
  'runtime/cgo',
  'crypto/tls',
  'log/syslog',
]);
