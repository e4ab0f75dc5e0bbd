/** What a container of a Bun application starts: `bun run SCRIPT` followed through package.json to one file. */
import { packageJsonIn } from '../../effects/node/project';
import type { Application } from '../applications/application';
import type { LaunchPlan } from '../launch-plan';

export interface BunStart {
  /** Behind `bun`: options, `run`, the file, arguments. */
  readonly words: readonly string[];
  /** The file as it is written. */
  readonly file: string;
  /** A script of package.json was written out. */
  readonly followed: boolean;
}

/**
 * A reason instead where the start needs a shell, watches files, or runs the command of a package: those say with their
 * first line that Node.js runs them.
 */
export function followBun(app: Application, launch: LaunchPlan): BunStart | { readonly refused: string } {
  const argv = launch.argv.map(({ value }) => value);
  const isBun = /^(?:\/usr\/local\/bin\/)?bun$/.test(argv[0] ?? '');
  const handed = launch.entrypoint.kind === 'absent';
  // The entrypoint of the image runs Bun for words that are no program, such as an option, a file, or `run`.
  const bare = handed && /^-|\.[cm]?[jt]sx?$|^(?:run|start)$/.test(argv[0] ?? '');
  if (!isBun && !bare)
    return { refused: `The container starts \`${argv.join(' ')}\`, which is not Bun itself` };
  const first = startOf(isBun ? argv.slice(1) : argv);
  if (first === undefined || 'refused' in first)
    return first ?? { refused: `\`${argv.join(' ')}\` starts no file` };
  if (isFile(first.file)) return { ...first, followed: false };
  const scripts = packageJsonIn(app.effects.contents, app.subject.tree, app.workdir)?.scripts;
  const script = scripts?.[first.file];
  if (script === undefined || scripts === undefined)
    return { refused: `There is no script \`${first.file}\` in the package.json of the image` };
  if (scripts[`pre${first.file}`] !== undefined || scripts[`post${first.file}`] !== undefined)
    return { refused: `Bun runs other scripts before or after \`${first.file}\`` };
  const plain = /^bun\s+([\w./@:=\s-]+)$/.exec(script.trim());
  if (plain === null)
    return { refused: `\`${first.file}\` in package.json is \`${script}\`, which is not Bun with a file` };
  const next = startOf((plain[1] ?? '').trim().split(/\s+/));
  if (next === undefined || 'refused' in next) return next ?? { refused: `\`${script}\` starts no file` };
  if (!isFile(next.file)) return { refused: `\`${script}\` starts no file` };
  return { ...next, words: [...next.words, ...first.rest], followed: true };
}

function startOf(
  words: readonly string[],
): { words: readonly string[]; file: string; rest: readonly string[] } | { refused: string } | undefined {
  const run = words.findIndex(word => !word.startsWith('-'));
  const at =
    words[run] === 'run' ? words.findIndex((word, index) => index > run && !word.startsWith('-')) : run;
  const file = words[at];
  if (file === undefined || /^(?:x|exec|test|install|i|add|build|create|repl)$/.test(file)) return undefined;
  const options = words.slice(0, at).filter(word => word.startsWith('-'));
  if (options.some(word => /^--(?:watch|hot|inspect)/.test(word)))
    return {
      refused:
        'Bun restarts the program when files change, or waits for a debugger: this image is for development',
    };
  if (
    options.some(
      word => !/^--(?:bun|smol|production|no-install|prefer-offline|silent|env-file=.*|port=\d+)$/.test(word),
    )
  )
    return { refused: `Which file \`bun ${words.join(' ')}\` runs cannot be told` };
  return { words, file, rest: words.slice(at + 1) };
}

function isFile(word: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(word) || /^\.{0,2}\//.test(word);
}
