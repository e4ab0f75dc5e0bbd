/** Follows what a container starts to one plain `node`: through npm, scripts of package.json, and known commands. */
import { lookup, originOf } from '../../../effects/contents';
import { packageJsonIn, stageText } from '../../../effects/node/project';
import { joinPath } from '../../../model/paths';
import { readScript } from '../../../shell/read-script';
import { plainText } from '../../../syntax/logical-text';
import { locateCommand } from './locate-command';
import { nestStart } from './nest-start';
import { packageCommand, refusedCommand } from './package-commands';
import { readRequest } from './package-manager';
import type { Place, Refused } from './place';
import { pm2Needs, pm2Note, pm2Runtime } from './pm2';
import { withoutWatcher } from './watchers';

export interface Followed {
  /** The first is `node`. */
  readonly words: readonly string[];
  /** What prefixes, `env` and `cross-env` set. */
  readonly environment: ReadonlyMap<string, string>;
  /** Scripts of package.json that were gone through, the outermost first. */
  readonly scripts: readonly string[];
  /** Packages that provide the started command. */
  readonly needs: readonly string[];
  /** Folders outside of the project that the command lies in. */
  readonly folders: readonly string[];
  /** A program that starts this one anew when files change was left out. */
  readonly watched: boolean;
  /** What the user should know. */
  readonly notes: readonly string[];
}

/** The one `node` behind a command line; refused, with a reason in a whole sentence, where it is anything else. */
export function followStart(argv: readonly string[], place: Place): Followed | Refused {
  const start = { environment: new Map(), scripts: [], needs: [], folders: [], watched: false, notes: [] };
  return follow({ ...start, words: argv }, place, 0);
}

function follow(command: Followed, place: Place, depth: number): Followed | Refused {
  const [program = ''] = command.words;
  if (depth > 12) return { refused: 'The scripts of package.json call one another without an end.' };
  const go = (next: Partial<Followed>, at = place): Followed | Refused =>
    follow({ ...command, ...next }, at, depth + 1);
  if (program === 'env' || program === 'cross-env') {
    const set = assignments(command.words.slice(1), program);
    if (set === undefined) return { refused: `The options of \`${program}\` at the start are not known.` };
    return go({ words: set.rest, environment: new Map([...command.environment, ...set.values]) });
  }
  if (isHanded(program, place)) return go({ words: handedOver(command.words.slice(1), place) });
  const request = readRequest(command.words);
  const setting =
    request === undefined
      ? undefined
      : managerSetting(/\byarn/.test(command.words.slice(0, 2).join(' ')), place);
  if (setting !== undefined)
    return { refused: `\`${command.words.join(' ')}\` cannot be left out: ${setting}.` };
  if (request?.kind === 'refused')
    return { refused: `\`${command.words.join(' ')}\` needs more than Node.js: ${request.why}.` };
  if (request?.kind === 'command') return go({ words: request.words }, { ...place, onPath: true });
  if (request !== undefined) {
    const manifest = packageJsonIn(place.contents, place.tree, place.workdir);
    if (manifest === undefined)
      return {
        refused: `What \`${command.words.join(' ')}\` starts cannot be told: the package.json of \`${place.workdir}\` is not known.`,
      };
    const { name, args } = request;
    const has = Object.hasOwn(manifest.scripts, name);
    if (!has && request.kind === 'either' && name !== 'start')
      return go({ words: [name, ...args] }, { ...place, onPath: true });
    const text = has ? manifest.scripts[name] : name === 'start' ? serverFile(place) : undefined;
    if (text === undefined)
      return { refused: `package.json has no script \`${name}\`, which the container starts.` };
    for (const around of [`pre${name}`, `post${name}`])
      if (Object.hasOwn(manifest.scripts, around))
        return {
          refused: `The script \`${name}\` of package.json comes with \`${around}\` (\`${manifest.scripts[around] ?? ''}\`): two programs cannot be started without a shell.`,
        };
    const plain = plainCommand(text);
    if (plain === undefined)
      return {
        refused: `The script \`${name}\` of package.json (\`${text}\`) does more than start one program: it needs a shell.`,
      };
    const environment = new Map([...command.environment, ...plain.environment]);
    const scripts = [...command.scripts, name];
    return go({ words: [...plain.words, ...args], environment, scripts }, { ...place, onPath: true });
  }
  return followProgram(command, place, go);
}

