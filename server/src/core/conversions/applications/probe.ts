/** HEALTHCHECK of an interpreted program: what a client asks, the interpreter can ask as well. */
import { runtimeVariable } from '../../model/environment';
import { baseName } from '../../model/paths';
import type { Instruction } from '../../syntax/instruction';
import { decline, type Ledger, note } from '../decision';
import type { PartPlan } from '../launch-plan';
import {
  isShell,
  type ProbeCommand,
  type ProbeWord,
  plainWord,
  probeName,
  readProbeCommand,
  scriptText,
} from '../probe-command';
import type { Application } from './application';
import { readProbeCall } from './probe-call';
import { isSayable, javascriptOf, pythonOf } from './probe-code';
import { hasProgram, interpreterOf, isInterpreter, type NewImage } from './programs-there';

/**
 * Decides for the last HEALTHCHECK of the stage: kept where what it starts is there, written in the language of the
 * program where `curl`, `wget` or `nc` asks, declined with the reason otherwise.
 */
export function planProbe(instruction: Instruction | undefined, image: NewImage, ledger: Ledger): PartPlan {
  const { app } = image;
  const nested = instruction?.nested;
  if (instruction === undefined || nested === undefined || nested.keyword === 'NONE') return { kind: 'keep' };
  const command = readProbeCommand(nested, app.effects, app.subject.tree);
  const written = nested.exec?.values[0] ?? '';
  const values = command === undefined ? undefined : translated(command, image);
  if (values !== undefined) {
    const client = plainWord(command?.words[0]) ?? '';
    const same = nested.exec?.values.every((value, index) => value === values[index]) === true;
    if (same && nested.exec?.values.length === values.length) return { kind: 'keep' };
    if (baseName(client) !== baseName(values[0] ?? ''))
      note(
        ledger,
        `HEALTHCHECK asks with \`${values[0]}\` what it asked with \`${client}\`, which the new image does not have.`,
        instruction.span,
      );
    else if (nested.exec === undefined || isShell(written))
      note(ledger, 'HEALTHCHECK is in exec form now, because there is no shell.', instruction.span);
    return { kind: 'replace', values };
  }
  decline(
    ledger,
    `HEALTHCHECK runs \`${probeName(command, nested)}\` in a way that needs more than the new image has: let the program probe itself, or leave the probe to the orchestrator.`,
    instruction.span,
    'healthcheck-without-client',
  );
  return { kind: 'keep' };
}

/** The same check in exec form, by what the new image has; undefined where there is none. */
export function translated(command: ProbeCommand, image: NewImage): readonly string[] | undefined {
  const { app } = image;
  const interpreter = interpreterOf(image);
  const probe = readProbeCall(command);
  if (probe !== undefined) {
    if (interpreter === undefined || !isSayable(probe, app.language)) return undefined;
    return app.language === 'node'
      ? [interpreter, '-e', javascriptOf(probe, majorOf(app))]
      : [interpreter, '-c', pythonOf(probe)];
  }
  const words = command.words.map(word => written(word, command, app));
  const [program, ...rest] = words;
  if (program === undefined || words.some(word => word === undefined)) return undefined;
  const args = rest.filter(word => word !== undefined);
  if (isInterpreter(program, app)) {
    const kept = hasProgram(program, image) ? program : interpreter;
    return kept === undefined ? undefined : [kept, ...args];
  }
  const script = scriptText(program, app.effects, app.subject.tree);
  if (script !== undefined) {
    const named = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S+)\s*\r?\n/.exec(script)?.[1] ?? '';
    if (interpreter === undefined || !isInterpreter(named, app) || !program.includes('/')) return undefined;
    return [interpreter, program, ...args];
  }
  return hasProgram(program, image) ? [program, ...args] : undefined;
}

function majorOf({ image }: Application): number | undefined {
  const major = Number(/^\d+/.exec(image.version ?? '')?.[0]);
  return Number.isNaN(major) ? undefined : major;
}

/** A word with the values that ENV gives its variables; undefined where a shell would put in what the operator gives. */
function written(word: ProbeWord, command: ProbeCommand, { effects }: Application): string | undefined {
  if (!command.throughShell) return plainWord(word);
  let text = '';
  for (const part of word) {
    if (typeof part === 'string') text += part;
    else {
      const value = runtimeVariable(effects.stage.end.environment, part.name)?.value;
      if (value?.kind !== 'value' || value.value === '') return undefined;
      text += value.value;
    }
  }
  return text;
}
