/** The JavaScript file that a container starts. */
import { lookup } from '../../../effects/contents';
import type { Stage } from '../../../model/build';
import { readLaunch } from '../../../model/launch';
import { joinPath, baseName as lastPart } from '../../../model/paths';
import type { Subject } from '../../rule';
import { plainWords } from '../programs';
import { effectsOf } from '../stages';
import { scriptWords } from './package-scripts';

/**
 * The absolute path of the script that Node.js is given; undefined where something else is started, where options may
 * change how modules are found, and where the file cannot be told.
 */
export function startedScript(stage: Stage, subject: Subject): string | undefined {
  const contents = effectsOf(subject, stage)?.contents;
  const words = nodeWords(stage, subject);
  if (words === undefined || contents === undefined) return undefined;
  const [script] = words.filter(word => !harmless.test(word));
  if (script === undefined || script.startsWith('-') || /[$*?[\]]/.test(script)) return undefined;
  const path = joinPath(stage.end.workdir, script);
  if (path === undefined || !/\.[cm]?js$/.test(lastPart(path))) {
    // `node dist/main` is `dist/main.js`, unless it is a folder with an index.
    const file = path === undefined ? undefined : `${path}.js`;
    return file !== undefined && lookup(contents, path ?? '').presence !== 'yes' ? file : undefined;
  }
  return path;
}

/** Options that change neither which file is started nor where its modules come from. */
const harmless =
  /^--(?:enable-source-maps|trace-[\w-]+|no-warnings|no-deprecation|max[-_]old[-_]space[-_]size=\d+|unhandled-rejections=\w+|inspect(?:=\S*)?|expose-gc|es-module-specifier-resolution=node)$/;

/** The words behind `node`, wrappers of the official image and small inits seen through. */
function nodeWords(stage: Stage, subject: Subject): readonly string[] | undefined {
  const launch = readLaunch(stage);
  let words = launch?.argv?.map(word => word.value) ?? [];
  while (/^(?:docker-entrypoint\.sh|tini|dumb-init)$/.test(lastPart(words[0] ?? '')) || words[0] === '--')
    words = words.slice(1);
  const cmd = launch?.cmd;
  if (cmd?.form === 'shell' && /sh$/.test(words[0] ?? '') && cmd.step !== undefined)
    words = plainWords(cmd.step.instruction, stage.end.workdir) ?? [];
  const followed = scriptWords(words, stage, subject) ?? words;
  return /^node(?:js)?$/.test(lastPart(followed[0] ?? '')) ? followed.slice(1) : undefined;
}
