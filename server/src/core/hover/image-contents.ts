/** What an image holds and lacks, as a list: shell, package manager, C library, users, data, size. */
import type { CatalogueImage } from '../catalogue/types';

/** Markdown; facts that are not known are left out. */
export function listOf(image: CatalogueImage): string {
  const command = [...image.entrypoint, ...image.cmd];
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Shell', shellOf(image)],
    ['Package manager', tri(image.packageManager, manager => `\`${manager}\``)],
    ['libc', libcOf(image)],
    ['User', userOf(image)],
    ['Users', usersOf(image)],
    ['Working directory', image.configKnown ? `\`${image.workdir}\`` : undefined],
    [
      'Entrypoint',
      image.configKnown ? (image.entrypoint.length > 0 ? code(image.entrypoint) : 'none') : undefined,
    ],
    ['Command', image.configKnown && image.cmd.length > 0 ? code(image.cmd) : undefined],
    ['Build tools', image.tools.length > 0 ? image.tools.map(tool => `\`${tool}\``).join(', ') : undefined],
    ['Shared libraries', librariesOf(image)],
    ['CA certificates', tri(image.caCerts, path => `\`${path}\``)],
    ['Time zones', image.tzdata === undefined ? undefined : image.tzdata ? 'yes' : 'no'],
    ['Size', sizeOf(image) === '–' ? undefined : sizeOf(image)],
  ];
  const known = rows
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `- ${label}: ${value}`);
  return command.length === 0 && image.family === 'scratch'
    ? 'Nothing is in it: no shell, libc, CA bundle, time zones, `/etc/passwd` or `/tmp`.'
    : known.join('\n');
}

const code = (words: readonly string[]): string => `\`${JSON.stringify(words)}\``;

const tri = <T>(value: T | false | undefined, show: (value: T) => string): string | undefined =>
  value === undefined ? undefined : value === false ? 'none' : show(value);

function shellOf({ shell, family }: CatalogueImage): string | undefined {
  if (shell === '/busybox/sh') return '`/busybox/sh` (not `/bin/sh`, so shell form still fails)';
  return family === 'scratch' ? 'none' : tri(shell, path => `\`${path}\``);
}

function libcOf({ libc }: CatalogueImage): string | undefined {
  if (!libc) return undefined;
  if (libc.kind === 'none') return 'none: only static programs run';
  return libc.version ? `${libc.kind} ${libc.version}` : libc.kind;
}

function userOf({ user }: CatalogueImage): string | undefined {
  if (!user) return undefined;
  if (user.uid === 0) return 'root';
  return user.name ? `${user.uid} (${user.name})` : String(user.uid);
}

function usersOf({ users, usersComplete }: CatalogueImage): string | undefined {
  if (!usersComplete || users.length === 0) return undefined;
  const shown = users.slice(0, 6).map(({ name, uid }) => `${name} (${uid})`);
  return users.length > shown.length
    ? `${shown.join(', ')} and ${users.length - shown.length} more`
    : shown.join(', ');
}

/** The ones that programs are most often linked against, of the rest only how many there are. */
function librariesOf({ libraries }: CatalogueImage): string | undefined {
  if (libraries === undefined || libraries.length === 0) return undefined;
  const wanted = /^lib(?:ssl|crypto|stdc\+\+|gcc_s|gomp|z|zstd|sqlite3|ffi|pq|xml2|curl)\.so/;
  const shown = libraries.filter(name => wanted.test(name)).map(name => `\`${name}\``);
  const rest = libraries.length - shown.length;
  return [
    ...shown,
    rest > 0
      ? `${shown.length > 0 ? 'and ' : ''}${rest} ${shown.length > 0 ? 'more' : 'of the C library and its like'}`
      : '',
  ]
    .filter(Boolean)
    .join(', ')
    .replace(', and', ' and');
}

/** Documented, or the sum of its packages; a dash where nobody says. */
export function sizeOf({ family, sizeMB, installedMB }: CatalogueImage): string {
  if (family === 'scratch') return '0';
  if (sizeMB) return `${sizeMB} MB`;
  return installedMB ? `~${Math.round(installedMB)} MB` : '–';
}
