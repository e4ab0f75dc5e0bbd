/** tar and unzip: what comes out of an archive. */
import { baseName, joinPath } from '../model/paths';
import type { ShellWord } from '../shell/script';
import { pathOf, plainPaths } from './commands';
import { put } from './contents';
import { makeOpaque, writeFile } from './run';
import type { CommandContext } from './stage-effects';

/** `tar -x`, and `tar -cf archive files`, where the archive is all that is made. */
export function applyTar(context: CommandContext, args: readonly ShellWord[]): void {
  if (/^-?[A-Za-z]*c/.test(args.find(word => /^-?[A-Za-z]+$/.test(word.value ?? ''))?.value ?? '')) {
    for (const path of plainPaths(context, args)) if (/\.\w+$/.test(path)) writeFile(context, path, true);
    return;
  }
  const at = args.findIndex(word => word.value === '-C' || word.value === '--directory');
  const strips = args.some(word => /^--(?:strip|transform)/.test(word.value ?? ''));
  unpack(context, at < 0 ? context.command.cwd : pathOf(context, args[at + 1]), strips ? [] : args);
}

export function applyUnzip(context: CommandContext, args: readonly ShellWord[]): void {
  const at = args.findIndex(word => word.value === '-d');
  const flat = args.some(word => /^-\w*j/.test(word.value ?? ''));
  unpack(context, at < 0 ? context.command.cwd : pathOf(context, args[at + 1]), flat ? [] : args);
}

function unpack(context: CommandContext, directory: string | undefined, args: readonly ShellWord[]): void {
  const { contents } = context.effects;
  if (directory === undefined) {
    contents.unknownSince ??= context.step.instruction;
    return;
  }
  const name = args.flatMap(word => folderIn(baseName(word.value ?? '')) ?? [])[0];
  const folder = name === undefined ? undefined : joinPath(directory, name);
  if (folder !== undefined)
    put(contents, folder, {
      kind: 'directory',
      origin: { kind: 'made', how: 'unpack' },
      by: context.step.instruction,
      conditional: context.command.conditional,
    });
  makeOpaque(context, folder ?? directory);
}

/**
 * The one folder that an archive holds, for the tools whose makers publish them in such: Gradle's distributions
 * (docs.gradle.org, "Installing manually") and Maven's (maven.apache.org/install.html).
 */
function folderIn(archive: string): string | undefined {
  return (
    /^(gradle-\d[\w.-]*?)-(?:bin|all)\.zip$/.exec(archive)?.[1] ??
    /^(apache-maven-\d[\w.-]*?)-bin\.(?:zip|tar\.gz|tgz)$/.exec(archive)?.[1]
  );
}
