/** Whether a builder has libraries to link at all, beside the C and C++ ones. */

import type { StageEffects } from '../../effects/stage-effects';
import { lineage, rootImage } from '../../model/build';
import type { Subject } from '../../subject';
import { systemPackages } from '../applications/system-packages';

/**
 * False where it surely has none: a slim image of Rust, or a plain system, in which only programs were installed.
 * The full images stand on `buildpack-deps`, with the headers of two dozen libraries.
 */
export function hasLibraries({ stage }: StageEffects, { effects }: Subject): boolean {
  const image = rootImage(stage);
  const stages = new Set(lineage(stage));
  const chain = effects.filter(item => stages.has(item.stage));
  const bare =
    image?.repository === 'rust'
      ? /(?:^|-)slim(?:-|$)/.test(image.tag)
      : /^(?:debian|ubuntu|alpine)$/.test(image?.repository ?? '');
  if (!bare || chain.some(({ unknown }) => unknown.length > 0)) return true;
  if (
    chain.some(({ contents }) => [...contents.entries.keys()].some(path => /\.(?:so|a)(?:\.|$)/.test(path)))
  )
    return true;
  const { packages, unclear, otherSources } = systemPackages(chain);
  return unclear.length > 0 || otherSources.length > 0 || packages.some(({ name }) => !program.test(name));
}

/** Compilers and tools, which bring no headers but those of the C library. */
const program =
  /^(?:gcc|g\+\+|clang|lld|mold|llvm|make|cmake|ninja-build|meson|build-essential|build-base|libc6-dev|musl-dev|musl-tools|libc-dev|linux-libc-dev|pkg-config|pkgconf|ca-certificates|curl|wget|git|protobuf-compiler|protoc|cargo|rust|rustc|rustup|libclang-dev|clang-dev|perl|python3|nasm|binutils|upx|upx-ucl|tzdata|xz-utils|unzip|bash|file|sudo|strace|vim|nano|nodejs|npm|mold)(?:-[\d.]+)?$/;
