/** The images that bake has built, in the place of builds: found in the local store, or pulled from the user's registry. */
import type { Engine } from '../engines/engine';
import type { RunLimits, RunProgram } from '../scanners/scanner';
import { type BuiltImage, readBakeMetadata } from './metadata';
import { distinctName, plainName, targetName } from './targets';

export interface MetadataRequest {
  /** What the metadata file holds, and how messages name it. */
  readonly text: string;
  readonly path: string;
  /** Of the bake file, after whose place its targets are named; absolute, as is the Dockerfile. */
  readonly folder: string;
  readonly dockerfile: string;
  /** `original`, and the conversions by what `--to` said. */
  readonly variants: readonly string[];
}

/**
 * What to give to the engine for each variant. Nothing is built, and these images are the user's: they are not to be
 * removed. Fails with a sentence for a target that is not in the file, and for an image that cannot be had.
 */
export async function imagesFromMetadata(
  request: MetadataRequest,
  engine: Pick<Engine, 'name' | 'inspect'>,
  run: RunProgram,
  limits: RunLimits,
): Promise<ReadonlyMap<string, string>> {
  const { text, path, folder, dockerfile, variants } = request;
  if (engine.name === 'buildah') {
    throw new Error(
      'Buildah builds in a store of its own here, where bake puts nothing: use --builder docker or podman.',
    );
  }
  const built = readBakeMetadata(text, path);
  const candidates = [distinctName(folder, dockerfile), plainName(folder, dockerfile)];
  const images = new Map<string, string>();
  for (const variant of variants) {
    const names = candidates.map(name => targetName(name, variant));
    const target = names.find(name => built.has(name));
    const image = target === undefined ? undefined : built.get(target);
    if (target === undefined || image === undefined) {
      throw new Error(
        `${path} has no target ${names[1]}; it has ${[...built.keys()].join(', ') || 'none'}. Build it with the bake file that \`--write-bake\` writes, and keep the metadata in that file's folder.`,
      );
    }
    images.set(variant, await imageOf(target, image, engine, run, limits));
  }
  return images;
}

async function imageOf(
  target: string,
  image: BuiltImage,
  engine: Pick<Engine, 'name' | 'inspect'>,
  run: RunProgram,
  limits: RunLimits,
): Promise<string> {
  // Not by name: a tag may mean another image by now.
  for (const digest of image.digests) {
    if (await isThere(engine, digest)) return digest;
    limits.signal.throwIfAborted();
  }
  const repository = image.names.map(repositoryOf).find(name => name !== undefined);
  if (repository === undefined || image.digest === undefined) {
    throw new Error(
      `The image of ${target} is not in the store of ${engine.name}, and has no name in a registry: run bake with --load, or with REGISTRY set and --push.`,
    );
  }
  const reference = `${repository}@${image.digest}`;
  if (await isThere(engine, reference)) return reference;
  const { code, stderr } = await run(engine.name, ['pull', reference], limits);
  if (code !== 0) {
    throw new Error(`${engine.name} cannot pull ${reference} for ${target}: ${stderr.trim().slice(-500)}`);
  }
  return reference;
}

async function isThere(engine: Pick<Engine, 'inspect'>, image: string): Promise<boolean> {
  return engine.inspect(image).then(
    () => true,
    () => false,
  );
}

/**
 * The name without its tag. None for one without a registry, which Docker writes as one of its own library: nobody has
 * pushed there, and what lies there under that name is somebody else's.
 */
function repositoryOf(name: string): string | undefined {
  const repository = name.replace(/:[^/:]*$/, '');
  return /^docker\.io\/library\/|^[^/]+$/.test(repository) ? undefined : repository;
}
