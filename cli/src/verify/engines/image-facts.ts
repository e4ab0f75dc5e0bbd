/** What Docker and Podman say about an image, as far as verify reads it. */
import * as z from 'zod/mini';
import type { ImageFacts } from './engine';

const strings = z.nullish(z.array(z.string()));
const health = z.nullish(z.object({ Test: strings }));
const shape = z.object({
  Id: z.string(),
  Size: z.number(),
  RootFS: z.object({ Layers: strings }),
  // Podman gives the health check here, Docker within the configuration.
  Healthcheck: health,
  Config: z.object({
    User: z.nullish(z.string()),
    Entrypoint: strings,
    Cmd: strings,
    WorkingDir: z.nullish(z.string()),
    Env: strings,
    ExposedPorts: z.nullish(z.record(z.string(), z.unknown())),
    Healthcheck: health,
  }),
});

/** Reads the output of `image inspect` for one image. Raises for another shape. */
export function imageFacts(json: string): ImageFacts {
  const [image] = z.array(shape).check(z.minLength(1)).parse(JSON.parse(json));
  if (image === undefined) throw new Error('The engine tells nothing about the image.');
  const { Config: config } = image;
  const test = (config.Healthcheck ?? image.Healthcheck)?.Test ?? [];
  return {
    id: image.Id,
    bytes: image.Size,
    layers: image.RootFS.Layers?.length ?? 0,
    user: config.User ?? '',
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    workingDirectory: config.WorkingDir ?? '',
    environment: config.Env ?? [],
    exposedPorts: Object.keys(config.ExposedPorts ?? {}).sort(),
    healthcheck: test.length > 0 && test[0] !== 'NONE',
  };
}
