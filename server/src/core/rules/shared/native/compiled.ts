/** Programs that a command of the Dockerfile compiled: which C library and which others they need. */
import type { BuiltArtifact } from '../../../effects/built';
import { type Contents, type Found, lookup, originOf } from '../../../effects/contents';
import type { GoOutput } from '../../../effects/go-effects';
import { pkgConfigPackage } from '../../../effects/native/pkg-config';
import type { StageEffects } from '../../../effects/stage-effects';
import { readProgram } from '../../../go/go-program';
import { cgoNeedsCompiler, linkage } from '../../../go/linkage';
import { cgoModuleOf } from '../../../go/module-facts';
import { rootImage } from '../../../model/build';
import { baseName, parentPath } from '../../../model/paths';
import type { Subject } from '../../rule';
import type { BinaryFacts } from './binaries';

/** A binary of `go build`; undefined unless it is surely linked with a C library. */
export function goBinary(found: Found, subject: Subject): BinaryFacts | undefined {
  const origin = found.presence === 'yes' ? originOf(found) : undefined;
  if (origin?.kind !== 'go-binary') return undefined;
  const { build } = origin;
  for (const effects of subject.effects) {
    const output = effects.goOutputs.find(candidate => candidate.build === build);
    if (output === undefined) continue;
    const linked = linkage(output, effects);
    if (linked.kind !== 'dynamic' || linked.libc === undefined) return undefined;
    const ownC =
      /imports "C"|needs|`-/.test(linked.why) ||
      build.command.prefix.some(({ name }) => name === 'CGO_ENABLED');
    return {
      libc: linked.libc.kind,
      why: linked.why,
      built: build.command.span,
      withoutCgo: ownC ? undefined : build,
      builder: usesOwnLibc(linked.why, output, effects) ? effects.stage : undefined,
      needs: cgoNeeds(output, effects),
      kind: 'program',
      sure: true,
    };
  }
  return undefined;
}

/**
 * Whether the binary asks for versions of the C library of its builder. Without C of its own a program takes `net` and
 * `os/user` as they come with Go, compiled long before on an old system, until Go 1.20 (its release notes, "Cgo");
 * a distribution compiles them itself. A program that only is position-independent asks for the loader and nothing else.
 */
function usesOwnLibc(why: string, output: GoOutput, effects: StageEffects): boolean {
  if (why.includes('`-buildmode')) return false;
  return (
    /imports "C"|needs C|`-race`/.test(why) || cgoNeedsCompiler(effects) || isPackagedGo(output, effects)
  );
}

/** `golang-go` of Debian or Ubuntu, with nothing on PATH that may hold another Go. */
function isPackagedGo({ build }: GoOutput, { contents, installs, stage }: StageEffects): boolean {
  const path = build.command.lookup('PATH');
  const installed = installs.some(
    ({ manager, packages }) => manager === 'apt' && packages.some(name => name === 'golang-go'),
  );
  return (
    installed &&
    rootImage(stage)?.runtime === undefined &&
    contents.unknownSince === undefined &&
    path.kind === 'value' &&
    path.value.split(':').every(folder => /^(?:\/usr(?:\/local)?)?\/s?bin$/.test(folder)) &&
    !contents.entries.has('/usr/local/bin/go') &&
    !contents.graftsAt.has('/usr/local/bin')
  );
}

/** `#cgo LDFLAGS: -lssl`, `#cgo pkg-config: openssl`, and what is known of modules that need C. */
function cgoNeeds(output: GoOutput, effects: StageEffects): string[] {
  if (/`-buildmode/.test(linkage(output, effects).why)) return [];
  const program = readProgram(output, 'yes');
  const needs = new Set<string>();
  for (const { path } of program?.files ?? []) {
    const text = program?.output.view.text(path) ?? '';
    for (const [, system = '', kind = '', flags = ''] of text.matchAll(
      /^\s*(?:\/\/\s*)?#cgo\s+([^\n:]*?)\s*(LDFLAGS|pkg-config):([^\n]*)/gm,
    )) {
      if (system !== '' && system !== 'linux') continue;
      const words = flags.trim().split(/\s+/);
      if (words.some(word => /^-L|\.a$|static|rpath/.test(word))) return [];
      for (const word of words)
        for (const name of kind === 'pkg-config'
          ? (pkgConfigPackage(word) ?? [])
          : word.startsWith('-l')
            ? [word.slice(2)]
            : [])
          needs.add(name);
    }
  }
  for (const imported of program?.external ?? []) {
    const module = cgoModuleOf(imported);
    if (module?.requires !== 'cgo') continue;
    for (const name of module.needs) if (name.startsWith('lib')) needs.add(name.slice(3));
  }
  return [...needs];
}

/** What `cargo`, `gcc` or another compiler made; undefined for what is static, or may well be. */
export function builtBinary(
  found: Found,
  path: string,
  contents: Contents,
  subject: Subject,
): BinaryFacts | undefined {
  const artifact = artifactOf(found, path, contents);
  if (artifact === undefined) return undefined;
  const effects = subject.effects.find(candidate => candidate.artifacts.includes(artifact));
  const libc = effects === undefined ? undefined : rootImage(effects.stage)?.libc?.kind;
  if (effects === undefined || (libc !== 'glibc' && libc !== 'musl')) return undefined;
  const facts = { libc, built: artifact.span, withoutCgo: undefined };
  // What .NET and jlink make, `managedBinary` judges.
  if (artifact.ecosystem === 'dotnet') return undefined;
  if (artifact.kind !== 'program' && artifact.kind !== 'library') return undefined;
  if (artifact.dynamic !== true && artifact.presumablyDynamic !== true) return undefined;
  return {
    ...facts,
    why: whyDynamic(artifact, libc),
    builder: effects.stage,
    needs: needsOf(artifact, effects, libc),
    kind: artifact.kind,
    compiler: artifact.tool,
    sure: artifact.dynamic === true,
  };
}

/** The artefact at a path; in a folder of Cargo whose programs are not known by name, any file that can be one. */
function artifactOf(found: Found, path: string, contents: Contents): BuiltArtifact | undefined {
  const origin = originOf(found);
  if (found.presence === 'yes' && origin?.kind === 'built') return origin.artifact;
  if (found.presence === 'no' || !/^[\w-]+$/.test(baseName(path)) || notPrograms.has(baseName(path)))
    return undefined;
  // Something else may have been put there afterwards.
  if (contents.entries.has(path) || (contents.graftsAt.get(path)?.length ?? 0) > 0) return undefined;
  const folder = lookup(contents, parentPath(path));
  const made = folder.presence === 'yes' ? originOf(folder) : undefined;
  return made?.kind === 'built' && made.artifact.ecosystem === 'rust' && made.artifact.path === undefined
    ? made.artifact
    : undefined;
}

const notPrograms: ReadonlySet<string> = new Set(['deps', 'build', 'examples', 'incremental']);

function whyDynamic(artifact: BuiltArtifact, libc: 'glibc' | 'musl'): string {
  if (artifact.ecosystem === 'rust') return `Rust links against ${libc} for this target`;
  return `\`${artifact.tool}\` links against the C library without \`-static\``;
}

/** Rust's library unwinds with libgcc; `g++` adds the C++ library, which Ubuntu drops where nothing uses it. */
function needsOf(artifact: BuiltArtifact, effects: StageEffects, libc: 'glibc' | 'musl'): string[] {
  const links = artifact.links ?? [];
  if (artifact.ecosystem === 'rust') return libc === 'glibc' ? ['gcc_s', ...links] : [...links];
  const dropsUnused = rootImage(effects.stage)?.distribution?.id === 'ubuntu';
  const cxx = /\+\+/.test(artifact.tool) && !dropsUnused;
  return [...(cxx ? ['stdc++', 'gcc_s'] : []), ...links];
}
