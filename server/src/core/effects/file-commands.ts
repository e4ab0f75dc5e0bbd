/** mkdir, cp, mv, ln, rm, wget, curl: what they leave behind. */
import picomatch from 'picomatch/posix';
import { baseName, cleanPath, joinPath } from '../model/paths';
import type { ShellWord } from '../shell/script';
import { pathOf, plainPaths } from './commands';
import { type Entry, type Found, graft, lookup, nameIn, put, snapshot } from './contents';
import { makeOpaque, writeFile } from './run';
import type { CommandContext } from './stage-effects';

export function makeDirectories(context: CommandContext, args: readonly ShellWord[]): void {
  const rest = dropOptionValues(args, new Set(['-m', '--mode', '-o', '-g', '--owner', '--group']));
  for (const path of plainPaths(context, rest)) {
    if (lookup(context.effects.contents, path).presence === 'yes') continue;
    const user = context.step.state.user;
    put(context.effects.contents, path, {
      kind: 'directory',
      origin: { kind: 'made', how: 'mkdir' },
      by: context.step.instruction,
      conditional: context.command.conditional,
      ...(user === undefined || user === '0' || user === 'root' ? {} : { owner: user }),
    });
  }
}

export function copyFiles(context: CommandContext, args: readonly ShellWord[]): void {
  const rest = dropOptionValues(args, new Set(['-m', '--mode', '-o', '-g', '--owner', '--group', '-S']));
  const into = args.findIndex(word => /^(?:-t|--target-directory)$/.test(word.value ?? ''));
  const words = rest.filter(word => word.value?.startsWith('-') !== true);
  const target = into >= 0 ? args[into + 1] : words.at(-1);
  const sources = into >= 0 ? words.filter(word => word !== target) : words.slice(0, -1);
  const destination = pathOf(context, target);
  if (destination === undefined) {
    context.effects.contents.unknownSince ??= context.step.instruction;
    return;
  }
  const { contents } = context.effects;
  const existing = lookup(contents, destination);
  const directory =
    into >= 0 ||
    sources.length > 1 ||
    target?.value?.endsWith('/') === true ||
    existing.entry?.kind === 'directory';
  for (const source of sources) {
    const path = pathOf(context, source);
    if (path === undefined || source.glob || existing.presence === 'maybe') {
      makeOpaque(context, destination);
      continue;
    }
    const found = lookup(contents, path);
    // `cp -r src/. dst` and `cp -r src dst` with no dst yet both give dst the contents of src.
    const contentsOnly = source.value?.endsWith('/.') === true;
    const place = directory && !contentsOnly ? nameIn(destination, path) : destination;
    transfer(context, found.entry, found.presence === 'maybe', path, place);
  }
}

function transfer(
  context: CommandContext,
  entry: Entry | undefined,
  maybe: boolean,
  path: string,
  place: string,
): void {
  const { contents } = context.effects;
  const by = context.step.instruction;
  const conditional = context.command.conditional || maybe;
  if (entry?.kind === 'directory' || entry?.kind === 'unknown' || entry === undefined) {
    const directory = entry?.kind === 'directory' && !conditional;
    graft(contents, {
      destination: place,
      by,
      owner: undefined,
      source: { kind: 'contents', contents: snapshot(contents), path },
    });
    if (!directory) makeOpaque(context, place);
    if (entry?.kind !== 'directory') {
      // A file or a directory: it is there, or the build has stopped.
      const origin = entry?.origin ?? { kind: 'unknown' };
      put(contents, place, { kind: 'unknown', origin, by, conditional: context.command.conditional });
    }
    return;
  }
  put(contents, place, {
    ...entry,
    by,
    ...(conditional ? { conditional: true } : {}),
  });
}

export function moveFiles(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.filter(word => word.value?.startsWith('-') !== true);
  const found = words.slice(0, -1).map(word => {
    const path = word.glob ? undefined : pathOf(context, word);
    return path === undefined ? undefined : lookup(context.effects.contents, path);
  });
  const destination = pathOf(context, words.at(-1));
  const sure = (source: Found | undefined): boolean =>
    source?.entry?.kind === 'file' || (source?.entry?.kind === 'directory' && source.presence === 'yes');
  if (destination === undefined || !found.every(sure)) {
    // What is not known cannot be followed: both ends may hold anything.
    for (const path of plainPaths(context, words))
      makeOpaque(context, path.includes('*') ? cleanPath(`${path}/..`) : path);
    context.effects.contents.unknownSince ??= context.step.instruction;
    return;
  }
  copyFiles(context, words);
  for (const source of found)
    if (source !== undefined) remove(context, source.path, context.command.conditional);
}

