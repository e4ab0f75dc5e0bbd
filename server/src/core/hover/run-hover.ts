/** The hover of RUN: through what it runs, what it leaves behind, and what of it Distill cannot tell. */
import type { Stage, Step } from '../model/build';
import type { Subject } from '../subject';
import { nameOf, personOf } from './people';

/** Markdown; total. */
export function describeRun(stage: Stage, step: Step, subject: Subject): string | undefined {
  const { instruction, state } = step;
  const effects = subject.effects[stage.index];
  if (effects === undefined) return undefined;
  const user = personOf(state.user, stage, subject);
  const who = user === undefined ? '' : ` as ${nameOf(user)}`;
  const place = state.workdir === undefined ? '' : ` in \`${state.workdir}\``;
  const how =
    instruction.exec === undefined
      ? `through \`${(state.shell ?? ['/bin/sh', '-c']).join(' ')}\``
      : 'without a shell';
  const lines = [`Runs ${how}${who}${place}, while the image is built.`];
  const made: string[] = [];
  for (const [path, list] of effects.contents.entries) {
    const entry = list.at(-1)?.entry;
    if (entry?.by === instruction && entry.kind !== 'directory' && entry.conditional !== true)
      made.push(path);
  }
  if (made.length > 0) lines.push(`It makes ${listed(made)}.`);
  const packages = effects.installs
    .filter(install => install.by === instruction)
    .flatMap(install => install.packages);
  const names = packages.flatMap(name => name ?? []);
  if (names.length > 0) lines.push(`It installs ${listed(names)}.`);
  const unknown = [
    ...new Set(effects.unknown.filter(item => item.by === instruction).map(item => item.what)),
  ];
  if (unknown.length > 0)
    lines.push(
      `What ${listed(unknown)} leaves behind is not known to Distill; nothing is called absent after it.`,
    );
  return lines.join(' ');
}

const most = 6;

function listed(items: readonly string[]): string {
  const shown = items.slice(0, most).map(item => `\`${item}\``);
  const rest = items.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
