/** What the project's own `docker run` mounts into its image: in Makefiles, shell scripts, scripts of package.json. */
import { baseName, cleanPath, isWithin } from '../../model/paths';
import type { Subject } from '../../subject';
import type { BindMount } from '../compose';

/**
 * Folders of the host that a `docker run` or `docker create` in a file of the context mounts, writable, below one of
 * `places`. Whose image it starts is not read: nobody else's keeps anything in the folders of this application.
 */
export function runMounts(subject: Subject, places: readonly string[]): readonly BindMount[] {
  const mounts: BindMount[] = [];
  for (const [path, text] of subject.context.texts) {
    if (!startsContainers.test(baseName(path)) || /(?:^|\/)node_modules\//.test(path)) continue;
    for (const [command] of text.replace(/\\\r?\n/g, ' ').matchAll(containerStart))
      for (const [, quoted = ''] of command.matchAll(volume)) {
        const match = /^(.*):(\/[^:,]*)(?::([\w,]+))?$/.exec(quoted.replace(/["'\\]/g, ''));
        const [, host = '', target = '', mode = ''] = match ?? [];
        const source = host.replace(workingFolder, '.');
        if (!/^[./~$]/.test(source) || /\bro\b/.test(mode)) continue;
        const inside = cleanPath(target);
        if (!places.some(place => isWithin(inside, place))) continue;
        const inContext = cleanPath(`/${source}`).slice(1);
        const isInContext =
          source.startsWith('.') && (inContext === '' || subject.context.entries.has(inContext));
        mounts.push({
          ...{ path: inside, isInContext, where: `the \`docker run\` in \`${path}\`` },
          source: isInContext ? inContext : undefined,
        });
      }
  }
  return mounts;
}

const startsContainers = /^(?:(?:GNUm|m|M)akefile|[Jj]ustfile|package\.json)$|\.(?:mk|sh|bash)$/;

const containerStart = /\b(?:docker|podman|nerdctl)\s+(?:container\s+)?(?:run|create)\s[^\n]*/g;

const volume = /\s(?:-v|--volume)[ =]\s*((?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s"'])+)/g;

/** The folder that the command is given in, as make and the shell write it. */
const workingFolder = /^\$?\$(?:\(pwd\)|\{?PWD\}?|\(PWD\)|\(CURDIR\))|^`pwd`/;
