/** `npm start` and the like as a container's command: the program that the script in package.json starts. */
import { type Contents, lookup } from '../../../effects/contents';
import { packageJsonIn } from '../../../effects/node/project';
import { readPackageJson } from '../../../manifests/package-json';
import type { Stage } from '../../../model/build';
import { readScript } from '../../../shell/read-script';
import { plainText } from '../../../syntax/logical-text';
import type { Subject } from '../../rule';
import { effectsOf } from '../stages';

/**
 * The words of the one simple command that a script runs, through scripts that call scripts. Undefined where the
 * package.json is not known, other scripts run before or after it, or a shell does more than start a program.
 */
export function scriptWords(
  argv: readonly string[],
  stage: Stage,
  subject: Subject,
  depth = 0,
): readonly string[] | undefined {
  const name = scriptName(argv);
  const contents = effectsOf(subject, stage)?.contents;
  const directory = stage.end.workdir;
  if (name === undefined || contents === undefined || directory === undefined || depth > 4) return undefined;
  const scripts = (packageJsonIn(contents, subject.tree, directory) ?? manifestOfContext(subject))?.scripts;
  if (scripts === undefined || !Object.hasOwn(scripts, name)) return undefined;
  if (Object.hasOwn(scripts, `pre${name}`) || Object.hasOwn(scripts, `post${name}`)) return undefined;
  const text = scripts[name] ?? '';
  const script = readScript(plainText(text, { start: 0, end: text.length }), {
    cwd: directory,
    lookup: () => ({ kind: 'unknown' }),
  });
  const [only, ...others] = script.commands;
  if (only === undefined || others.length > 0 || !script.single) return undefined;
  const words = only.words.flatMap(word => (word.value === undefined || word.glob ? [] : [word.value]));
  if (words.length !== only.words.length) return undefined;
  return scriptName(words) === undefined ? words : scriptWords(words, stage, subject, depth + 1);
}

/** `start` for `npm start` and `yarn run start`; undefined for anything that runs no script, or with options. */
function scriptName([program, verb, name, ...others]: readonly string[]): string | undefined {
  if (program === undefined || !/^(?:npm|yarn|pnpm)$/.test(program) || others.length > 0) return undefined;
  if (verb === 'run') return name;
  if (name !== undefined) return undefined;
  if (verb === 'start' || verb === 'test') return verb;
  return program === 'npm' ? undefined : verb;
}

/** The project at the root of the context, where the stage itself has no manifest. */
function manifestOfContext({ tree }: Subject): ReturnType<typeof readPackageJson> {
  const text = tree.text('package.json');
  return text === undefined ? undefined : readPackageJson(text);
}

/** Whether a path is there for sure: then an interpreter finds it. */
export function isThere(contents: Contents, path: string | undefined): boolean {
  return path !== undefined && lookup(contents, path).presence === 'yes';
}
