/**
 * Starts that need a shell or a build tool, and that say the same without one: the file is first written with `java` as
 * its start, and then converted.
 */
import type { StageEffects } from '../../effects/stage-effects';
import type { Target } from '../../settings';
import { readSubject, type Subject } from '../../subject';
import type { Instruction } from '../../syntax/instruction';
import { type Application, readApplication } from '../applications/application';
import { startOf } from '../applications/languages';
import type { Conversion } from '../convert';
import { overOriginal } from '../mend';
import { keywordStyle, lineStart } from '../text';
import { packagedBefore } from './built-at-start';
import { withoutStartScript } from './start-script';
import { nameOfJar } from './wildcard-jar';

export interface DirectStart {
  /** Instructions for the place before the start, as whole lines without their ends. */
  readonly before: readonly string[];
  /** What stands behind the keyword of the start then. */
  readonly body: string;
  readonly message: string;
  /** Only an image without a shell is worth it: what has one starts the original as well. */
  readonly onlyWithoutShell: boolean;
}

/** A way of starting, by the instruction that says it; undefined where it is another, or where something is not sure. */
export type Rewriting = (app: Application, start: Instruction) => DirectStart | undefined;

const rewritings: readonly Rewriting[] = [nameOfJar, withoutStartScript, packagedBefore];

/**
 * The conversion of the file with such a start; what `asItIs` gives where it has none. Where both decline, the reasons
 * are those of the start without a shell: they are what is left to do.
 */
export function convertDirectStart(
  subject: Subject,
  chain: readonly StageEffects[],
  to: Target,
  convert: (again: Subject) => Conversion,
  asItIs: () => Conversion,
): Conversion {
  const found = directStart(subject, chain, to);
  if (found === undefined) return asItIs();
  const { direct, start } = found;
  const source = written(subject, start, direct);
  const again = readSubject(source, subject.context, { ...subject.settings, rules: {} });
  const result = convert(again);
  const notes = [{ message: direct.message, span: start.span }];
  if (result.outcome === 'converted' && !(direct.onlyWithoutShell && result.hasShell))
    return overOriginal(subject, { source, done: [], notes }, again, result) ?? asItIs();
  const otherwise = asItIs();
  if (otherwise.outcome !== 'declined' || result.outcome !== 'declined') return otherwise;
  const reasons = result.reasons.map(reason =>
    // Behind the start nothing stands where it did.
    (reason.span?.end ?? 0) > start.span.start ? { ...reason, span: start.span } : reason,
  );
  return { outcome: 'declined', reasons };
}

function directStart(
  subject: Subject,
  chain: readonly StageEffects[],
  to: Target,
): { readonly direct: DirectStart; readonly start: Instruction } | undefined {
  const [effects] = chain;
  if (!subject.tree.complete || effects === undefined || to === 'scratch') return undefined;
  const app = readApplication(subject, chain, to);
  if (app?.language !== 'java') return undefined;
  const launch = startOf(effects);
  const start = (launch?.entrypoint?.step === undefined ? launch?.cmd : launch.entrypoint)?.step?.instruction;
  if (start === undefined || !effects.stage.steps.some(({ instruction }) => instruction === start))
    return undefined;
  for (const rewrite of rewritings) {
    const direct = rewrite(app, start);
    if (direct !== undefined) return { direct, start };
  }
  return undefined;
}

function written({ dockerfile }: Subject, start: Instruction, { before, body }: DirectStart): string {
  const { source, newline } = dockerfile;
  const at = lineStart(source, start.span.start);
  const lines = before.map(line => `${line}${newline}`).join('');
  const own = `${keywordStyle(dockerfile)(start.keyword)} ${body}`;
  return `${source.slice(0, at)}${lines}${own}${source.slice(start.span.end)}`;
}
