/** Files of the system that a command changes where they stand: a new base has them as its owner made them. */
import { readRun } from '../../effects/run';
import { baseName, isWithin, joinPath } from '../../model/paths';
import type { ShellCommand } from '../../shell/script';
import { decline, type Ledger } from '../decision';
import type { Application } from './application';

/** Declines for `sed -i` and the like on a file of the base image that the program may read. */
export function checkEdits({ chain, workdir }: Application, ledger: Ledger): void {
  for (const { stage } of chain)
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      for (const command of readRun(step)?.commands ?? []) {
        const path = editedFile(command);
        if (path === undefined || isOwn(path, workdir) || ofTheBuild.some(folder => isWithin(path, folder)))
          continue;
        decline(
          ledger,
          `\`${command.words[0]?.text ?? ''}\` changes \`${path}\` of the image, which the new base has unchanged.`,
          command.span,
        );
      }
    }
}

/** The last word of `sed -i …`; undefined for anything else, and for a path that cannot be known. */
function editedFile({ words, cwd }: ShellCommand): string | undefined {
  const program = baseName(words[0]?.value ?? '');
  const inPlace = words.some(word => /^(?:-[a-zA-Z]*i|--in-place)/.test(word.value ?? ''));
  if (!/^(?:sed|perl)$/.test(program) || !inPlace) return undefined;
  const last = words.at(-1)?.value;
  return last === undefined ? undefined : joinPath(cwd, last);
}

/** Below folders of the system; anywhere else is a place that is carried. */
function isOwn(path: string, workdir: string): boolean {
  return (workdir !== '/' && isWithin(path, workdir)) || !/^\/(?:etc|usr|lib|var|bin|sbin)\//.test(path);
}

/** What package managers and shells are told, and accounts. */
const ofTheBuild: readonly string[] = [
  '/etc/apt',
  '/etc/apk',
  '/etc/dpkg',
  '/etc/locale.gen',
  '/etc/default',
  '/etc/pam.d',
  '/etc/ssh',
  '/etc/sudoers',
  '/etc/login.defs',
  '/etc/passwd',
  '/etc/group',
  '/etc/bash.bashrc',
  '/etc/adduser.conf',
  '/usr/local',
];