export function linkFile(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.filter(word => word.value?.startsWith('-') !== true);
  const [target, name] = words;
  if (target?.value === undefined || words.length > 2 || (name !== undefined && name.value === undefined)) {
    context.effects.contents.unknownSince ??= context.step.instruction;
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
  const path =
    lookup(context.effects.contents, place).entry?.kind === 'directory' ? nameIn(place, target.value) : place;
  const resolved = target.value.startsWith('/')
    ? cleanPath(target.value)
    : cleanPath(`${path}/../${target.value}`);
  put(context.effects.contents, path, {
    kind: 'link',
    origin: { kind: 'made', how: 'ln' },
    by: context.step.instruction,
    target: resolved,
    conditional: context.command.conditional,
  });
  // What is put below a link that may be there may land behind it.
  if (context.command.conditional) makeOpaque(context, resolved);
}

export function removeFiles(context: CommandContext, args: readonly ShellWord[]): void {
  for (const word of args) {
    if (word.value?.startsWith('-') === true) continue;
    // An empty argument, as of a variable that is not set, names nothing; and rm does not take `/`.
    const path = word.value === '' ? undefined : pathOf(context, word);
    if (path === undefined || path === '/') continue;
    if (word.glob) removeMatching(context, path, context.command.conditional);
    else remove(context, path, context.command.conditional);
  }
}

function remove(context: CommandContext, path: string, conditional: boolean): void {
  graft(context.effects.contents, {
    destination: path,
    by: context.step.instruction,
    owner: undefined,
    source: { kind: 'removed', conditional },
  });
}

/** `rm -r /app/*`: what the shell's pattern names, and what lies below that. */
function removeMatching(context: CommandContext, pattern: string, conditional: boolean): void {
  const segments = pattern.split('/');
  const first = segments.findIndex(segment => /[*?[]/.test(segment));
  const matcher = picomatch(pattern, { nobrace: true, noextglob: true, nonegate: true });
  const matches = (path: string): boolean => matcher(path.split('/').slice(0, segments.length).join('/'));
  const destination = segments.slice(0, first).join('/') || '/';
  graft(context.effects.contents, {
    destination,
    by: context.step.instruction,
    owner: undefined,
    source: { kind: 'removed', conditional, matches },
  });
}

/** `find DIRECTORY -name PATTERN -delete` takes away what matches, if it is there; other tests are not followed. */
export function findAndDelete(context: CommandContext, args: readonly ShellWord[]): void {
  if (!args.some(word => word.value === '-delete')) return;
  const at = args.findIndex(word => /^-i?name$/.test(word.value ?? ''));
  const pattern = at < 0 ? undefined : args[at + 1]?.value;
  const options = args.findIndex(word => word.value?.startsWith('-') === true);
  const matcher =
    pattern === undefined ? undefined : picomatch(pattern, { dot: true, nobrace: true, nonegate: true });
  for (const path of plainPaths(context, args.slice(0, options))) {
    graft(context.effects.contents, {
      destination: path,
      by: context.step.instruction,
      owner: undefined,
      source: { kind: 'removed', conditional: true, matches: file => matcher?.(baseName(file)) === true },
    });
  }
}

/** `wget URL`, `wget -O FILE`, `curl -o FILE`, `curl -O`: a file, or nothing when it goes to a pipe. */
export function downloadFile(context: CommandContext, args: readonly ShellWord[]): void {
  const { command } = context;
  let output: string | undefined;
  let outputGiven = false;
  let remoteName = command.words.some(word => word.value === 'wget');
  let prefix = command.cwd;
  let url: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value ?? args[index]?.text ?? '';
    if (/^(?:-[A-Za-z]*[oO]|--out(?:put)?|--output-document)$/.test(value)) {
      const isRemoteName =
        value.endsWith('O') && !remoteName && command.words.some(word => word.value === 'curl');
      if (isRemoteName) remoteName = true;
      else {
        outputGiven = true;
        output = args[++index]?.value;
      }
    } else if (/^-O./.test(value) && command.words.some(word => word.value === 'wget')) {
      outputGiven = true;
      output = value.slice(2);
    } else if (/^(?:-P|--directory-prefix)$/.test(value)) prefix = pathOf(context, args[++index]);
    else if (/^--(?:output|output-document)=/.test(value)) {
      outputGiven = true;
      output = value.slice(value.indexOf('=') + 1);
    } else if (/^(?:https?|ftp):/.test(value)) url = args[index]?.value;
  }
  if (outputGiven) {
    if (output === '-' || output === '/dev/null') return;
    const path = output === undefined ? undefined : joinPath(command.cwd, output);
    if (path === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
    else writeFile(context, path, command.conditional, 'download');
    return;
  }
  if (!remoteName || command.role !== 'plain') return;
  const name = url === undefined ? undefined : /\/([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1];
  const path = name === undefined ? undefined : joinPath(prefix, name);
  if (path !== undefined) writeFile(context, path, command.conditional, 'download');
  else if (prefix !== undefined) makeOpaque(context, prefix);
}

function dropOptionValues(args: readonly ShellWord[], options: ReadonlySet<string>): ShellWord[] {
  return args.filter((word, index) => {
    const before = args[index - 1]?.value;
    return !(before !== undefined && options.has(before)) && !options.has(word.value ?? '');
  });
}
