/** rm, rmdir, find -delete: what they take away. */
import picomatch from 'picomatch/posix';
import { baseName, joinPath } from '../model/paths';
import type { ShellWord } from '../shell/script';
import { pathOf, plainPaths } from './commands';
import { graft, throughLinks } from './contents';
import type { CommandContext } from './stage-effects';

/** `rm` and `unlink`: what the words name, as far as the shell's patterns tell. */
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

/** `rmdir`, with `-p` also the folders above that are named and become empty. */
export function removeDirectories(context: CommandContext, args: readonly ShellWord[]): void {
  removeFiles(context, args);
  if (!args.some(word => /^(?:-p|--parents)$/.test(word.value ?? ''))) return;
  for (const word of args) {
    for (let name = word.value ?? ''; !name.startsWith('-') && /[^/]\/+[^/]/.test(name); ) {
      name = name.replace(/\/+[^/]+\/*$/, '');
      const path = joinPath(context.command.cwd, name);
      if (path !== undefined) remove(context, path, true);
    }
  }
}

/** Takes a path away with all that is below it; a link is gone itself. */
export function remove(context: CommandContext, path: string, conditional: boolean): void {
  graft(context.effects.contents, {
    destination: path,
    by: context.step.instruction,
    owner: undefined,
    source: { kind: 'removed', conditional },
  });
}

/** `rm -r /app/*`: what the shell's pattern names, and what lies below that. */
export function removeMatching(context: CommandContext, written: string, conditional: boolean): void {
  const literal = /^(?:\/[^/*?[]+)*(?=\/)/.exec(written)?.[0] ?? '';
  // A pattern goes through links like any other path.
  const base = literal === '' ? '' : throughLinks(context.effects.contents, literal);
  const pattern = `${base === '/' ? '' : base}${written.slice(literal.length)}`;
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

/**
 * `find DIRECTORY -name PATTERN -delete`, and the same with `-exec rm`: takes away what matches, if it is there; other
 * tests are not followed.
 */
export function findAndDelete(context: CommandContext, args: readonly ShellWord[]): void {
  const removes = args.some(word => word.value === '-exec' || word.value === '-execdir');
  if (!removes && !args.some(word => word.value === '-delete')) return;
  const matchers = args.flatMap((word, index) => {
    const pattern = /^-i?name$/.test(word.value ?? '') ? args[index + 1]?.value : undefined;
    return pattern === undefined ? [] : [picomatch(pattern, { dot: true, nobrace: true, nonegate: true })];
  });
  const options = args.findIndex(word => /^(?:-|\(|!)/.test(word.value ?? ''));
  for (const path of plainPaths(context, options < 0 ? args : args.slice(0, options))) {
    // A folder is gone with what is in it.
    const names = (file: string): string[] =>
      removes ? file.slice(path.length).split('/') : [baseName(file)];
    graft(context.effects.contents, {
      destination: path,
      by: context.step.instruction,
      owner: undefined,
      source: {
        kind: 'removed',
        conditional: true,
        matches: file => names(file).some(name => name !== '' && matchers.some(matcher => matcher(name))),
      },
    });
  }
}
