/** HEALTHCHECK in an image without a shell: only a program that is there can be the probe. */
import type { StageEffects } from '../effects/stage-effects';
import { joinPath } from '../model/paths';
import { readScript } from '../shell/read-script';
import type { Instruction } from '../syntax/instruction';
import { decline, type Ledger, note } from './decision';
import type { PartPlan } from './launch-plan';

/** Decides for the last HEALTHCHECK of the stage; `available` are the programs that the new stage will have. */
export function planHealthcheck(
  instruction: Instruction | undefined,
  effects: StageEffects,
  available: readonly string[],
  ledger: Ledger,
): PartPlan {
  const nested = instruction?.nested;
  if (instruction === undefined || nested === undefined || nested.keyword === 'NONE') return { kind: 'keep' };
  const has = (program: string | undefined): boolean => {
    if (program === undefined) return false;
    const path = program.includes('/') ? joinPath(effects.stage.end.workdir, program) : undefined;
    return path === undefined
      ? available.some(known => known.endsWith(`/${program}`))
      : available.includes(path);
  };
  if (nested.exec !== undefined && has(nested.exec.values[0])) return { kind: 'keep' };
  const script = readScript(nested.body, {
    cwd: effects.stage.end.workdir,
    lookup: () => ({ kind: 'unset' }),
  });
  const [probe, ...others] = script.commands;
  const exits = others.every(command => command.words[0]?.value === 'exit');
  const values = probe?.words.map(word => word.value) ?? [];
  if (
    nested.exec === undefined &&
    exits &&
    script.understood &&
    has(values[0]) &&
    values.every(value => value !== undefined) &&
    probe?.redirects.length === 0
  ) {
    note(ledger, 'HEALTHCHECK is in exec form now, because there is no shell.', instruction.span);
    return { kind: 'replace', values: values.filter(value => value !== undefined) };
  }
  const program = nested.exec?.values[0] ?? values[0] ?? nested.body.text;
  decline(
    ledger,
    `HEALTHCHECK runs \`${program}\`, which a shell-less base does not have: let the program probe itself, or leave the probe to the orchestrator.`,
    instruction.span,
    'healthcheck-without-client',
  );
  return { kind: 'keep' };
}
