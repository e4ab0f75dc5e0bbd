/**
 * The images that the makers of Bun and of Deno publish: Debian with one program more. From oven-sh/bun,
 * dockerhub/debian/Dockerfile (0c532ea), and denoland/deno_docker, debian.dockerfile (010da5b). Their Debian is no newer
 * than 13; which one it is, a tag does not say.
 */
import { systemUsers } from './distributions';
import { defaultPath } from './official-environment';
import { openPaths } from './open-images';
import type { ImageReference } from './reference';
import type { CatalogueImage, ImagePath, ImageUser } from './types';

/** `oven/bun:1.1.34-slim`, `denoland/deno:debian-2.1.4`; undefined for Alpine, distroless and everything else. */
export function findBunOrDeno({
  repository,
  tag = 'latest',
  digest,
}: ImageReference): CatalogueImage | undefined {
  const known = images.get(repository);
  const [, version] = known?.tag.exec(tag) ?? [];
  if (known === undefined || !known.tag.test(tag) || digest !== undefined) return undefined;
  const distribution = { id: 'debian' };
  const users = [...systemUsers(distribution), known.user];
  return {
    repository,
    tag,
    family: 'official',
    runtime: known.runtime,
    ...(version === undefined ? {} : { version }),
    distribution,
    libc: { kind: 'glibc' },
    shell: '/bin/sh',
    packageManager: 'apt',
    user: { name: 'root', uid: 0 },
    users,
    usersComplete: false,
    workdir: known.workdir,
    entrypoint: known.entrypoint,
    cmd: known.cmd,
    configKnown: true,
    env: { PATH: defaultPath, ...known.env },
    volumes: [],
    exposes: [],
    paths: [...openPaths(distribution, undefined, users, []), ...known.paths],
    closed: false,
    caCerts: undefined,
    tools: [],
    support: { status: 'current' },
    eol: [],
    variant: 'plain',
    architectures: [],
    notes: [],
    source: known.source,
  };
}

interface Maker {
  readonly runtime: 'bun' | 'deno';
  readonly tag: RegExp;
  readonly user: ImageUser;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly paths: readonly ImagePath[];
  readonly source: string;
}

const images: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  [
    'oven/bun',
    {
      runtime: 'bun',
      // Version 1 has the user, the entrypoint and the variables.
      tag: /^(?:latest|debian|slim|(1(?:\.\d+){0,2})(?:-debian|-slim)?)$/,
      user: { name: 'bun', uid: 1000, gid: 1000, home: '/home/bun' },
      workdir: '/home/bun/app',
      entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
      cmd: ['/usr/local/bin/bun'],
      env: { BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0', BUN_INSTALL_BIN: '/usr/local/bin' },
      paths: [
        { path: '/usr/local/bin/bun', kind: 'file' },
        { path: '/usr/local/bin/bunx', kind: 'link', target: '/usr/local/bin/bun' },
        { path: '/home/bun', kind: 'directory', uid: 1000, opaque: true },
      ],
      source: 'oven-sh/bun@0c532ea dockerhub/debian/Dockerfile',
    },
  ],
  [
    'denoland/deno',
    {
      runtime: 'deno',
      tag: /^(?:latest|debian|(?:debian-)?([12]\.\d+\.\d+))$/,
      user: { name: 'deno', uid: 1993, gid: 1993, home: '/home/deno' },
      workdir: '/',
      entrypoint: ['/tini', '--', 'docker-entrypoint.sh'],
      // `eval` with a greeting, which nobody keeps.
      cmd: [],
      env: { DENO_DIR: '/deno-dir/', DENO_INSTALL_ROOT: '/usr/local' },
      paths: [
        { path: '/usr/bin/deno', kind: 'file' },
        { path: '/tini', kind: 'file' },
        { path: '/deno-dir', kind: 'directory', uid: 1993, opaque: true },
      ],
      source: 'denoland/deno_docker@010da5b debian.dockerfile',
    },
  ],
]);
