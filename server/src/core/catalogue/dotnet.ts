/** .NET images whose tags the facts do not list one by one. */
import { distributionOf, libcOf, namedDistribution, packageManagerOf, systemUsers } from './distributions';
import { distributionEnd, runtimeEnd } from './end-of-life';
import { defaultPath } from './official-environment';
import { splitTag } from './official-tags';
import { openPaths } from './open-images';
import type { ImageReference } from './reference';
import type { CatalogueImage, Distribution } from './types';
import type { PackedImage } from './unpack';

/** Whether a row's tags hold this one: exact names, or for hardened images every stem with every system. */
export function names(row: PackedImage, tag: string): boolean {
  const [stems = '', systems] = row.tags.split('~');
  if (systems === undefined) return stems.split(' ').includes(tag);
  return stems.split(' ').some(stem => systems.split(',').some(system => stem.replace('*', system) === tag));
}

/**
 * .NET tags beyond those the facts list: patch releases (`8.0.30-noble`), the bare version (Debian up to 9.0, Ubuntu
 * from 10.0: supported-tags.md), a floating `-alpine`, and systems that are gone, whose name is in the tag.
 */
export function dotnetRow(
  repository: string,
  rows: readonly PackedImage[],
  tag: string,
): PackedImage | undefined {
  if (!repository.startsWith('mcr.microsoft.com/dotnet/')) return undefined;
  const { version, rest } = splitTag(tag);
  const line = /^\d+\.\d+/.exec(version)?.[0];
  if (line === undefined) return undefined;
  if (version !== line)
    return rows.find(row => names(row, line + rest)) ?? dotnetRow(repository, rows, line + rest);
  const bare = Number(line) >= 10 ? '-noble' : '-bookworm-slim';
  const alpine = rows.find(row => row.tags.startsWith(`${line}-alpine`));
  if (rest === '') return rows.find(row => names(row, line + bare));
  if (rest === '-alpine') return alpine;
  return undefined;
}

/** Old .NET images of which only the name's own statement is known: `6.0-bullseye-slim`, `core/aspnet:3.1`. */
export function findOldDotnet(reference: ImageReference): CatalogueImage | undefined {
  const match = /^mcr\.microsoft\.com\/dotnet\/(?:core\/)?(sdk|aspnet|runtime|runtime-deps)$/.exec(
    reference.repository,
  );
  const { version, rest } = splitTag(reference.tag ?? '');
  const line = /^\d+\.\d+/.exec(version)?.[0];
  if (
    !match ||
    !line ||
    !/^(?:-[a-z][\w.]*){0,2}$/.test(rest) ||
    /nanoserver|windows|preview|rc|chiseled|distroless|aot/.test(rest)
  )
    return undefined;
  const end = runtimeEnd('dotnet', line.replace(/\.0$/, ''));
  const name = namedDistribution(rest);
  const distribution = name ? distributionOf(name) : rest === '-alpine' ? { id: 'alpine' } : undefined;
  if (!end || (rest !== '' && !distribution)) return undefined;
  const libc = distribution && libcOf(distribution);
  const users = distribution ? systemUsers(distribution) : [{ name: 'root', uid: 0, gid: 0, home: '/root' }];
  return {
    repository: reference.repository,
    tag: reference.tag ?? 'latest',
    family: 'dotnet',
    runtime: 'dotnet',
    version,
    ...(distribution ? { distribution } : {}),
    ...(libc ? { libc } : {}),
    shell: '/bin/sh',
    packageManager: distribution && packageManagerOf(distribution),
    user: { name: 'root', uid: 0 },
    users,
    usersComplete: false,
    workdir: '/',
    entrypoint: [],
    cmd: [],
    configKnown: false,
    env: { PATH: defaultPath, ...portOf(match[1], line, distribution) },
    volumes: [],
    exposes: [],
    paths: openPaths(distribution, undefined, users, []),
    closed: false,
    caCerts: undefined,
    tools: [],
    support: { status: 'current' },
    eol: [end, distribution && distributionEnd(distribution)].filter(item => item !== undefined),
    variant: 'plain',
    architectures: [],
    notes: [],
    source: 'endoflife-date/endoflife.date@a70eca3 (2026-08-22) products/dotnet.md',
  };
}

/** Until .NET 7 the images say where ASP.NET Core listens, and those of the SDK take that away (src/aspnet/6.0, src/sdk/6.0). */
function portOf(
  name: string | undefined,
  line: string,
  distribution: Distribution | undefined,
): Readonly<Record<string, string>> {
  if (Number(line) >= 8) return {};
  return {
    ASPNETCORE_URLS: name === 'sdk' ? '' : 'http://+:80',
    DOTNET_RUNNING_IN_CONTAINER: 'true',
    ...(distribution?.id === 'alpine' ? { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: 'true' } : {}),
  };
}
