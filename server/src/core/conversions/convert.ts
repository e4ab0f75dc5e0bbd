/** Decides which conversion fits a stage, makes it, and checks the result before anyone sees it. */

import type { CatalogueImage } from '../catalogue/types';
import type { Edit, Note } from '../edits/change';
import { applyEdits } from '../edits/change';
import type { StageEffects } from '../effects/stage-effects';
import type { Finding } from '../finding';
import { executableName } from '../go/go-mod';
import { rootBase, type Stage, targetStage } from '../model/build';
import { readLaunch } from '../model/launch';
import { baseName } from '../model/paths';
import type { Target } from '../settings';
import { readSubject, type Subject } from '../subject';
import { convertApplication } from './applications/convert-application';
import { convertElsewhere } from './applications/elsewhere';
import { decline, type Ledger, newLedger, note, type Reason } from './decision';
import { checkSources } from './fragment';
import { planGoRun } from './go/go-run';
import { effectsOf, findStarted, goOutputOf } from './go/programs';
import { splitGo } from './go/split-file';
import { swapGo } from './go/swap-file';
import { convertDirectStart } from './java/direct-start';
import { checkKubernetes } from './kubernetes';
import { planLaunch } from './launch-plan';
import { mend, overOriginal } from './mend';
import { noRuntime } from './no-runtime';
import { type Operations, operationsOf } from './operations';
import { convertMoved } from './runtime-version';
import { followMake } from './start-by-make';
import { checkSurroundings } from './surroundings';
import { notGo, shellLine, startUnknown } from './unknown-start';

export interface ConvertOptions {
  readonly to?: Target;
  /** The stage that the user builds; the last one by default. */
  readonly stage?: string;
  /** Another version of the language's image to build with and to run on: `22`, `3.13`. */
  readonly runtimeVersion?: string;
}

export type Conversion =
  | {
      readonly outcome: 'converted';
      readonly target: string;
      /** The new image has a shell: no base without one was sure. */
      readonly hasShell: boolean;
      readonly dockerfile: string;
      readonly edits: readonly Edit[];
      readonly notes: readonly Note[];
      /** For who runs the new image. */
      readonly operations: Operations;
    }
  | { readonly outcome: 'unchanged'; readonly target?: string; readonly notes: readonly Note[] }
  | { readonly outcome: 'declined'; readonly reasons: readonly Reason[] };

/** What a conversion of one ecosystem hands back for the check: the edits and the image it ends on. */
export interface Draft {
  readonly edits: readonly Edit[];
  readonly target: string;
  readonly hasShell?: boolean;
  /** Why the file stays as it is: nothing would be gained. */
  readonly unchanged?: string;
  /** Whether the converted stage starts the same program; by default, whether a Go program of the file is started. */
  readonly confirms?: (after: Subject, effects: StageEffects) => boolean;
}

/** Lints a file: handed in, because the rules stand above the conversions. */
export type Lint = (subject: Subject) => readonly Finding[];

/** Converts the whole file, or says why not. Total; never offers what its own check refuses. */
export function convertSubject(subject: Subject, options: ConvertOptions, lint: Lint): Conversion {
  const { runtimeVersion, ...others } = options;
  const stage = targetStage(subject.build, options.stage);
  if (runtimeVersion === undefined || stage === undefined) return convertMended(subject, others, lint);
  return convertMoved(subject, stage, runtimeVersion, moved => convertMended(moved, others, lint));
}

function convertMended(subject: Subject, options: ConvertOptions, lint: Lint): Conversion {
  const findings = lint({ ...subject, settings: { ...subject.settings, rules: {} } });
  const { source } = subject.dockerfile;
  const mended = mend(source, findings);
  if (mended !== undefined) {
    const again = readSubject(mended.source, subject.context, { ...subject.settings, rules: {} });
    const result = overOriginal(subject, mended, again, convertAsItIs(again, options, lint, lint(again)));
    if (result !== undefined) return result;
  }
  return convertAsItIs(subject, options, lint, findings);
}

