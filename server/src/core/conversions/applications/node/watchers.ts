/** nodemon and its like: in an image no file changes, so they only start the program. */

import { lookup } from '../../../effects/contents';
import { packageJsonIn, stageText } from '../../../effects/node/project';
import { joinPath } from '../../../model/paths';
import type { Place, Refused } from './place';

/**
 * What `nodemon app.js` starts; undefined for any other program. Refused where settings or options name another
 * command: those go through a shell (nodemon 3.1, `lib/monitor/run.js`).
 */
export function withoutWatcher(
  name: string,
  args: readonly string[],
  place: Place,
): { readonly words: readonly string[]; readonly note: string } | Refused | undefined {
  if (name !== 'nodemon') return undefined;
  const refuse = {
    refused: 'The container starts `nodemon`, which starts a command in a shell and watches files.',
  };
  if (hasSettings(place)) return refuse;
  let at = 0;
  for (; at < args.length; at++) {
    const option = args[at] ?? '';
    if (!option.startsWith('-')) break;
    if (/^(?:-w|--watch|-e|--ext|-i|--ignore|-d|--delay|--signal|-s)$/.test(option)) at++;
    else if (
      !/^(?:-L|--legacy-watch|-q|--quiet|-V|--verbose|-I|--no-stdin|-C|--on-change-only|--(?:watch|ext|ignore|delay|signal)=.*)$/.test(
        option,
      )
    )
      return refuse;
  }
  const [script, ...rest] = args.slice(at);
  if (script === undefined || rest.some(word => /^--?(?:x|exec|w|watch|e|ext)$/.test(word))) return refuse;
  if (!/\.[cm]?js$|^[^.]*$|^\.\/[^.]*$/.test(script)) return refuse;
  return {
    words: ['node', script, ...rest],
    note: '`nodemon` is left out and the program is started directly: in an image no file changes. When the program ends, the container ends with it.',
  };
}

function hasSettings({ contents, tree, workdir }: Place): boolean {
  const path = joinPath(workdir, 'nodemon.json') ?? '';
  if (lookup(contents, path).presence !== 'no') return true;
  const own = joinPath(workdir, 'package.json') ?? '';
  return (
    packageJsonIn(contents, tree, workdir) === undefined ||
    /"nodemonConfig"/.test(stageText(contents, tree, own) ?? '')
  );
}
