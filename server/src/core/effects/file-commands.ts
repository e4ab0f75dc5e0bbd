/** mkdir, install, cp, mv, ln: what they leave behind. */
import { baseName, cleanPath, joinPath, parentPath } from '../model/paths';
import type { ShellWord } from '../shell/script';
import { pathOf, plainPaths } from './commands';
import { type Found, graft, lookup, nameIn, put, snapshot, throughLinks, unknownOwner } from './contents';
import { remove, removeMatching } from './removals';
import { makeOpaque } from './run';
import type { CommandContext } from './stage-effects';

/** `mkdir` and `install -d`. */
export function makeDirectories(context: CommandContext, args: readonly ShellWord[]): void {
  const { contents } = context.effects;
  for (const path of plainPaths(context, dropOptionValues(args))) {
    if (lookup(contents, path).presence === 'yes') continue;
    put(
      contents,
      path,
      {
        kind: 'directory',
        origin: { kind: 'made', how: 'mkdir' },
        by: context.step.instruction,
        conditional: context.command.conditional,
        ...givenOwner(args),
      },
      {},
    );
  }
}

/** The `-o` and `-g` of `install`. */
function givenOwner(args: readonly ShellWord[]): { owner?: string } {
  const after = (option: RegExp): string | undefined => {
    const at = args.findIndex(word => option.test(word.value ?? ''));
    return at < 0 ? undefined : (args[at]?.value?.split('=')[1] ?? args[at + 1]?.value ?? unknownOwner);
  };
  const user = after(/^(?:-o|--owner(?:=.*)?)$/);
  const group = after(/^(?:-g|--group(?:=.*)?)$/);
  if (user === undefined) return {};
  return { owner: group === undefined ? user : `${user}:${group}` };
}

/** `cp` and `install`. */
export function copyFiles(context: CommandContext, args: readonly ShellWord[]): void {
  const installs = context.command.words.some(word => /(?:^|\/)install$/.test(word.value ?? ''));
  const keeps = !installs && hasOption(args, 'adp', 'archive|preserve(?:=.*)?');
  transferAll(context, args, {
    followsLinks: installs || !hasOption(args, 'adPrR', 'archive|no-dereference|recursive'),
    keepsOwners: keeps,
    owner: installs ? givenOwner(args).owner : undefined,
    replacesLinks: installs,
  });
}

/** Whether one of the short options, alone or among others, or of the long ones is given. */
function hasOption(args: readonly ShellWord[], letters: string, long: string): boolean {
  const option = new RegExp(`^(?:-[A-Za-z]*[${letters}][A-Za-z]*|--(?:${long}))$`);
  return args.some(word => option.test(word.value ?? ''));
}

interface Transfer {
  /** What a link leads to is copied, and not the link. */
  readonly followsLinks: boolean;
  readonly keepsOwners: boolean;
  readonly owner: string | undefined;
  /** A link in the place of the copy is replaced, and not written through. */
  readonly replacesLinks: boolean;
}

function transferAll(context: CommandContext, args: readonly ShellWord[], how: Transfer): void {
  const rest = dropOptionValues(args);
  const into = args.findIndex(word => /^(?:-[A-Za-z]*t|--target-directory)(?:=|$)/.test(word.value ?? ''));
  const words = rest.filter(word => word.value?.startsWith('-') !== true);
  const target = into >= 0 ? targetOf(args, into) : words.at(-1);
  const sources = into >= 0 ? words.filter(word => word !== target) : words.slice(0, -1);
  const named = pathOf(context, target);
  if (named === undefined) {
    context.effects.contents.unknownSince ??= context.step.instruction;
    return;
  }
  const { contents } = context.effects;
  const destination = throughLinks(contents, named);
  const existing = lookup(contents, destination);
  const plain = hasOption(args, 'T', 'no-target-directory');
  const directory =
    !plain &&
    (into >= 0 ||
      sources.length > 1 ||
      target?.value?.endsWith('/') === true ||
      existing.entry?.kind === 'directory');
  // A folder becomes `new/`; a file is refused there.
  const becomes =
    into < 0 && sources.length === 1 && existing.presence === 'no' && target?.value?.endsWith('/') === true;
  for (const source of sources) {
    const path = pathOf(context, source);
    const repeats = args.some(word => word.value === '--parents');
    // `install -D` makes the folders in front of a file: the name is that of a file.
    const leading = how.replacesLinks && sources.length === 1 && args.some(word => word.value === '-D');
    const vague =
      !leading &&
      existing.presence === 'maybe' &&
      (existing.entry !== undefined || !ofPrograms.test(destination));
    if (path === undefined || source.glob || repeats || vague) {
      makeOpaque(context, destination);
      // Whatever was there, it is a folder now, or the build has stopped.
      if (directory && existing.presence !== 'yes') putFolder(context, destination);
      else if (!directory) putArchive(context, destination);
      continue;
    }
    // `cp -r src/. dst` and `cp -r src dst` with no dst yet both give dst the contents of src.
    const contentsOnly = source.value?.endsWith('/.') === true;
    const folder = lookup(contents, path).entry?.kind === 'directory';
    const place =
      directory && !contentsOnly && !(becomes && folder)
        ? nameIn(destination, path)
        : how.replacesLinks
          ? nameIn(throughLinks(contents, parentPath(named)), named)
          : destination;
    transfer(context, path, place, how);
  }
}