function convertAsItIs(
  subject: Subject,
  options: ConvertOptions,
  lint: Lint,
  findings: readonly Finding[],
): Conversion {
  const ledger = newLedger();
  const to = options.to ?? subject.settings.convertTo;
  const stage = targetStage(subject.build, options.stage);
  if (stage === undefined) {
    const missing =
      options.stage === undefined
        ? 'The file has no stage to convert: there is no FROM.'
        : `There is no stage \`${options.stage}\`.`;
    decline(ledger, missing, undefined);
    return { outcome: 'declined', reasons: ledger.reasons };
  }
  const minimal = alreadyMinimal(stage, to);
  // Another base brings certificates, and a health check may be asked in another way: those errors are mended by the
  // conversion, which is checked in the end.
  const mended = minimal === undefined && to !== 'scratch' ? mendedRules : [];
  const errors = findings.filter(finding => finding.severity === 'error' && !mended.includes(finding.rule));
  for (const finding of errors) decline(ledger, finding.message, finding.span, finding.rule);
  checkSources(stage, subject, ledger);
  if (ledger.reasons.length > 0) return { outcome: 'declined', reasons: ledger.reasons };
  if (minimal !== undefined)
    return {
      outcome: 'unchanged',
      ...(stage.imageText === undefined ? {} : { target: stage.imageText }),
      notes: [{ message: minimal, span: stage.imageSpan }],
    };
  const chain = effectsOf(stage, subject.effects);
  const convertAgain = (again: Subject): Conversion => convertAsItIs(again, options, lint, lint(again));
  const elsewhere = convertElsewhere(subject, chain, to, convertAgain);
  if (elsewhere !== undefined) return elsewhere;
  return convertDirectStart(subject, chain, to, convertAgain, () => {
    const first = draftFor(subject, stage, to, ledger);
    const [need] = ledger.rootNeeds;
    if (need !== undefined && first !== undefined && ledger.reasons.length === 0) {
      const again = newLedger(true);
      note(again, `The container goes on running as root. ${need.message}`, need.span);
      const draft = draftFor(subject, stage, to, again);
      // Why it needs root is what its author can change.
      if (again.reasons.length > 0) again.reasons.unshift(need);
      return finish(subject, stage, draft, options, again, lint);
    }
    return finish(subject, stage, first, options, ledger, lint);
  });
}

const mendedRules: readonly string[] = ['missing-ca-certificates', 'healthcheck-without-client'];

function finish(
  subject: Subject,
  stage: Stage,
  draft: Draft | undefined,
  options: ConvertOptions,
  ledger: Ledger,
  lint: Lint,
): Conversion {
  if (draft === undefined || ledger.reasons.length > 0)
    return { outcome: 'declined', reasons: fallback(ledger, stage) };
  if (draft.unchanged !== undefined) {
    const why = { message: draft.unchanged, span: stage.imageSpan };
    return { outcome: 'unchanged', target: draft.target, notes: [why, ...ledger.notes] };
  }
  return check(subject, draft, options, ledger, lint);
}

function fallback(ledger: Ledger, stage: Stage): readonly Reason[] {
  if (ledger.reasons.length === 0)
    decline(ledger, 'How this program is built is not known to Distill.', stage.imageSpan);
  return ledger.reasons;
}

/** Why nothing is to be gained; undefined where something is. */
function alreadyMinimal(stage: Stage, to: Target): string | undefined {
  const base = rootBase(stage);
  const wantsDistroless = to === 'distroless';
  if (base.kind === 'scratch')
    return wantsDistroless
      ? undefined
      : 'The final stage is `scratch`: nothing in it is more than the program needs.';
  if (base.kind === 'image' && base.image !== undefined && base.image.family === to)
    return `The final stage is on \`${stage.imageText ?? ''}\` already.`;
  if (to === 'auto' && base.kind === 'image' && isHardened(base.image))
    return `The final stage is on \`${stage.imageText ?? ''}\`, one of the small images that programs are moved to: on another one nothing would be gained.`;
  if (base.kind !== 'image' || base.image === undefined || base.image.shell !== false) return undefined;
  if (to === 'scratch') return undefined;
  if (base.image.support.status === 'discontinued' && wantsDistroless) return undefined;
  return `The final stage is on \`${stage.imageText ?? ''}\`, which has no shell and no package manager already.`;
}

/** What makes up such an image for a build, a shell and package managers, is in a variant of its own. */
function isHardened(image: CatalogueImage | undefined): boolean {
  return image !== undefined && /^(?:chainguard|hardened)$/.test(image.family) && image.variant === 'plain';
}

