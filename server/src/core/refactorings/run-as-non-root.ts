/** "Run as non-root": what the rule about root would do, asked for in the stage instead of at its finding. */
import { report } from '../rules/report';
import { type Offer, ships, stageAt } from './refactoring';

/** Offered in a stage that ships and runs as root, where a change of the user is all that it takes. */
export const runAsNonRoot: Offer = (subject, selection) => {
  const stage = stageAt(subject, selection);
  if (stage === undefined || !ships(stage, subject)) return undefined;
  const last = stage.steps.at(-1)?.instruction ?? stage.from;
  const finding = report(subject).find(
    ({ rule, span }) =>
      rule === 'root-in-final-stage' && stage.from.span.start <= span.start && span.end <= last.span.end,
  );
  // At the finding itself its fix is offered already.
  const here =
    finding !== undefined && finding.span.start <= selection.end && selection.start <= finding.span.end;
  const [fix] = here ? [] : (finding?.fixes ?? []);
  return fix === undefined ? undefined : { ...fix, title: 'Run as non-root' };
};