function followProgram(
  command: Followed,
  place: Place,
  go: (next: Partial<Followed>) => Followed | Refused,
): Followed | Refused {
  const [program = '', ...args] = command.words;
  if (/^(?:\/usr\/local\/bin\/)?node(?:js)?$/.test(program)) {
    if (place.onPath && place.installed.ranges.has('node'))
      return { refused: 'The project brings its own Node.js as a package, which its scripts start.' };
    return { ...command, words: ['node', ...args] };
  }
  const bare = /^(?:\.\/)?node_modules\/\.bin\/([\w.-]+)$/.exec(program)?.[1];
  if (bare === undefined && program.includes('/')) {
    if (!isNodeScript(program, place))
      return {
        refused: `The container starts \`${program}\`, which is not known to be a script of Node.js.`,
      };
    return go({ words: ['node', program, ...args] });
  }
  const name = bare ?? program;
  const watched = withoutWatcher(name, args, place);
  if (watched !== undefined) {
    if ('refused' in watched) return watched;
    return go({ words: watched.words, watched: true, notes: [...command.notes, watched.note] });
  }
  if (name === 'nest' && args[0] === 'start') {
    const nest = nestStart(args.slice(1), place);
    return 'refused' in nest ? nest : { ...command, words: nest.words, notes: [...command.notes, nest.note] };
  }
  const isPm2 = /^pm2-(?:runtime|docker)$/.test(name);
  const needs = isPm2 ? pm2Needs(args, place) : undefined;
  if (needs !== undefined) return { refused: `The container starts \`${name}\`, ${needs}.` };
  const why = refusedCommand(name);
  if (why !== undefined) return { refused: `The container starts \`${name}\`, which ${why}.` };
  const known = isPm2 ? pm2Runtime : packageCommand(name);
  if (known === undefined)
    return {
      refused: `The container starts \`${name}\`, and whether that is a plain program of Node.js is not known.`,
    };
  const [verb] = args;
  if (known.verbs !== undefined && !known.verbs.includes(verb ?? ''))
    return {
      refused: `The container starts \`${[name, verb ?? ''].join(' ').trim()}\`, which is for development: it compiles the sources as they change, and may start other programs.`,
    };
  const located = locateCommand(name, known, place, bare !== undefined);
  if ('refused' in located) return located;
  return {
    ...command,
    words: ['node', located.file, ...args],
    needs: [...command.needs, known.package, ...(known.also ?? [])],
    folders: [...command.folders, ...located.folders],
    notes: [...command.notes, ...(isPm2 ? [pm2Note] : [])],
  };
}

/** `NAME=value` words before a program; undefined for options, and for values that `cross-env` would expand. */
function assignments(
  words: readonly string[],
  program: string,
): { readonly values: ReadonlyMap<string, string>; readonly rest: readonly string[] } | undefined {
  const values = new Map<string, string>();
  let at = 0;
  for (; at < words.length; at++) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[at] ?? '');
    if (match?.[1] === undefined) break;
    const quoted = program === 'cross-env' ? /^(['"])(.*)\1$/s.exec(match[2] ?? '') : null;
    values.set(match[1], quoted?.[2] ?? match[2] ?? '');
  }
  const rest = words.slice(at);
  if (rest.length === 0 || rest[0]?.startsWith('-') || values.has('PATH')) return undefined;
  if (program === 'cross-env' && words.some(word => word.includes('$'))) return undefined;
  return { values, rest };
}

