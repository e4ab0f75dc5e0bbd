/** Which Python a command of a stage runs, and where that one keeps its packages. */
import { rootImage } from '../../model/build';
import { baseName, cleanPath, isWithin, joinPath, parentPath } from '../../model/paths';
import { lookup, originOf, throughLinks } from '../contents';
import type { CommandContext } from '../stage-effects';

export interface Python {
  /** `/usr/local/bin/python3`; undefined where it cannot be known. */
  readonly executable: string | undefined;
  /** `3.13` */
  readonly minor: string | undefined;
  /** Where the programs of packages go. */
  readonly bin: string | undefined;
  /** Where packages go. */
  readonly site: string | undefined;
  /** Everything it writes lies below. */
  readonly prefix: string | undefined;
  /** `debian` keeps packages that pip installs out of the way of its own. */
  readonly layout: 'upstream' | 'debian' | 'environment';
}

/** The interpreter behind `pip`, `python3` or a path to either: by its folder, or the first one on PATH. */
export function pythonBehind(context: CommandContext, program: string): Python | undefined {
  const name = baseName(program);
  if (program.includes('/')) {
    const path = joinPath(context.command.cwd, program);
    return path === undefined ? undefined : pythonIn(context, parentPath(path), name);
  }
  const path = context.command.lookup('PATH');
  if (path.kind !== 'value') return undefined;
  for (const directory of path.value.split(':')) {
    if (!directory.startsWith('/')) return undefined;
    const found = pythonIn(context, cleanPath(directory), name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The environment that a folder is, as far as commands of this build made it. */
export function environmentAt(context: CommandContext, folder: string): Python | undefined {
  const marker = lookup(context.effects.contents, `${folder}/pyvenv.cfg`);
  const origin = marker.presence === 'yes' ? originOf(marker) : undefined;
  if (origin?.kind !== 'dependencies') return undefined;
  const { runtime } = origin.install;
  return {
    executable: `${folder}/bin/python`,
    minor: runtime,
    bin: `${folder}/bin`,
    site: runtime === undefined ? undefined : `${folder}/lib/python${runtime}/site-packages`,
    prefix: folder,
    layout: 'environment',
  };
}

function pythonIn(context: CommandContext, directory: string, name: string): Python | undefined {
  const environment =
    baseName(directory) === 'bin' ? environmentAt(context, parentPath(directory)) : undefined;
  if (environment !== undefined) return environment;
  const linked = linkedPython(context, directory, name);
  if (linked !== undefined) return linked;
  const image = rootImage(context.effects.stage);
  const official = image?.family === 'official' && image.runtime === 'python';
  const named = /\d+\.\d+$/.exec(name)?.[0];
  const program = name.startsWith('python') ? name : 'python3';
  if (directory === '/usr/local/bin' && official) {
    const minor = named ?? /^\d+\.\d+/.exec(image?.version ?? '')?.[0];
    return {
      executable: `/usr/local/bin/${program}`,
      minor,
      bin: '/usr/local/bin',
      site: minor === undefined ? undefined : `/usr/local/lib/python${minor}/site-packages`,
      prefix: '/usr/local',
      layout: 'upstream',
    };
  }
  if (directory === '/usr/bin' && (image?.distribution !== undefined || official)) {
    const { id = '', version = '' } = image?.distribution ?? {};
    const alpine = id === 'alpine';
    const minor = named ?? distributionMinor[`${id} ${version}`];
    const debian = id === 'debian' || id === 'ubuntu';
    if (!alpine && !debian) return undefined;
    const library = alpine ? '/usr/lib' : '/usr/local/lib';
    return {
      executable: `/usr/bin/${program}`,
      minor,
      bin: alpine ? '/usr/bin' : '/usr/local/bin',
      site:
        minor === undefined ? undefined : `${library}/python${minor}/${alpine ? 'site' : 'dist'}-packages`,
      prefix: alpine ? '/usr' : '/usr/local',
      layout: alpine ? 'upstream' : 'debian',
    };
  }
  if (isWithin(directory, '/usr') || /^\/(?:s?bin|root\/\.local\/bin)$/.test(directory)) return undefined;
  if (lookup(context.effects.contents, `${directory}/${name}`).presence === 'no') return undefined;
  const prefix = parentPath(directory);
  return prefix === '/'
    ? undefined
    : {
        executable: undefined,
        minor: named,
        bin: directory,
        site: undefined,
        prefix,
        layout: 'environment',
      };
}

/** A link that a command made: it runs what it leads to, and an environment made with it leads to the link. */
function linkedPython(context: CommandContext, directory: string, name: string): Python | undefined {
  const path = `${directory}/${name}`;
  const { presence, entry } = lookup(context.effects.contents, path);
  if (presence !== 'yes' || entry?.kind !== 'link' || entry.origin.kind !== 'made') return undefined;
  const end = throughLinks(context.effects.contents, path);
  if (end === path || !/^python[\d.]*$/.test(name) || !/^python[\d.]*$/.test(baseName(end))) return undefined;
  const found = pythonIn(context, parentPath(end), baseName(end));
  return found === undefined ? undefined : { ...found, executable: path };
}

/** The version of the package `python3`; packages.debian.org, packages.ubuntu.com, pkgs.alpinelinux.org. */
const distributionMinor: Readonly<Record<string, string>> = {
  'debian 10': '3.7',
  'debian 11': '3.9',
  'debian 12': '3.11',
  'debian 13': '3.13',
  'ubuntu 18.04': '3.6',
  'ubuntu 20.04': '3.8',
  'ubuntu 22.04': '3.10',
  'ubuntu 24.04': '3.12',
  'alpine 3.19': '3.11',
  'alpine 3.20': '3.12',
  'alpine 3.21': '3.12',
  'alpine 3.22': '3.12',
};
