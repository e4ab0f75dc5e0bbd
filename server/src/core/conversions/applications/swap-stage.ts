/** Whether a final stage is a mere collection: no instruction in it needs the old base. */
import { isRoot } from '../../effects/stage-effects';
import { lookupIn, variable } from '../../model/environment';
import { expand } from '../../model/expand';
import { isWithin } from '../../model/paths';
import { newLedger } from '../decision';
import { droppableRuns } from '../go/runtime-runs';
import type { Application, RuntimePlan } from './application';

/** True where the base can be another one, and the rest of the stage stays. */
export function isPlain(app: Application, plan: RuntimePlan): boolean {
  const { chain, effects, language, subject, workdir } = app;
  const { stage } = effects;
  const text = stage.from.words[0]?.text ?? '$';
  if (language === 'node' || language === 'python') return false;
  if (chain.length > 1 || stage.base.kind !== 'image' || plan.buildAdditions.length > 0) return false;
  // Nothing in the stage made what comes from the old base.
  if (plan.lines.some(line => line.includes('{build}')) && text.includes('$')) return false;
  if (effects.artifacts.length > 0 || effects.unknown.length > 0 || usesStage(app)) return false;
  if (isRoot(stage.end.user) && isWithin(workdir, '/root')) return false;
  const ledger = newLedger();
  droppableRuns(effects, ledger);
  if (ledger.reasons.length > 0) return false;
  const { escape } = subject.dockerfile;
  return stage.steps.every(({ instruction, state }) => {
    const { keyword, body } = instruction;
    if (keyword === 'RUN') return true;
    if (!plainKeywords.has(keyword)) return false;
    if (/^(?:COPY|ADD)$/.test(keyword) && /\/root\b|\s\/(?:s?bin|lib\w*)\b/.test(body.text)) return false;
    // A variable that only the old base sets.
    const names = expand(body.text, lookupIn(state.environment), escape).variables;
    return names.every(name => {
      const found = variable(state.environment, name);
      return name === 'PATH' || found === undefined || found.by !== undefined;
    });
  });
}

const plainKeywords: ReadonlySet<string> = new Set(
  'ARG ENV COPY ADD WORKDIR EXPOSE VOLUME LABEL MAINTAINER USER CMD ENTRYPOINT HEALTHCHECK STOPSIGNAL'.split(
    ' ',
  ),
);

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
