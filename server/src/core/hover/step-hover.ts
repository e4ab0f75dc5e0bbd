/** The hover of an instruction: the state that it leaves in force, and what that means in this file. */
import { lookup } from '../effects/contents';
import { assignments } from '../model/assignments';
import type { Stage, State, Step } from '../model/build';
import { runtimeVariable, variable } from '../model/environment';
import { joinPath } from '../model/paths';
import type { Subject } from '../subject';
import type { Instruction } from '../syntax/instruction';
import { describeCopy } from './copy-hover';
import { describeHealthcheck, describeStart } from './launch-hover';
import { nameOf, ownerText, personOf, writeNote } from './people';
import { describeRun } from './run-hover';

/** Markdown for the keyword of an instruction; undefined where there is nothing to add to the text of it. */
export function describeStep(stage: Stage, step: Step, subject: Subject): string | undefined {
  const { instruction } = step;
  const after = stage.steps[stage.steps.indexOf(step) + 1]?.state ?? stage.end;
  switch (instruction.keyword) {
    case 'WORKDIR':
      return describeWorkdir(stage, instruction, after, subject);
    case 'USER':
      return describeUser(stage, after, subject);
    case 'COPY':
    case 'ADD':
      return describeCopy(stage, step, subject);
    case 'RUN':
      return describeRun(stage, step, subject);
    case 'CMD':
    case 'ENTRYPOINT':
      return describeStart(stage, step, subject);
    case 'HEALTHCHECK':
      return describeHealthcheck(stage, instruction, subject);
    case 'ENV':
    case 'ARG':
      return describeVariables(instruction, after);
    case 'EXPOSE':
      return 'Says where the container listens. It publishes nothing: that is for `docker run -p` or Compose.';
    case 'VOLUME':
      return describeVolume(stage, instruction, subject);
    default:
      return undefined;
  }
}

function describeWorkdir(stage: Stage, by: Instruction, after: State, subject: Subject): string | undefined {
  const { workdir } = after;
  const contents = subject.effects[stage.index]?.contents;
  if (workdir === undefined || contents === undefined) return undefined;
  const { presence, entry } = lookup(contents, workdir);
  const lines = [`The working directory is \`${workdir}\` from here on.`];
  if (entry?.by === by && entry.origin.kind === 'made')
    lines.push(`This creates it, for ${ownerText(entry.owner)}.`);
  else if (presence === 'yes' && entry?.by === undefined) lines.push('The base image has it.');
  else if (presence === 'maybe') lines.push('It is created here if it is not there.');
  const note = writeNote(workdir, stage, subject);
  if (note !== undefined) lines.push(note);
  return lines.join(' ');
}

function describeUser(stage: Stage, after: State, subject: Subject): string | undefined {
  const user = personOf(after.user, stage, subject);
  if (user === undefined) return undefined;
  if (user.known === 'no')
    return `There is no user ${nameOf(user)} in \`/etc/passwd\` here: neither a \`RUN\` nor the container can start as it.`;
  const known =
    user.known === 'maybe' ? ' Whether the image has a user of that name is not known to Distill.' : '';
  const unnamed = user.name === undefined ? ' No name goes with that number; none is needed.' : '';
  return `Everything from here on runs as ${nameOf(user)}, and so does the container.${known}${unnamed}`;
}

function describeVariables(instruction: Instruction, after: State): string | undefined {
  const isArgument = instruction.keyword === 'ARG';
  const names = isArgument
    ? instruction.words.map(word => word.text.split('=')[0] ?? '')
    : assignments(instruction).map(pair => pair.name);
  const lines = names.flatMap(name => {
    const found = variable(after.environment, name);
    if (found === undefined) return [];
    const value =
      found.value.kind === 'value'
        ? `\`${found.value.value}\``
        : found.value.kind === 'unset'
          ? 'not set'
          : 'not known before the build';
    const told = `- \`${name}\`: ${value}${found.overridable ? ', unless `--build-arg` says otherwise' : ''}`;
    // BuildKit builds with the later of the two, whatever the reference says of their order.
    const kept = isArgument ? runtimeVariable(after.environment, name) : undefined;
    if (kept?.by === undefined || kept.value.kind !== 'value') return [told];
    return [`${told}; the container gets \`${kept.value.value}\` from \`ENV\``];
  });
  if (lines.length === 0) return undefined;
  const scope = isArgument
    ? 'For the rest of this stage; the container does not get it:'
    : 'From here on and in the container:';
  return `${scope}\n\n${lines.join('\n')}`;
}

function describeVolume(stage: Stage, instruction: Instruction, subject: Subject): string | undefined {
  const paths = instruction.exec?.values ?? instruction.words.map(word => word.text);
  const lines = paths.flatMap(text => {
    const path = text.includes('$') ? undefined : joinPath(stage.end.workdir, text);
    if (path === undefined) return [];
    const note = writeNote(path, stage, subject);
    return [`- \`${path}\`${note === undefined ? '' : `: ${note}`}`];
  });
  if (lines.length === 0) return undefined;
  return `A volume of its own is mounted here when the container starts, unless \`docker run -v\` mounts another:\n\n${lines.join('\n')}`;
}

/** An `ARG` before the first FROM. */
export function describeGlobalArgument(instruction: Instruction): string {
  const names = instruction.words.map(word => `\`${word.text.split('=')[0] ?? ''}\``).join(', ');
  return `${names}: for \`FROM\` lines only. A stage sees it after an \`ARG\` of the same name and without a value.`;
}
