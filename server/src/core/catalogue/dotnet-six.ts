/**
 * The images of .NET 6 without a shell, which are no longer built and stay where they are (dotnet/dotnet-docker,
 * src/runtime-deps/6.0/jammy-chiseled-extra/amd64/Dockerfile at 1132f63; the last is 6.0.36): like those of .NET 8 on
 * the same release of Ubuntu, but for the variables.
 */
import { runtimeEnd } from './end-of-life';
import { defaultPath } from './official-environment';
import { findOther } from './other-families';
import { type ImageReference, parseReference } from './reference';
import type { CatalogueImage } from './types';

/** `mcr.microsoft.com/dotnet/aspnet:6.0-jammy-chiseled-extra` and its like; undefined for everything else. */
export function findDotnetSix({ repository, tag = '', digest }: ImageReference): CatalogueImage | undefined {
  const variant = /^6\.0(?:\.\d+)?-(jammy-chiseled(?:-extra)?)$/.exec(tag)?.[1];
  if (
    variant === undefined ||
    digest !== undefined ||
    !/\/dotnet\/(?:aspnet|runtime|runtime-deps)$/.test(repository)
  )
    return undefined;
  const later = parseReference(`${repository}:8.0-${variant}`);
  const image = later === undefined ? undefined : findOther(later);
  const end = runtimeEnd('dotnet', '6');
  if (image === undefined) return undefined;
  return {
    ...image,
    tag,
    version: '6.0',
    env: {
      PATH: image.env.PATH ?? defaultPath,
      APP_UID: '1654',
      ASPNETCORE_URLS: 'http://+:8080',
      DOTNET_RUNNING_IN_CONTAINER: 'true',
    },
    eol: end === undefined ? [] : [end],
    source: 'dotnet/dotnet-docker@1132f63 src/runtime-deps/6.0/jammy-chiseled-extra/',
  };
}
