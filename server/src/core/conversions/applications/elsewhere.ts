/**
 * A start that first goes to another folder, `cd server && node index.js` or `npm --prefix server start`, needs no
 * shell for that: the folder becomes the image's WORKDIR.
 */
import { lookup } from '../../effects/contents';
import { packageJsonIn } from '../../effects/node/project';
import type { StageEffects } from '../../effects/stage-effects';
import { rootImage } from '../../model/build';
import { joinPath, parentPath } from '../../model/paths';
import type { Target } from '../../settings';
import { readSubject, type Subject } from '../../subject';
import type { Instruction } from '../../syntax/instruction';
import type { Conversion } from '../convert';
import { overOriginal } from '../mend';
import { isShell, scriptText } from '../probe-command';
import { execForm, keywordStyle, lineStart } from '../text';
import { readApplication } from './application';
import { startedImage } from './check-starts';
import { launchOf } from './launched';
import { otherStarts } from './other-starts';

interface Elsewhere {
  readonly source: string;
  readonly folder: string;
  readonly start: Instruction;
}

/**
 * The conversion of the file with that WORKDIR; undefined where its start changes to no folder, and where it needs a
 * shell all the same.
 */
export function convertElsewhere(
  subject: Subject,
  chain: readonly StageEffects[],
  to: Target,
  convert: (again: Subject) => Conversion,
): Conversion | undefined {
  if (!subject.tree.complete || /^(?:slim|alpine|scratch)$/.test(to)) return undefined;
  const moved = startElsewhere(subject, chain);
  if (moved === undefined) return undefined;
  const again = readSubject(moved.source, subject.context, { ...subject.settings, rules: {} });
  const result = convert(again);
  if (result.outcome !== 'converted' || result.hasShell) return undefined;
  const message = `The working directory of the container is \`${moved.folder}\` now, where its start changed to: what else is started in it starts there, too.`;
  const notes = [{ message, span: moved.start.span }];
  return overOriginal(subject, { source: moved.source, done: [], notes }, again, result);
}

/**
 * The file with WORKDIR before the start, and the start without its change of folder. Undefined where the start
 * changes to none, where that is not surely there, and where something else relies on the old one.
 */
