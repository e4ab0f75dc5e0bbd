/**
 * The images of cargo-chef: Rust's official image of the tag behind `rust-`, with cargo-chef
 * (LukeMathWalker/cargo-chef, docker/Dockerfile at 16ad3b7 and .github/workflows/docker.yml at 06330e8: each tag of the
 * official image when a version of cargo-chef comes out).
 */
import { findOfficial } from './official';
import { type ImageReference, parseReference } from './reference';
import type { CatalogueImage } from './types';

export const cargoChefRepository = 'lukemathwalker/cargo-chef';

/** `lukemathwalker/cargo-chef:latest-rust-1.85-bookworm` as Rust's own image; undefined for tags without a `rust-`. */
export function findCargoChef(reference: ImageReference): CatalogueImage | undefined {
  const name = /^(?:latest|\d[\w.]*)-rust-([\w.-]+)$/.exec(reference.tag ?? 'latest-rust-latest')?.[1];
  const parent = name === undefined ? undefined : parseReference(`rust:${name}`);
  const image = parent === undefined ? undefined : findOfficial(parent);
  if (image === undefined) return undefined;
  const { floatsDistribution, ...plain } = image;
  // It is not built again when Rust's tag moves to another distribution: which one it had that day is not told.
  const moved = floatsDistribution?.live === true || (floatsDistribution?.earlier.length ?? 0) > 0;
  const { distribution: _, libc, ...unknown } = plain;
  return {
    ...(moved
      ? { ...unknown, ...(libc && libc.kind !== 'none' ? { libc: { kind: libc.kind } } : {}) }
      : plain),
    env: { ...image.env, CARGO_NET_GIT_FETCH_WITH_CLI: 'true' },
    paths: [...image.paths, { path: '/usr/local/cargo/bin/cargo-chef', kind: 'file' }],
  };
}
