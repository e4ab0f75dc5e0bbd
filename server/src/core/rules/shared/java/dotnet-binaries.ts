/** Programs for one C library that .NET and jlink make, as far as the container starts them. */
import { executable } from '../../../catalogue/paths';
import type { BuiltArtifact } from '../../../effects/built';
import { type Found, lookup, originOf } from '../../../effects/contents';
import type { StageEffects } from '../../../effects/stage-effects';
import { rootImage, type Stage } from '../../../model/build';
import { readLaunch } from '../../../model/launch';
import { baseName, isWithin } from '../../../model/paths';
import type { BinaryFacts } from '../native/binaries';

/**
 * The program at a path of a source stage, or in the folder at it, that `stage` starts and that surely needs the C
 * library it was made for; undefined otherwise. A framework-dependent application that `dotnet` starts needs none of its
 * own (.NET RID catalogue; `jlink` copies the launcher of its JDK).
 */
export function managedBinary(path: string, source: StageEffects, stage: Stage): BinaryFacts | undefined {
  const start = readLaunch(stage)?.argv?.[0]?.value;
  if (start === undefined) return undefined;
  for (const artifact of [...source.artifacts].reverse()) {
    if (artifact.tool !== 'dotnet' && artifact.tool !== 'jlink') continue;
    if (
      artifact.path === undefined ||
      artifact.dynamic !== true ||
      !isThere(artifact, lookup(source.contents, artifact.path))
    )
      continue;
    if (!isWithin(artifact.path, path) && !isWithin(path, artifact.path)) continue;
    const libc = artifact.libc ?? libcOf(source.stage);
    if (libc === undefined || !isStarted(artifact, path, start, stage)) continue;
    const kind = artifact.kind === 'runtime' ? ('runtime' as const) : ('program' as const);
    return {
      libc,
      why: reason(artifact, libc),
      built: artifact.span,
      withoutCgo: undefined,
      kind,
      sure: true,
    };
  }
  return undefined;
}

function isThere(artifact: BuiltArtifact, found: Found): boolean {
  const origin = originOf(found);
  return found.presence === 'yes' && origin?.kind === 'built' && origin.artifact === artifact;
}

/** A program under its own name; of a runtime its `java`, where the image has no other. */
function isStarted(artifact: BuiltArtifact, path: string, start: string, stage: Stage): boolean {
  if (artifact.tool === 'dotnet')
    return artifact.kind === 'program' && baseName(start) === baseName(artifact.path ?? '');
  if (artifact.tool !== 'jlink' || artifact.path !== path || baseName(start) !== 'java') return false;
  const image = rootImage(stage);
  return start.startsWith('/') || image === undefined || typeof executable(image, 'java') !== 'string';
}

function libcOf(stage: Stage): 'glibc' | 'musl' | undefined {
  const kind = rootImage(stage)?.libc?.kind;
  return kind === 'glibc' || kind === 'musl' ? kind : undefined;
}

function reason({ tool }: BuiltArtifact, libc: string): string {
  if (tool === 'dotnet') return `.NET makes it for ${libc} here`;
  return '`jlink` takes the launcher of the JDK it runs in';
}
