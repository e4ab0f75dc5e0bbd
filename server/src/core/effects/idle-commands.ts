/** Commands of RUN that make nothing but what they name, so that they cannot have made an artefact. */

import type { Step } from '../model/build';
import { baseName } from '../model/paths';
import type { ShellCommand } from '../shell/script';
import { unwrap } from './commands';
import { readRun } from './run';

/** Whether a RUN does more than look and install: a compiler, a package manager of a language, a script. */
export function runsSomething(step: Step): boolean {
  const script = readRun(step);
  return script === undefined || !script.understood || script.commands.some(command => !isIdle(command));
}

/** Commands that make nothing but what they name, or nothing at all; redirections count as naming. */
const idle: ReadonlySet<string> = new Set(
  (
    ': true false test [ echo printf cat ls cd pwd set export apt apt-get apk dnf yum microdnf tdnf mkdir useradd adduser groupadd addgroup ' +
    'chmod chown rustup update-ca-certificates curl wget go ls rm strip date env locale-gen ldconfig git corepack'
  ).split(' '),
);

/** Whether a command of RUN surely makes no artefact of a build. */
export function isIdle(command: ShellCommand): boolean {
  const offset = unwrap(command)?.offset;
  const word = offset === undefined ? undefined : command.words[offset];
  if (word === undefined) return true;
  const name = word.value === undefined ? undefined : baseName(word.value);
  if (name === undefined || !idle.has(name)) return false;
  const verb = command.words
    .slice((offset ?? 0) + 1)
    .find(({ value }) => value?.startsWith('-') !== true)?.value;
  // What these fetch is neither a program nor the folder of one.
  if (name === 'go') return verb === 'mod' || verb === 'env' || verb === 'version';
  if (name === 'git') return verb === 'config';
  return true;
}
