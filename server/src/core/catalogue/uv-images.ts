/**
 * The images of uv that have a Python: an official Python image with two programs more (docs.astral.sh/uv, "Using uv in
 * Docker", "Available images": derived images; read 2026-11-21).
 */
import { findOfficial } from './official';
import { type ImageReference, parseReference } from './reference';
import type { CatalogueImage } from './types';

export const uvRepository = 'ghcr.io/astral-sh/uv';

/** `ghcr.io/astral-sh/uv:0.5-python3.12-bookworm-slim`; undefined for a tag without a Python, or of an unknown one. */
export function findUv(reference: ImageReference): CatalogueImage | undefined {
  const [, minor, system, slim = ''] =
    /^(?:\d+(?:\.\d+){1,2}-)?python(3\.\d+)-(bookworm|trixie|alpine[\d.]*)(-slim)?$/.exec(
      reference.tag ?? '',
    ) ?? [];
  if (minor === undefined || system === undefined) return undefined;
  const parent = parseReference(`python:${minor}${slim}-${system}`);
  const image = parent === undefined ? undefined : findOfficial(parent);
  if (image === undefined) return undefined;
  return {
    ...image,
    repository: uvRepository,
    tag: reference.tag ?? 'latest',
    entrypoint: [],
    cmd: ['/usr/local/bin/uv'],
    env: { ...image.env, UV_TOOL_BIN_DIR: '/usr/local/bin' },
    paths: [
      ...image.paths,
      { path: '/usr/local/bin/uv', kind: 'file' },
      { path: '/usr/local/bin/uvx', kind: 'file' },
    ],
  };
}