/** The entrypoint of the official image, where the project has no file of its own in its place. */
function isHanded(program: string, { contents }: Place): boolean {
  if (!/^(?:\/usr\/local\/bin\/)?docker-entrypoint\.sh$/.test(program)) return false;
  const found = lookup(contents, '/usr/local/bin/docker-entrypoint.sh');
  return found.presence === 'yes' && originOf(found)?.kind === 'base';
}

/** It starts `node` with what begins with an option, or is no command: a script that is no program. */
export function handedOver(words: readonly string[], place: Place): readonly string[] {
  const [first = ''] = words;
  if (first.startsWith('-')) return ['node', ...words];
  if (!/\.[cm]?[jt]s$/.test(first)) return words;
  const path = joinPath(place.workdir, first);
  return path !== undefined && lookup(place.contents, path).presence !== 'no' ? ['node', ...words] : words;
}

/** Why scripts run in another way than `node` alone would run them. */
function managerSetting(isYarn: boolean, place: Place): string | undefined {
  const { contents, tree, workdir, installed } = place;
  if (installed.elsewhere || (isYarn && hasPlugAndPlay(place)))
    return 'Yarn keeps the packages outside of node_modules, and only what it starts itself finds them';
  const settings = stageText(contents, tree, joinPath(workdir, '.npmrc') ?? '') ?? '';
  const name = /^\s*(node-options|script-shell|shell-emulator|scripts-prepend-node-path)\b/m.exec(
    settings,
  )?.[1];
  return name === undefined ? undefined : `.npmrc sets \`${name}\``;
}

/** Yarn from version 2 on keeps packages in archives, unless its settings name another linker. */
function hasPlugAndPlay({ contents, tree, workdir }: Place): boolean {
  const path = joinPath(workdir, '.yarnrc.yml') ?? '';
  const { packageManager = '' } = packageJsonIn(contents, tree, workdir) ?? {};
  if (lookup(contents, path).presence !== 'yes') return /^yarn@[2-9]/.test(packageManager);
  return !/^nodeLinker:\s*["']?(?:node-modules|pnpm)\b/m.test(stageText(contents, tree, path) ?? '');
}

/** `npm start` without a script of that name starts `server.js`, if that is there. */
function serverFile({ contents, workdir }: Place): string | undefined {
  const path = joinPath(workdir, 'server.js');
  return path !== undefined && lookup(contents, path).presence === 'yes' ? 'node server.js' : undefined;
}

/** A script's one simple command; undefined where a shell does more than start it. */
function plainCommand(
  text: string,
): { readonly words: readonly string[]; readonly environment: ReadonlyMap<string, string> } | undefined {
  const script = readScript(plainText(text, { start: 0, end: text.length }), {
    cwd: '/',
    lookup: () => ({ kind: 'unknown' }),
  });
  const [only, ...others] = script.commands;
  if (!script.understood || only === undefined || others.length > 0) return undefined;
  if (only.conditional || only.role !== 'plain' || only.redirects.length > 0) return undefined;
  if (!script.single && only.prefix.length === 0) return undefined;
  const words = only.words.flatMap(word => (word.value === undefined || word.glob ? [] : [word.value]));
  const environment = new Map(
    only.prefix.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
  );
  const whole = words.length === only.words.length && environment.size === only.prefix.length;
  if (!whole || environment.has('PATH') || words.length === 0) return undefined;
  return { words: words[0] === 'exec' ? words.slice(1) : words, environment };
}

/** A file of the context whose first line names Node.js, or one of a package. */
function isNodeScript(program: string, { contents, tree, workdir }: Place): boolean {
  const path = joinPath(workdir, program);
  if (path === undefined) return false;
  if (/\/node_modules\/(?!\.bin\/).*\.[cm]?js$/.test(path)) return true;
  const found = lookup(contents, path);
  const origin = found.presence === 'yes' ? originOf(found) : undefined;
  const text = origin?.kind === 'context' ? tree.text(origin.path) : undefined;
  return /^#!\s*\/usr\/bin\/env node\s*\r?\n/.test(text ?? '');
}
