/** Whether a final stage is a mere collection: no instruction in it needs the old base. */
import { applyEdits, type Edit } from '../../edits/change';
import { isRoot } from '../../effects/stage-effects';
import { lookupIn, variable } from '../../model/environment';
import { expand } from '../../model/expand';
import { isWithin } from '../../model/paths';
import { flagNamed, type Instruction } from '../../syntax/instruction';
import { newLedger } from '../decision';
import { droppableRuns } from '../go/runtime-runs';
import type { Application, RuntimePlan } from './application';

/** True where the base can be another one, and the rest of the stage stays. */
export function isPlain(app: Application, plan: RuntimePlan): boolean {
  const { chain, effects, subject, workdir } = app;
  const { stage } = effects;
  // A single stage becomes two: what it was stays there, to be built and tried by itself.
  if (/^(?:node|python)$/.test(app.language) && !collects(app)) return false;
  // A stage that only gives the image a name.
  if (chain.slice(1).some(other => other.stage.steps.length > 0)) return false;
  if (rootOf(app)?.stage.base.kind !== 'image' || plan.buildAdditions.length > 0) return false;
  // Nothing in the stage made what comes from the old base.
  if (plan.lines.some(line => line.includes('{build}'))) return false;
  if (plan.lines.some(line => line.includes('{image}')) && oldImage(app, plan) === undefined) return false;
  if (effects.artifacts.length > 0 || effects.unknown.length > 0 || usesStage(app)) return false;
  if (isRoot(stage.end.user) && isWithin(workdir, '/root')) return false;
  const ledger = newLedger();
  droppableRuns(effects, ledger);
  if (ledger.reasons.length > 0) return false;
  const { escape } = subject.dockerfile;
  return stage.steps.every(({ instruction, state }) => {
    const { keyword, body } = instruction;
    if (keyword === 'RUN') return !setsRights(app, instruction);
    if (!plainKeywords.has(keyword)) return false;
    if (/^(?:COPY|ADD)$/.test(keyword) && /\/root\b|\s\/(?:s?bin|lib\w*)\b/.test(body.text)) return false;
    if (takesSystem(instruction)) return false;
    // A variable that only the old base sets.
    const names = expand(body.text, lookupIn(state.environment), escape).variables;
    return names.every(name => {
      const found = variable(state.environment, name);
      return name === 'PATH' || found === undefined || found.by !== undefined;
    });
  });
}

/** How `COPY --from` names the image that the stage was on, or a stage that is nothing else; undefined where it cannot. */
export function oldImage({ effects }: Application, { builderEdits }: RuntimePlan): string | undefined {
  const { stage } = effects;
  const [word] = stage.from.words;
  if (word === undefined || word.text.includes('$')) return undefined;
  if (stage.base.kind === 'stage') return word.text;
  // The flag of another platform would be lost.
  if (stage.from.flags.length > 0) return undefined;
  const { start, end } = word.span;
  const edits = builderEdits
    .filter(edit => edit.span.start >= start && edit.span.end <= end)
    .map(edit => ({ ...edit, span: { start: edit.span.start - start, end: edit.span.end - start } }));
  return applyEdits(word.text, edits);
}

/** The plan's edits on other stages: of the one that gets another base, nothing stays that they would be for. */
export function editsElsewhere({ effects }: Application, { builderEdits }: RuntimePlan): readonly Edit[] {
  const { from, steps } = effects.stage;
  const end = steps.at(-1)?.instruction.span.end ?? from.span.end;
  return builderEdits.filter(({ span }) => span.end <= from.span.start || span.start >= end);
}

/** The final stage gets files from other stages. */
export function collects({ subject, effects }: Application): boolean {
  const names = new Set(subject.build.stages.flatMap(({ name }) => name ?? []));
  return effects.stage.steps.some(({ instruction }) => {
    const from = flagNamed(instruction, 'from')?.value?.toLowerCase() ?? '';
    return instruction.keyword === 'COPY' && (names.has(from) || /^\d+$/.test(from));
  });
}

function rootOf({ chain }: Application): Application['effects'] | undefined {
  return chain.at(-1);
}

const plainKeywords: ReadonlySet<string> = new Set(
  'ARG ENV COPY ADD WORKDIR EXPOSE VOLUME LABEL MAINTAINER USER CMD ENTRYPOINT HEALTHCHECK STOPSIGNAL'.split(
    ' ',
  ),
);

/** Scripts that are started by themselves need the right to be. */
function setsRights({ language }: Application, { body }: Instruction): boolean {
  return /^(?:node|python)$/.test(language) && /\bchmod\b/.test(body.text);
}

/** A whole folder of the system comes from another image: on this base its libraries would be those of a stranger. */
function takesSystem(instruction: Instruction): boolean {
  const { keyword, exec, words } = instruction;
  if (keyword !== 'COPY' || flagNamed(instruction, 'from') === undefined) return false;
  return (exec?.values ?? words.map(word => word.text)).slice(0, -1).some(text => systemFolder.test(text));
}

const systemFolder =
  /^\/?(?:(?:usr(?:\/(?:s?bin|include|share|lib\w*(?:\/[^/]+-linux-\w+)?))?|lib\w*(?:\/[^/]+-linux-\w+)?|s?bin|etc|var)?(?:\/[.*]?)?|[.*])$/;

/** Another stage is built on this one, or takes something from it. */
function usesStage({ subject, effects }: Application): boolean {
  const { stage } = effects;
  const names = [stage.name, String(stage.index)];
  return subject.build.stages.some(
    other =>
      (other.base.kind === 'stage' && other.base.stage === stage) ||
      other.steps.some(({ instruction }) =>
        instruction.flags.some(({ name, value }) =>
          name === 'from'
            ? names.includes(value?.toLowerCase())
            : name === 'mount' && names.some(own => own !== undefined && value?.includes(`from=${own}`)),
        ),
      ),
  );
}
