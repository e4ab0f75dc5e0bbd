/** RUNs of a final stage that a base without a shell can do without. */

import { unwrap } from '../../effects/commands';
import { readRun } from '../../effects/run';
import type { StageEffects } from '../../effects/stage-effects';
import { joinPath } from '../../model/paths';
import type { Instruction } from '../../syntax/instruction';
import { decline, type Ledger, note } from '../decision';

export interface DroppedRuns {
  readonly runs: readonly Instruction[];
  /** Directories they made, for the program to use. */
  readonly directories: readonly string[];
  /** They gave files to the container's user. */
  readonly owns: boolean;
}

/** Declines for every RUN that does what cannot be left out. */
export function droppableRuns(effects: StageEffects, ledger: Ledger): DroppedRuns {
  const runs: Instruction[] = [];
  const directories: string[] = [];
  let owns = false;
  for (const step of effects.stage.steps) {
    const { instruction } = step;
    if (instruction.keyword !== 'RUN') continue;
    runs.push(instruction);
    const script = readRun(step);
    if (script?.understood !== true) {
      decline(
        ledger,
        'A RUN of the final stage could not be read in full: a shell-less base cannot run it.',
        instruction.span,
        'run-without-shell',
      );
      continue;
    }
    for (const command of script.commands) {
      const offset = unwrap(command)?.offset;
      const program = offset === undefined ? undefined : command.words[offset]?.value;
      const name = program?.slice(program.lastIndexOf('/') + 1);
      const args = offset === undefined ? [] : command.words.slice(offset + 1);
      const written = command.redirects.some(
        redirect =>
          redirect.operator.startsWith('>') &&
          !/^\/dev\/|^\/etc\/(?:nsswitch\.conf|timezone|localtime|apk\/)/.test(
            redirect.target?.value ?? '?',
          ) &&
          redirect.target?.text !== '1' &&
          redirect.target?.text !== '2',
      );
      if (name === 'mkdir') {
        for (const word of args) {
          const path =
            word.value === undefined || word.value.startsWith('-')
              ? undefined
              : joinPath(command.cwd, word.value);
          if (path !== undefined && !ofSystem.test(path)) directories.push(path);
        }
      } else if (name === 'chown') owns = true;
      else if (
        name === 'rm' &&
        args.every(word =>
          /^-|^\/(?:var\/(?:cache|lib\/apt|tmp)|tmp|etc\/apk|usr\/share)/.test(word.value ?? ''),
        )
      )
        continue;
      else if (name === 'ln' && args.some(word => /^\/lib64?\//.test(word.value ?? '')))
        note(ledger, 'The link for the C library of another system is gone with the base.', command.span);
      else if ((name === 'ln' || name === 'cp') && args.some(word => word.value === '/etc/localtime'))
        continue;
      else if (name === undefined || written || !dropped.has(name)) {
        decline(
          ledger,
          `The final stage runs \`${command.words.map(word => word.text).join(' ') || 'a redirection'}\`, which a shell-less base cannot do.`,
          command.span,
          'run-without-shell',
        );
      }
    }
  }
  return { runs, directories: [...new Set(directories)], owns };
}

const dropped: ReadonlySet<string> = new Set(
  'apk apt apt-get yum dnf microdnf adduser useradd addgroup groupadd usermod update-ca-certificates chmod true : set echo test [ ls cat pwd export cd env date id whoami sync apt-mark exit'.split(
    ' ',
  ),
);

/** Folders for package managers, certificates, manual pages and links for another C library: no program's own. */
const ofSystem =
  /^\/(?:(?:lib64|root|etc\/(?:apt|apk|ssl|pki|ca-certificates)|usr\/(?:local\/)?share\/(?:ca-certificates|man|doc|info|locale)|var\/(?:cache\/(?:apt|apk|dnf|yum|debconf)|lib\/(?:apt|dpkg)))(?:\/|$)|(?:etc|usr|var|var\/(?:cache|lib|log))$)/;
