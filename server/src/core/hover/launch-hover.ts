/** The hovers of CMD, ENTRYPOINT and HEALTHCHECK: the command that is run in the end, as whom and where. */
import { lineage, type Stage, type Step } from '../model/build';
import { type Part, readLaunch } from '../model/launch';
import { missingClient } from '../rules/healthcheck-without-client';
import { missingPrograms } from '../rules/missing-executable';
import type { Subject } from '../subject';
import { flagNamed, type Instruction } from '../syntax/instruction';
import { nameOf, personOf } from './people';

/** Markdown about the container's start; undefined where nothing is known of it. */
export function describeStart(stage: Stage, step: Step, subject: Subject): string | undefined {
  const { keyword } = step.instruction;
  const steps = stage.steps.filter(({ instruction }) => instruction.keyword === keyword);
  const last = steps.at(-1);
  if (last !== undefined && last !== step)
    return `Without effect: only the last \`${keyword}\` of a stage counts, which is in line ${lineOf(last.instruction, subject)}.`;
  const launch = readLaunch(stage);
  if (launch === undefined) return undefined;
  const user = personOf(stage.end.user, stage, subject);
  const who = user === undefined ? '' : ` as ${nameOf(user)}`;
  const place = stage.end.workdir === undefined ? '' : ` in \`${stage.end.workdir}\``;
  if (keyword === 'CMD' && launch.cmd === undefined && launch.entrypoint !== undefined)
    return '`CMD` is ignored: the shell form of `ENTRYPOINT` takes no arguments.';
  if (launch.argv === undefined)
    return `Starts a shell${who}${place}: ${launch.obstacle?.message ?? 'it does more than start one program'}.`;
  const command = launch.argv.map(word => word.value).join(' ');
  const shell = launch.throughShell ? ', through a shell' : '';
  const lines = [`The container runs \`${command}\`${who}${place}${shell}.`];
  const parts = [inherited('ENTRYPOINT', launch.entrypoint, stage), inherited('CMD', launch.cmd, stage)];
  for (const part of parts) if (part !== undefined) lines.push(part);
  const missing = missingPrograms(stage, subject).find(found => found.keyword !== 'HEALTHCHECK');
  if (missing !== undefined) lines.push(`**\`${missing.program.value}\` is not in the image.**`);
  return lines.join(' ');
}

/** Which part of the command another stage or the base image brings. */
function inherited(keyword: string, part: Part | undefined, stage: Stage): string | undefined {
  if (part === undefined) return undefined;
  const { step } = part;
  const words = `\`${part.values.join(' ')}\``;
  if (step === undefined) return `${words} is the \`${keyword}\` of the base image.`;
  if (stage.steps.includes(step)) return undefined;
  const owner = lineage(stage).find(ancestor => ancestor.steps.includes(step));
  return `${words} is the \`${keyword}\` of the stage \`${owner?.name ?? owner?.index}\`.`;
}

/** Markdown about a health check; undefined for a half-typed one. */
export function describeHealthcheck(
  stage: Stage,
  instruction: Instruction,
  subject: Subject,
): string | undefined {
  const { nested } = instruction;
  if (/^NONE\b/i.test(instruction.words[0]?.text ?? ''))
    return 'Switches off the health check of the base image.';
  if (nested === undefined) return undefined;
  const command = nested.exec?.values.join(' ') ?? nested.body.text;
  const option = (name: string, otherwise: string): string =>
    flagNamed(instruction, name)?.value ?? otherwise;
  const shell = nested.exec === undefined ? ', through a shell' : '';
  const lines = [
    `Docker runs \`${command}\` in the container every ${option('interval', '30s')}${shell}; after ${option('retries', '3')} failures it is unhealthy.`,
    'Kubernetes does not look at it.',
  ];
  const missing =
    missingClient(stage, subject)?.client ??
    missingPrograms(stage, subject).find(found => found.keyword === 'HEALTHCHECK')?.program.value;
  if (missing !== undefined) lines.push(`**\`${missing}\` is not in the image.**`);
  return lines.join(' ');
}

function lineOf(instruction: Instruction, subject: Subject): number {
  return subject.dockerfile.source.slice(0, instruction.span.start).split('\n').length;
}
