/** What the targets of a bake file are called, so that their images are found again in its metadata. */
import { createHash } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';

/**
 * The name of a Dockerfile, from its path below the folder of the bake file: `services-api` for
 * `services/api/Dockerfile`, `web-prod` for `web/Dockerfile.prod`. It can be part of a target's name and of an image's.
 */
export function plainName(folder: string, dockerfile: string): string {
  const parts = slashed(folder, dockerfile).split('/');
  const file = parts.pop() ?? '';
  const affix = file.replace(/^(dockerfile|containerfile)(?=\.|$)|(^|\.)(dockerfile|containerfile)$/i, '');
  const words = [...parts, affix].flatMap(part => part.toLowerCase().match(/[a-z0-9]+/g) ?? []);
  return words.join('-') || 'root';
}

/** A name that no other Dockerfile has, for those whose plain names are the same. */
export function distinctName(folder: string, dockerfile: string): string {
  const digest = createHash('sha256').update(slashed(folder, dockerfile)).digest('hex').slice(0, 8);
  return `${plainName(folder, dockerfile)}-${digest}`;
}

/** The last part has no hyphen, so different pairs never give the same name. */
export function targetName(name: string, variant: string): string {
  return `${name}-${variant.replace(/[^a-zA-Z0-9_]/g, '_')}`;
}

/** From one folder to another place, with forward slashes on every system. */
export function slashed(folder: string, path: string): string {
  return relative(folder, path).replaceAll('\\', '/');
}

/** The same as bake takes it for a folder: with a dot in front, nothing looks like the address of a repository. */
export function contextPath(folder: string, path: string): string {
  const way = slashed(folder, path);
  if (way === '') return '.';
  return way.startsWith('..') || isAbsolute(way) ? way : `./${way}`;
}
