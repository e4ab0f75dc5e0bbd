/** `make run` as the container's command: its one recipe line is started instead. */
import { makeCommands } from '../effects/make';
import type { StageEffects } from '../effects/stage-effects';
import { lookupIn } from '../model/environment';
import type { ShellCommand } from '../shell/script';
import type { Subject } from '../subject';
import { decline, type Ledger, note } from './decision';
import { type LaunchPlan, withLeading } from './launch-plan';

/** The plan with what make would start; undefined with a reason when that is more than one plain program. */
export function followMake(
  launch: LaunchPlan,
  effects: StageEffects,
  subject: Subject,
  ledger: Ledger,
): LaunchPlan | undefined {
  const [first] = launch.argv;
  if (first === undefined || launch.span === undefined || !/^(?:\/usr\/bin\/)?make$/.test(first.value))
    return launch;
  const { span } = launch;
  const command: ShellCommand = {
    words: launch.argv.map(word => ({
      text: word.value,
      value: word.value,
      glob: false,
      variables: [],
      span,
    })),
    prefix: [],
    redirects: [],
    lookup: lookupIn(effects.stage.end.environment),
    cwd: effects.stage.end.workdir,
    conditional: false,
    role: 'plain',
    span,
  };
  const commands = makeCommands(command, 0, effects.contents, subject.tree);
  const [only, ...others] = commands ?? [];
  const values = only?.words.map(word => word.value) ?? [];
  const plain =
    only !== undefined && only.prefix.length === 0 && only.redirects.length === 0 && only.role === 'plain';
  if (
    !plain ||
    others.length > 0 ||
    values.length === 0 ||
    only.words.some(word => word.glob || word.variables.length > 0)
  ) {
    return decline(
      ledger,
      `The container starts with \`${launch.argv.map(word => word.value).join(' ')}\`, which runs more than one plain program.`,
      span,
      'missing-executable',
    );
  }
  const known = values.filter(value => value !== undefined);
  if (known.length !== values.length) return decline(ledger, 'What `make` starts cannot be told.', span);
  note(
    ledger,
    `\`${launch.argv.map(word => word.value).join(' ')}\` only starts \`${known.join(' ')}\`, which is started directly now.`,
    span,
  );
  return withLeading(launch, launch.argv.length, known);
}
