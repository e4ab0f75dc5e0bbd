/** Jars that a build surely does not make: it is known which ones it does. */
import { unwrap } from '../../../effects/commands';
import { lookup } from '../../../effects/contents';
import { readRun } from '../../../effects/run';
import { lineage, type Stage } from '../../../model/build';
import { baseName, isWithin, parentPath } from '../../../model/paths';
import type { Instruction } from '../../../syntax/instruction';
import type { Subject } from '../../rule';
import { isIdle } from '../idle-commands';
import { effectsOf } from '../stages';

export interface MisnamedJar {
  /** What the build makes in that folder. */
  readonly made: readonly string[];
  readonly by: Instruction;
}

/**
 * Says that a jar or war in Maven's build folder is none of those that the poms name. Declines unless nothing but Maven
 * and harmless commands has run there, and nothing of another kind can have put it there before or afterwards.
 */
export function misnamedJar(path: string, stage: Stage, subject: Subject): MisnamedJar | undefined {
  const ending = /\.(?:jar|war)$/.exec(path)?.[0];
  const effects = effectsOf(subject, stage);
  if (ending === undefined || effects === undefined || stage.base.kind === 'stage') return undefined;
  const { contents } = effects;
  const jars = effects.artifacts.filter(({ kind, path: place }) => kind === 'jar' && place !== undefined);
  const beside = jars.filter(artifact => parentPath(artifact.path ?? '/') === parentPath(path));
  const last = beside.at(-1);
  const since = last?.alone;
  if (last === undefined || since === undefined || beside.some(({ alone }) => alone === undefined))
    return undefined;
  const made = [...new Set(beside.flatMap(artifact => artifact.path ?? []))];
  if (made.includes(path) || !made.some(name => name.endsWith(ending))) return undefined;
  if (lineage(stage).some(layer => effectsOf(subject, layer)?.contents.unknownSince !== undefined))
    return undefined;
  if (lookup(contents, path).presence === 'yes' || contents.entries.has(path)) return undefined;
  if (effects.artifacts.some(artifact => artifact.path === undefined)) return undefined;
  for (const layer of contents.grafts) {
    if (!isWithin(path, layer.destination)) continue;
    if (layer.at >= since || (layer.source.kind === 'opaque' && !isMavenOnly(layer.by, stage)))
      return undefined;
    if (layer.source.kind === 'contents') return undefined;
  }
  return { made, by: last.by };
}

function isMavenOnly(instruction: Instruction, stage: Stage): boolean {
  const step = stage.steps.find(candidate => candidate.instruction === instruction);
  const script = step === undefined || instruction.keyword !== 'RUN' ? undefined : readRun(step);
  return script?.understood === true && script.commands.every(command => isMaven(command) || isIdle(command));
}

function isMaven(command: Parameters<typeof isIdle>[0]): boolean {
  const offset = unwrap(command)?.offset;
  return /^mvnw?$/.test(baseName(offset === undefined ? '' : (command.words[offset]?.value ?? '')));
}