function startElsewhere(subject: Subject, chain: readonly StageEffects[]): Elsewhere | undefined {
  const [effects] = chain;
  const app = readApplication(subject, chain, 'auto');
  if (effects === undefined || app === undefined || !/^(?:node|python)$/.test(app.language)) return undefined;
  if (rootImage(effects.stage)?.family !== 'official') return undefined;
  const launch = launchOf(app);
  const parts = [launch?.entrypoint, launch?.cmd].filter(part => part !== undefined);
  const start = parts[0]?.step?.instruction;
  if (parts.length !== 1 || start === undefined) return undefined;
  if (!effects.stage.steps.some(({ instruction }) => instruction === start)) return undefined;
  const moved = startOf(start, effects, subject);
  const folder = moved === undefined ? undefined : joinPath(app.workdir, moved.folder);
  if (moved === undefined || folder === undefined || folder === app.workdir) return undefined;
  if (lookup(effects.contents, folder).presence !== 'yes' || /["\\$\s]/.test(folder)) return undefined;
  if (app.language === 'node' && !hasOwnPackages(subject, folder)) return undefined;
  if (reliesOnFolder(subject, effects) || otherStarts(subject, startedImage(app), app.workdir).length > 0)
    return undefined;
  const { source, newline } = subject.dockerfile;
  const keyword = keywordStyle(subject.dockerfile);
  const at = lineStart(source, start.span.start);
  const workdir = `${keyword('WORKDIR')} ${folder}${newline}`;
  const written = `${keyword(start.keyword)} ${moved.text}`;
  return {
    source: `${source.slice(0, at)}${workdir}${written}${source.slice(start.span.end)}`,
    folder,
    start,
  };
}

/** Packages are looked for from the folder up, and checked where its package.json lists them: no other may do. */
function hasOwnPackages({ effects }: Subject, folder: string): boolean {
  return effects
    .flatMap(({ dependencies }) => dependencies)
    .filter(({ ecosystem, directory }) => ecosystem === 'node' && directory !== '/usr/local/lib')
    .every(({ directory }) => directory === folder);
}

/** Health checks run in the same folder; a client that asks over the network does not care. */
function reliesOnFolder({ build }: Subject, { stage }: StageEffects): boolean {
  return (
    build.stages.some(({ base }) => base.kind === 'stage' && base.stage === stage) ||
    stage.steps.some(
      ({ instruction }) =>
        instruction.keyword === 'HEALTHCHECK' && !/\b(?:curl|wget|nc)\b/.test(instruction.body.text),
    )
  );
}

interface Moved {
  readonly folder: string;
  /** What stands behind the keyword then. */
  readonly text: string;
}

function startOf(start: Instruction, effects: StageEffects, subject: Subject): Moved | undefined {
  const values = start.exec?.values;
  if (values === undefined) {
    const changed = withoutChange(start.body.text);
    if (changed !== undefined) return { folder: changed.folder, text: changed.rest };
    const words = plainWords(start.body.text);
    return words === undefined ? undefined : byWords(words, effects, subject);
  }
  const [shell = '', option = '', script, ...others] = values;
  if (isShell(shell) && /^-[a-z]*c$/.test(option)) {
    const changed = script === undefined || others.length > 0 ? undefined : withoutChange(script);
    return changed && { folder: changed.folder, text: execForm([shell, option, changed.rest]) };
  }
  return byWords(values, effects, subject);
}

/** `cd folder && rest`: what comes after may be anything. */
function withoutChange(text: string): { readonly folder: string; readonly rest: string } | undefined {
  const [, quote, folder, rest] = /^\s*cd\s+(['"]?)([\w@./-]+)\1\s*(?:&&|;)\s*(\S.*)$/s.exec(text) ?? [];
  if (quote === undefined || folder === undefined || rest === undefined || folder.startsWith('-'))
    return undefined;
  return { folder, rest };
}

/** The words of a command in which a shell has nothing to expand. */
function plainWords(text: string): readonly string[] | undefined {
  return /^[\w@%+=:,./\s-]+$/.test(text) ? text.trim().split(/\s+/) : undefined;
}

function byWords(words: readonly string[], effects: StageEffects, subject: Subject): Moved | undefined {
  const manager = withoutOption(words);
  if (manager !== undefined) return { folder: manager.folder, text: execForm(manager.words) };
  return byPackageScript(words, effects, subject) ?? byFile(words, effects, subject);
}

/** `npm --prefix DIR`, `yarn --cwd DIR`, `pnpm -C DIR`: as if started there (the help of each). */
function withoutOption(
  words: readonly string[],
): { readonly folder: string; readonly words: readonly string[] } | undefined {
  const [program = ''] = words;
  const names = Object.hasOwn(folderOptions, program) ? folderOptions[program] : undefined;
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const at = own.findIndex(word => names?.some(name => word === name || word.startsWith(`${name}=`)));
  // Only npm takes it behind the script's name; the others hand it on.
  if (at < 1 || (program !== 'npm' && at !== 1)) return undefined;
  const joined = own[at]?.split(/=(.*)/s)[1];
  const folder = joined ?? own[at + 1];
  if (folder === undefined || folder.startsWith('-')) return undefined;
  return { folder, words: [...words.slice(0, at), ...words.slice(at + (joined === undefined ? 2 : 1))] };
}

const folderOptions: Readonly<Record<string, readonly string[]>> = {
  npm: ['--prefix', '-C'],
  yarn: ['--cwd'],
  pnpm: ['-C', '--dir'],
};

/** `npm start` whose script is `cd server && npm start`: the outer npm adds nothing to what the inner one sets. */
function byPackageScript(
  words: readonly string[],
  { contents, stage }: StageEffects,
  { tree }: Subject,
): Moved | undefined {
  const [program = '', verb = '', ...rest] = words;
  if (!/^(?:npm|yarn|pnpm)$/.test(program)) return undefined;
  const [name, ...args] = /^run(?:-script)?$/.test(verb) ? rest : [verb, ...rest];
  const scripts = packageJsonIn(contents, tree, stage.end.workdir ?? '/')?.scripts ?? {};
  if (name === undefined || args.length > 0 || !Object.hasOwn(scripts, name)) return undefined;
  if ([`pre${name}`, `post${name}`].some(around => Object.hasOwn(scripts, around))) return undefined;
  const text = scripts[name] ?? '';
  const changed = withoutChange(text);
  const inner = plainWords(changed?.rest ?? text);
  if (inner === undefined) return undefined;
  if (changed === undefined) {
    const manager = withoutOption(inner);
    return manager && { folder: manager.folder, text: execForm(manager.words) };
  }
  if (!/^(?:npm|yarn|pnpm)$/.test(inner[0] ?? '') || withoutOption(inner) !== undefined) return undefined;
  return { folder: changed.folder, text: execForm(inner) };
}

/** A script of the context that sets variables, changes its folder and starts one program. */
function byFile(words: readonly string[], effects: StageEffects, { tree }: Subject): Moved | undefined {
  const name = words.length === 2 && isShell(words[0] ?? '') ? words[1] : words[0];
  if (name === undefined || (words.length > 1 && name === words[0])) return undefined;
  // A shell looks for its script where it is started.
  const path = name === words[0] ? name : `./${name}`.replace(/^\.\/\//, '/');
  const text = path.includes('/') ? scriptText(path, effects, tree) : undefined;
  if (text === undefined || (words.length === 1 && !/^#!.*\b(?:ba|da|a)?sh\b/.test(text))) return undefined;
  const lines = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => !/^(?:#.*|set\s+[-+][\w\s]+)?$/.test(line));
  const last = lines
    .pop()
    ?.replace(/^exec\s+/, '')
    .replace(/\s+"\$@"$/, '');
  const started = last === undefined ? undefined : plainWords(last);
  if (started === undefined || /^(?:cd|export)$|=/.test(started[0] ?? '')) return undefined;
  const own = parentPath(joinPath(effects.stage.end.workdir, name) ?? '/');
  const set: string[] = [];
  let folder: string | undefined;
  for (const line of lines) {
    const target = /^cd\s+(?:"\$\(dirname\s+(?:--\s+)?"?\$0"?\)"|([\w@./-]+))$/.exec(line);
    const pair = /^export\s+([A-Za-z_]\w*)=(['"]?)([\w@%+:,./-]*)\2$/.exec(line);
    if (target !== null) {
      const to = target[1] === undefined ? own : joinPath(folder ?? effects.stage.end.workdir, target[1]);
      if (to === undefined || (target[1] === undefined && folder !== undefined)) return undefined;
      folder = to;
    } else if (pair !== null && pair[1] !== 'PATH') set.push(`${pair[1] ?? ''}=${pair[3] ?? ''}`);
    else return undefined;
  }
  if (folder === undefined) return undefined;
  return { folder, text: execForm([...(set.length > 0 ? ['env', ...set] : []), ...started]) };
}
