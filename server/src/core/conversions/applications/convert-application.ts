/** Converts applications by their language's plan: a base without a shell where that is sure, the slim one otherwise. */
import type { StageEffects } from '../../effects/stage-effects';
import type { Target } from '../../settings';
import type { Subject } from '../../subject';
import { planBun } from '../bun/plan-bun';
import type { Draft } from '../convert';
import { decline, type Ledger, newLedger, note } from '../decision';
import { planDeno } from '../deno/plan-deno';
import { dotnetSlim } from '../dotnet/dotnet-slim';
import { planDotnet } from '../dotnet/plan-dotnet';
import { checkInstructions } from '../go/split';
import { convertJre } from '../java/convert-jre';
import { planJava } from '../java/plan-java';
import { type LaunchPlan, planLaunch } from '../launch-plan';
import { nativeSlim } from '../native/native-slim';
import { planNative } from '../native/plan-native';
import { noRuntime } from '../no-runtime';
import {
  type Application,
  type Language,
  type RuntimePlan,
  readApplication,
  type Shelled,
} from './application';
import { keepInit, settleInit } from './init';
import { launchOf } from './launched';
import { withoutScript } from './left-script';
import { planNode } from './node/plan-node';
import { checkSystemPackages } from './packages';
import { planPython } from './python/plan-python';
import { convertSlim } from './slim';
import { collects } from './swap-stage';
import { writeSplit } from './write-split';
import { writeSwap } from './write-swap';

/**
 * A draft, or undefined with reasons; `handled` is false where the stage is no application of an official image of
 * Node.js or Python, so that others may look at it.
 */
export function convertApplication(
  subject: Subject,
  chain: readonly StageEffects[],
  to: Target,
  ledger: Ledger,
): { readonly handled: boolean; readonly draft?: Draft } {
  const app = readApplication(subject, chain, to);
  if (app === undefined) return { handled: false };
  if (to === 'slim' || to === 'alpine') return { handled: true, ...drafted(onSlim(app, ledger)) };
  const own = newLedger(ledger.keepsRoot);
  const draft = withoutShell(app, own);
  const failed = draft === undefined || own.reasons.length > 0;
  if (!failed || to !== 'auto') {
    absorb(ledger, own);
    return { handled: true, ...drafted(draft) };
  }
  const other = newLedger(ledger.keepsRoot);
  const split = onSlim(app, other);
  const pointless = split?.unchanged !== undefined && !isSplit(app);
  if (split === undefined || other.reasons.length > 0 || pointless) {
    // Why there is no image without a shell is what the user asked for.
    absorb(ledger, own);
    // And where no program of the language could get one, why it is not split either.
    if (app.language === 'ruby' || app.language === 'elixir') ledger.reasons.push(...other.reasons);
    else ledger.reasons.push(...whyNoSplit(app, own, other));
    return { handled: true };
  }
  absorb(ledger, other);
  // One of many says enough.
  for (const { message, span } of own.reasons.slice(0, 4))
    note(ledger, `Why the image keeps a shell: ${message}`, span);
  return { handled: true, draft: split };
}

/** One reason that a shell would not cure, at an instruction of which nothing is said yet: not that no image is known. */
function whyNoSplit({ effects }: Application, own: Ledger, other: Ledger): Ledger['reasons'] {
  const said = new Set(
    [effects.stage.imageSpan, ...own.reasons.map(({ span }) => span)].map(span => span?.start),
  );
  const reason = other.reasons.find(({ span }) => !said.has(span?.start));
  if (reason === undefined) return [];
  return [{ ...reason, message: `Nor is there a split that keeps a shell: ${reason.message}` }];
}

function drafted(draft: Draft | undefined): { readonly draft?: Draft } {
  return draft === undefined ? {} : { draft };
}

function absorb(ledger: Ledger, other: Ledger): void {
  ledger.reasons.push(...other.reasons);
  ledger.notes.push(...other.notes);
  ledger.rootNeeds.push(...other.rootNeeds);
}

/** Why a language gets no base without a shell. */
function declineShelled(app: Application, ledger: Ledger): undefined {
  const { effects, chain, subject } = app;
  const why = noRuntime(chain, subject.effects);
  return decline(
    ledger,
    why ?? 'No image without a shell is known for this program.',
    effects.stage.imageSpan,
  );
}

type Planner = (app: Application, launch: LaunchPlan, ledger: Ledger) => RuntimePlan | undefined;

const planners: Readonly<Record<Exclude<Language, Shelled>, Planner>> = {
  node: planNode,
  python: planPython,
  java: planJava,
  native: planNative,
  dotnet: planDotnet,
  bun: planBun,
  deno: planDeno,
};

function withoutShell(app: Application, ledger: Ledger): Draft | undefined {
  const { subject, chain, effects, language } = app;
  if (language === 'ruby' || language === 'elixir') return declineShelled(app, ledger);
  const written = planLaunch(launchOf(app), effects, subject.tree, ledger, true);
  checkInstructions(chain, ledger);
  checkSystemPackages(app, ledger);
  if (written === undefined) return undefined;
  const launch = settleInit(app, written, ledger);
  const plan = planners[language](app, launch, ledger);
  if (plan === undefined) return undefined;
  const settled = withoutScript(keepInit(app, plan));
  return writeSwap(app, settled, ledger) ?? writeSplit(app, settled, ledger);
}

function onSlim(app: Application, ledger: Ledger): Draft | undefined {
  checkInstructions(app.chain, ledger);
  if (app.language === 'native') return nativeSlim(app, ledger);
  if (app.language === 'dotnet') return dotnetSlim(app, ledger);
  if (app.language === 'bun' || app.language === 'deno')
    return decline(
      ledger,
      'Which image with a shell would be smaller for this program is not known.',
      app.effects.stage.imageSpan,
    );
  return app.language === 'java' ? convertJre(app, ledger) : convertSlim(app, ledger);
}

/** Somebody has split the file already. */
function isSplit(app: Application): boolean {
  // Or nothing is built here: the jar comes from outside.
  return (app.language === 'java' && app.effects.artifacts.length === 0) || collects(app);
}
