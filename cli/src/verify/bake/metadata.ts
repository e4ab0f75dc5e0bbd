/** The file that `docker buildx bake --metadata-file` writes: which image each target of ours became. */
import * as z from 'zod/mini';

export interface BuiltImage {
  /** With registry and tag, as bake named them; none where the image has no name. */
  readonly names: readonly string[];
  /** What engines call the image, the likeliest first: of its configuration, and of its manifest. */
  readonly digests: readonly string[];
  /** Of the manifest: what a registry calls it. */
  readonly digest: string | undefined;
}

/** These go to an engine's command line, where nothing else may pass for them. */
const digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/));
const names = z.string().check(z.regex(/^[a-zA-Z0-9][\w.:/-]*(,[a-zA-Z0-9][\w.:/-]*)*$/));

const target = z.object({
  'containerimage.config.digest': z.optional(digest),
  'containerimage.digest': z.optional(digest),
  'containerimage.descriptor': z.optional(z.object({ digest })),
  'image.name': z.optional(names),
});

/**
 * By target. What bake says besides, such as warnings, is left out. Fails with a sentence for what is no such file;
 * `path` is how the sentence names it.
 */
export function readBakeMetadata(text: string, path: string): ReadonlyMap<string, BuiltImage> {
  const parsed = z.safeParse(z.record(z.string(), z.unknown()), parse(text));
  if (!parsed.success) {
    throw new Error(`${path} is not the metadata of a bake: give what \`--metadata-file\` has written.`);
  }
  const images = new Map<string, BuiltImage>();
  for (const [name, value] of Object.entries(parsed.data)) {
    // Beside the targets stand entries of buildx itself, with a dot; no target's name has one.
    if (name.includes('.')) continue;
    const { success, data, error } = z.safeParse(target, value);
    if (!success) {
      const where = [name, ...(error.issues[0]?.path ?? [])].join(' → ');
      throw new Error(`${path} is not the metadata of a bake: ${where} is not as bake writes it.`);
    }
    const manifest = data['containerimage.descriptor']?.digest ?? data['containerimage.digest'];
    const digests = [data['containerimage.config.digest'], manifest].filter(one => one !== undefined);
    images.set(name, {
      names: data['image.name']?.split(',') ?? [],
      digests: [...new Set(digests)],
      digest: manifest,
    });
  }
  return images;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
