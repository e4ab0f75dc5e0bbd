/** Which folder a server of files gives out, where its own packages lie elsewhere: it needs nothing else of the project. */
import { cleanPath, isWithin, joinPath } from '../../../model/paths';
import type { NodeStart } from './start';

/**
 * Below `directory`, the folder of a project, and not the whole of it; undefined for other programs, for servers that are
 * installed in the project, and where an option leaves open which word is the folder.
 */
export function servedFolder(
  directory: string,
  workdir: string,
  { script, launch }: Pick<NodeStart, 'script' | 'launch'>,
): string | undefined {
  if (script === undefined || isWithin(script, directory)) return undefined;
  const server = /\/node_modules\/(serve|http-server)\/[^/]+\/[^/]+$/.exec(script)?.[1];
  const at = launch.argv.findIndex(({ value }) => value === script);
  if (server === undefined || at < 0) return undefined;
  const words = launch.argv.slice(at + 1).map(({ value }) => value);
  const named = server === 'serve' ? operandOfServe(words) : words[0];
  if (named === undefined || named.startsWith('-')) return undefined;
  const folder = joinPath(workdir, named);
  if (folder === undefined || folder === cleanPath(directory) || !isWithin(folder, directory))
    return undefined;
  return isWithin(folder, cleanPath(`${directory}/node_modules`)) ? undefined : folder;
}

/** The only word that is no option (serve 14, `--help`); undefined where there is another option, or several words. */
function operandOfServe(words: readonly (string | undefined)[]): string | undefined {
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '$';
    if (/^(?:-l|--listen|-p)$/.test(word)) index++;
    else if (
      !/^(?:-[snuSdCL]+|--(?:single|no-clipboard|no-compression|no-etag|symlinks|debug|cors|no-port-switching|no-request-logging)|--listen=.*)$/.test(
        word,
      )
    )
      operands.push(word);
  }
  return operands.length === 1 ? operands[0] : undefined;
}