function draftFor(subject: Subject, stage: Stage, to: Target, ledger: Ledger): Draft | undefined {
  const chain = effectsOf(stage, subject.effects);
  const [effects] = chain;
  if (effects === undefined) return undefined;
  if (!subject.tree.complete) {
    const how = subject.context.completeness === 'partial' ? 'was read only in part' : 'is not known';
    return decline(
      ledger,
      `The build context ${how}: which files the program needs, and what it links, cannot be told.`,
      stage.imageSpan,
    );
  }
  const interpreted = convertApplication(subject, chain, to, ledger);
  if (interpreted.handled) return interpreted.draft;
  const without = noRuntime(chain, subject.effects);
  if (without !== undefined) return decline(ledger, without, stage.imageSpan);
  if (to !== 'auto' && to !== 'distroless' && to !== 'scratch')
    return decline(
      ledger,
      `Programs like this one are converted to Google's distroless images and to scratch only, not to \`${to}\`.`,
      stage.imageSpan,
    );
  const scratch = to === 'scratch';
  const written = planLaunch(readLaunch(stage), effects, subject.tree, ledger);
  const launch = written === undefined ? undefined : followMake(written, effects, subject, ledger);
  if (launch === undefined) return undefined;
  const goRun = planGoRun(launch, effects, subject, ledger);
  if (goRun !== undefined) {
    const image = { program: 'go', span: launch.span, stageName: stage.name };
    checkSurroundings(subject, image, ledger);
    checkKubernetes(subject, image, new Set([lastElement(goRun.output.module?.mod?.module)]), ledger);
    return splitGo({ subject, chain, effects, scratch, ...goRun }, ledger);
  }
  const word = launch.argv[0];
  if (word === undefined) return decline(ledger, 'The container starts nothing.', stage.imageSpan);
  const line = shellLine(launch.argv);
  if (line !== undefined) return decline(ledger, line, launch.span, 'shell-form-without-shell');
  const started = findStarted(word, effects);
  if (started === undefined)
    return decline(ledger, startUnknown(word.value, chain, subject), launch.span, 'missing-executable');
  const made = goOutputOf(started.found, subject.effects);
  if (made === undefined) return decline(ledger, notGo(word.value, started, chain, subject), launch.span);
  checkSurroundings(
    subject,
    { program: baseName(started.path), span: launch.span, stageName: stage.name },
    ledger,
  );
  const names = new Set(
    [baseName(started.path), lastElement(made.output.module?.mod?.module)].filter(name => name !== ''),
  );
  checkKubernetes(
    subject,
    { program: baseName(started.path), span: launch.span, stageName: stage.name },
    names,
    ledger,
  );
  const input = {
    subject,
    chain,
    effects,
    launch,
    started,
    output: made.output,
    builder: made.effects,
    scratch,
  };
  return chain.includes(made.effects) ? splitGo(input, ledger) : swapGo(input, ledger);
}

/** `github.com/owner/name/v2` is mostly published as `name`. */
function lastElement(module: string | undefined): string {
  return module === undefined ? '' : executableName(module);
}

/** The result is read like any file: it must start the same program, be free of errors, and need no second conversion. */
function check(
  subject: Subject,
  draft: Draft,
  options: ConvertOptions,
  ledger: Ledger,
  lint: Lint,
): Conversion {
  const dockerfile = applyEdits(subject.dockerfile.source, draft.edits);
  const after = readSubject(dockerfile, subject.context, { ...subject.settings, rules: {} });
  const stage =
    options.stage === undefined ? after.build.stages.at(-1) : targetStage(after.build, options.stage);
  const effects = stage === undefined ? undefined : after.effects[stage.index];
  for (const finding of lint(after)) {
    if (finding.severity === 'error')
      decline(ledger, `The converted file would have an error: ${finding.message}`, undefined, finding.rule);
  }
  const confirms = draft.confirms ?? startsGo;
  if (effects === undefined || !confirms(after, effects))
    decline(
      ledger,
      'The converted file could not be shown to start the same program.',
      undefined,
      'missing-executable',
    );
  if (effects === undefined || ledger.reasons.length > 0)
    return { outcome: 'declined', reasons: ledger.reasons };
  const { target, edits, hasShell = false } = draft;
  const operations = operationsOf(effectsOf(effects.stage, after.effects), hasShell);
  return { outcome: 'converted', target, hasShell, dockerfile, edits, notes: ledger.notes, operations };
}

function startsGo(after: Subject, effects: StageEffects): boolean {
  const word = readLaunch(effects.stage)?.argv?.[0];
  const started = word === undefined ? undefined : findStarted(word, effects);
  return started?.found.presence === 'yes' && goOutputOf(started.found, after.effects) !== undefined;
}