/** A name among the programs of the system, where no image has folders: a copy to it is a file of that name. */
const ofPrograms = /^\/(?:usr\/)?(?:local\/)?s?bin\/[^/]+$/;

/**
 * What a wildcard is copied to under the name of an archive is that one file: of more than one, or of a folder in the
 * place, neither `cp` nor `mv` makes a file.
 */
function putArchive(context: CommandContext, path: string): void {
  if (!/\.[jw]ar$/.test(path)) return;
  put(context.effects.contents, path, {
    kind: 'file',
    origin: { kind: 'made', how: 'cp' },
    by: context.step.instruction,
    conditional: context.command.conditional,
  });
}

function putFolder(context: CommandContext, path: string): void {
  put(context.effects.contents, path, {
    kind: 'directory',
    origin: { kind: 'made', how: 'cp' },
    by: context.step.instruction,
    conditional: context.command.conditional,
  });
}

/** The directory of `-t DIRECTORY` or `--target-directory=DIRECTORY`. */
function targetOf(args: readonly ShellWord[], at: number): ShellWord | undefined {
  const option = args[at];
  const equals = option?.value?.indexOf('=') ?? -1;
  return option?.value === undefined || equals < 0
    ? args[at + 1]
    : { ...option, value: option.value.slice(equals + 1) };
}

function transfer(context: CommandContext, named: string, place: string, how: Transfer): void {
  const { contents } = context.effects;
  const by = context.step.instruction;
  const first = lookup(contents, named);
  const follows = how.followsLinks && first.entry?.kind === 'link';
  const path = follows ? throughLinks(contents, named) : named;
  const found = follows ? lookup(contents, path) : first;
  // Where nobody knows what a link leads to, a file of any kind stands in its place.
  const entry = found.entry?.kind === 'link' && follows ? undefined : found.entry;
  const conditional = context.command.conditional || found.presence === 'maybe';
  // What root keeps the owner of stays root's, whoever runs the command.
  const kept = how.keepsOwners ? (entry?.owner ?? (contents.runner && '0')) : how.owner;
  const owner = kept === undefined ? {} : { owner: kept };
  if (entry?.kind === 'directory' || entry?.kind === 'unknown' || entry === undefined) {
    const directory = entry?.kind === 'directory' && !conditional;
    graft(contents, {
      destination: place,
      by,
      owner: how.keepsOwners ? undefined : (how.owner ?? contents.runner),
      keepsOwners: how.keepsOwners ? 'own' : undefined,
      source: { kind: 'contents', contents: snapshot(contents), path },
    });
    if (!directory) makeOpaque(context, place);
    if (entry?.kind !== 'directory') {
      // A file or a directory: it is there, or the build has stopped.
      const origin = entry?.origin ?? { kind: 'unknown' };
      put(contents, place, {
        kind: 'unknown',
        origin,
        by,
        conditional: context.command.conditional,
        ...owner,
      });
    }
    return;
  }
  const { owner: _, ...bare } = entry;
  // A link leads from its new place to where its text says; only an absolute one is sure to lead to the same.
  put(contents, place, { ...bare, ...owner, by, ...(conditional ? { conditional: true } : {}) });
}

