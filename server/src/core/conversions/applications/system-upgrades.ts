/** Upgrades of the distribution's packages in a build: a second stage on the same image would go without them. */
import { readRun } from '../../effects/run';
import type { StageEffects } from '../../effects/stage-effects';
import type { ShellCommand } from '../../shell/script';
import { decline, type Ledger } from '../decision';

/**
 * The commands that upgrade the system of the runtime stage as the original upgraded its own, each once and in their
 * order; apt's need its lists to be there, and get `setting` in front of them. Where the words of one cannot be told, that is a reason to decline.
 */
export function systemUpgrades(
  chain: readonly StageEffects[],
  setting: string,
  ledger: Ledger,
): readonly string[] {
  const found: string[] = [];
  for (const { stage } of [...chain].reverse()) {
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      for (const command of readRun(step)?.commands ?? []) {
        const text = upgradeOf(command);
        if (text === undefined) continue;
        if (text === '')
          decline(
            ledger,
            'Which packages are upgraded cannot be told: the runtime stage would not have them.',
            command.span,
          );
        else {
          // Nobody looks whether it worked: that holds for the second time as well.
          const careless = /\|\|\s*(?:true|:)/.test(step.instruction.body.text);
          const whole = text.startsWith('apt') ? setting + text : text;
          const line = careless ? `(${whole} || true)` : whole;
          if (!found.includes(line)) found.push(line);
        }
      }
    }
  }
  return found;
}

/** Undefined for other commands, empty for words that are not known. */
function upgradeOf({ words }: ShellCommand): string | undefined {
  const start = words[0]?.value === 'sudo' ? 1 : 0;
  const program = words[start]?.value?.replace(/^.*\//, '');
  const rest = words.slice(start + 1);
  const verb = rest.find(word =>
    /^(?:upgrade|dist-upgrade|full-upgrade|safe-upgrade)$/.test(word.value ?? ''),
  );
  if (verb === undefined || !/^(?:apk|apt|apt-get|aptitude)$/.test(program ?? '')) return undefined;
  const values = rest.filter(word => word !== verb).map(word => word.value);
  if (values.some(value => value === undefined || !/^[\w.,:/=+@~-]+$/.test(value))) return '';
  if (program === 'apk') {
    const own = values.filter(value => !/^(?:-U|-u|--update(?:-cache)?|--no-cache)$/.test(value ?? ''));
    return ['apk', 'upgrade', '--no-cache', ...own].join(' ');
  }
  const own = values.filter(value => !/^(?:-y|-yq|-qy|-yqq|-qqy|--yes|--assume-yes)$/.test(value ?? ''));
  return ['apt-get', verb.value === 'upgrade' ? 'upgrade' : 'dist-upgrade', '-y', ...own].join(' ');
}
