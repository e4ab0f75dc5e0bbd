/** What Buildah says about an image, as far as verify reads it. */
import * as z from 'zod/mini';
import type { Client } from './client';
import type { ImageFacts } from './engine';

const strings = z.nullish(z.array(z.string()));
const record = z.nullish(z.record(z.string(), z.unknown()));
const shape = z.object({
  FromImageID: z.string(),
  Manifest: z.string(),
  Docker: z.object({
    rootfs: z.nullish(z.object({ diff_ids: strings })),
    config: z.object({
      User: z.nullish(z.string()),
      Entrypoint: strings,
      Cmd: strings,
      WorkingDir: z.nullish(z.string()),
      Env: strings,
      ExposedPorts: record,
      Volumes: record,
      Healthcheck: z.nullish(z.object({ Test: strings })),
      StopSignal: z.nullish(z.string()),
    }),
  }),
});
const manifestShape = z.object({ layers: z.array(z.object({ size: z.number() })) });

export interface BuildahImage {
  readonly facts: ImageFacts;
  readonly volumes: readonly string[];
  readonly stopSignal: string;
}

/** Raises CommandFailed for an image that is not there. */
export async function buildahImage(client: Client, image: string): Promise<BuildahImage> {
  const { stdout } = await client.execute(['inspect', '--type', 'image', image]);
  const { FromImageID: id, Manifest: manifest, Docker: docker } = shape.parse(JSON.parse(stdout));
  // In its storage layers are not compressed.
  const { layers } = manifestShape.parse(JSON.parse(manifest));
  const { config } = docker;
  const test = config.Healthcheck?.Test ?? [];
  return {
    facts: {
      id: `sha256:${id}`,
      bytes: layers.reduce((sum, { size }) => sum + size, 0),
      layers: layers.length,
      user: config.User ?? '',
      entrypoint: config.Entrypoint ?? [],
      command: config.Cmd ?? [],
      workingDirectory: config.WorkingDir ?? '',
      environment: config.Env ?? [],
      exposedPorts: Object.keys(config.ExposedPorts ?? {}).sort(),
      healthcheck: test.length > 0 && test[0] !== 'NONE',
    },
    volumes: Object.keys(config.Volumes ?? {}),
    stopSignal: config.StopSignal || 'SIGTERM',
  };
}