/** `mv`: what is not known for sure may be at either end. */
export function moveFiles(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.filter(word => word.value?.startsWith('-') !== true);
  const found = words.slice(0, -1).map(word => {
    const path = word.glob ? undefined : pathOf(context, word);
    return path === undefined ? undefined : lookup(context.effects.contents, path);
  });
  const destination = pathOf(context, words.at(-1));
  const sure = (source: Found | undefined): boolean =>
    source?.entry?.kind === 'file' ||
    (source?.presence === 'yes' && (source.entry?.kind === 'directory' || source.entry?.kind === 'link'));
  if (destination === undefined || !found.every(sure)) {
    for (const path of plainPaths(context, words))
      makeOpaque(context, path.includes('*') ? cleanPath(`${path}/..`) : path);
    for (const word of words.slice(0, -1)) {
      const path = pathOf(context, word);
      if (path !== undefined && word.glob) removeMatching(context, path, true);
      else if (path !== undefined) remove(context, path, true);
    }
    if (destination !== undefined && words.length === 2 && words[1]?.value?.endsWith('/') !== true)
      putArchive(context, destination);
    context.effects.contents.unknownSince ??= context.step.instruction;
    return;
  }
  transferAll(context, words, {
    followsLinks: false,
    keepsOwners: true,
    owner: undefined,
    replacesLinks: true,
  });
  for (const source of found)
    if (source !== undefined) remove(context, source.path, context.command.conditional);
}

/** `ln`, with `-s` and without. */
export function linkFile(context: CommandContext, args: readonly ShellWord[]): void {
  const { contents } = context.effects;
  const into = args.findIndex(word => /^(?:-[A-Za-z]*t|--target-directory)(?:=|$)/.test(word.value ?? ''));
  const directory = into < 0 ? undefined : targetOf(args, into);
  const words = args.filter(word => word.value?.startsWith('-') !== true && word !== directory);
  const [target, name] = directory === undefined ? words : [...words.slice(0, 1), directory];
  const several = words.length > (directory === undefined ? 2 : 1);
  if (target?.value === undefined || several || (name !== undefined && name.value === undefined)) {
    contents.unknownSince ??= context.step.instruction;
    return;
  }
  const place =
    name === undefined ? joinPath(context.command.cwd, baseName(target.value)) : pathOf(context, name);
  if (place === undefined) return;
  if (target.glob) {
    // Where the link leads is known only to the shell.
    makeOpaque(context, place);
    return;
  }
  // A link to a folder is that folder, unless `-n` or `-T` says otherwise.
  const followed = hasOption(args, 'nT', 'no-dereference|no-target-directory')
    ? place
    : throughLinks(contents, place);
  const path =
    directory !== undefined || lookup(contents, followed).entry?.kind === 'directory'
      ? nameIn(followed, target.value)
      : place;
  const by = context.step.instruction;
  const { conditional } = context.command;
  if (!hasOption(args, 's', 'symbolic')) {
    const source = pathOf(context, target);
    const found = source === undefined ? undefined : lookup(contents, source);
    const entry = found?.entry ?? { kind: 'unknown', origin: { kind: 'unknown' } };
    put(contents, path, { ...entry, by, conditional: conditional || found?.presence === 'maybe' });
    return;
  }
  const resolved = target.value.startsWith('/')
    ? cleanPath(target.value)
    : hasOption(args, 'r', 'relative')
      ? (pathOf(context, target) ?? '/')
      : cleanPath(`${path}/../${target.value}`);
  put(contents, path, {
    kind: 'link',
    origin: { kind: 'made', how: 'ln' },
    by,
    target: resolved,
    conditional,
  });
  // What is put below a link that may be there may land behind it.
  if (conditional) makeOpaque(context, resolved);
}

/** Without the options of these programs that take a value, alone or at the end of several letters, and their values. */
function dropOptionValues(args: readonly ShellWord[]): ShellWord[] {
  const takes = ({ value }: ShellWord): boolean =>
    /^(?:-[A-Za-z]*[mogS]|--(?:mode|owner|group|suffix))$/.test(value ?? '');
  return args.filter((word, index) => {
    const before = args[index - 1];
    return !(before !== undefined && takes(before)) && !takes(word);
  });
}
