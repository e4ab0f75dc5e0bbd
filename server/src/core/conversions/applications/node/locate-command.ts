/** Where the file behind a package's command lies: in `node_modules/.bin`, in the package, or among the global ones. */
import { lookup } from '../../../effects/contents';
import { cleanPath } from '../../../model/paths';
import type { PackageCommand } from './package-commands';
import type { Place, Refused } from './place';

/**
 * The file to give to `node`, as written behind it, and the folders to bring where it lies outside of the project;
 * `local` where the start itself says that it is the project's own.
 */
export function locateCommand(
  name: string,
  { package: owner, bin, majors, also = [] }: PackageCommand,
  place: Place,
  local: boolean,
): { readonly file: string; readonly folders: readonly string[] } | Refused {
  const { installed, contents, workdir } = place;
  const range = installed.ranges.get(owner);
  const global = installed.globally.get(owner);
  const lost = (why: string): Refused => ({
    refused: `The container starts \`${name}\` of the package \`${owner}\`, ${why}.`,
  });
  const unknownFile = 'whose file in this version is not known';
  if (!local && !(place.onPath && range !== undefined) && global !== undefined) {
    if (global !== 'latest' && !majors.includes(Number(global))) return lost(unknownFile);
    // From its own folder Node.js finds those beside it.
    const others = also.filter(name => !installed.ranges.has(name));
    if (others.some(name => !installed.globally.has(name)))
      return lost(`which needs ${others.map(name => `\`${name}\``).join(', ')} besides`);
    const folders = [owner, ...others].map(name => `/usr/local/lib/node_modules/${name}`);
    return { file: `${folders[0] ?? ''}/${bin}`, folders };
  }
  if (!local && !place.onPath) return lost('and nothing in the file puts it on the search path');
  if (range === undefined)
    return lost('which package.json does not list: it would be downloaded at every start');
  if (installed.elsewhere) return lost('which Yarn keeps outside of node_modules');
  const modules = cleanPath(`${workdir}/node_modules`);
  if (lookup(contents, modules).presence === 'no') return lost(`and \`${modules}\` is not in the image`);
  if (!installed.managers.has('pnpm')) return { file: `node_modules/.bin/${name}`, folders: [] };
  const major = /^[\^~]?(\d+)\b/.exec(range)?.[1];
  if (major === undefined || !majors.includes(Number(major)))
    return lost(`${unknownFile}, and pnpm starts it through a shell script`);
  return { file: `node_modules/${owner}/${bin}`, folders: [] };
}
