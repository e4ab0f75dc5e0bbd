/** How ENTRYPOINT and CMD read in an image without a shell: as they were, wherever that is possible. */

import type { ContextTree } from '../context/context-tree';
import type { StageEffects } from '../effects/stage-effects';
import { initLength, type Launch, type LaunchWord, type Part } from '../model/launch';
import type { Span } from '../syntax/span';
import { decline, type Ledger, note } from './decision';
import { followScript } from './entry-script';

export interface LaunchPlan {
  readonly entrypoint: PartPlan;
  readonly cmd: PartPlan;
  /** What is started in the end: program first. */
  readonly argv: readonly LaunchWord[];
  /** How many words of `argv` ENTRYPOINT gives; CMD gives the rest. */
  readonly entrypointWords: number;
  readonly span: Span | undefined;
  /** A minimal init that the original starts the program with, its options included; it is not part of `argv`. */
  readonly init?: readonly string[];
  /** A script of the image that only started the program: nothing starts it any more. */
  readonly script?: string;
}

/** Left as it is written, written anew, or gone; `absent` where the original has none of its own. */
export type PartPlan =
  | { readonly kind: 'keep' | 'drop' | 'absent' }
  | { readonly kind: 'replace'; readonly values: readonly string[] };

/**
 * Undefined, with the reason in the ledger, when the start needs a shell or cannot be told. Who passes `mayPrepare`
 * answers for the init that the plan names, and for a leading `env`.
 */
export function planLaunch(
  launch: Launch | undefined,
  effects: StageEffects,
  tree: ContextTree,
  ledger: Ledger,
  mayPrepare = false,
): LaunchPlan | undefined {
  const stageSpan = effects.stage.imageSpan;
  if (launch === undefined)
    return decline(
      ledger,
      'The final stage has neither CMD nor ENTRYPOINT: what it runs is not known.',
      stageSpan,
    );
  const span = launch.entrypoint?.step?.instruction.span ?? launch.cmd?.step?.instruction.span;
  if (span === undefined) {
    return decline(
      ledger,
      `The final stage has neither CMD nor ENTRYPOINT of its own; its base image starts \`${argvText(launch.argv ?? [])}\`.`,
      stageSpan,
    );
  }
  if (launch.obstacle !== undefined || launch.argv === undefined) {
    return decline(
      ledger,
      `The container's start needs a shell: ${launch.obstacle?.message ?? 'it is no plain command'}.`,
      launch.obstacle?.span ?? span,
      'shell-form-without-shell',
    );
  }
  if (!variablesFixed(launch, ledger)) return undefined;
  const program = launch.argv[0]?.value ?? '';
  // `nodemon --exec go run`; of Node.js programs it is just the start.
  const line = argvText(launch.argv);
  if (reloaders.has(program.slice(program.lastIndexOf('/') + 1)) || /^nodemon\b.*\bgo\b/.test(line)) {
    return decline(
      ledger,
      `\`${program}\` builds the program anew whenever its sources change: this image is for development and needs its compiler.`,
      span,
    );
  }
  const plan = launch.throughShell
    ? throughShell(launch, launch.argv, span)
    : asWritten(launch, launch.argv, span);
  if (launch.throughShell && launch.entrypoint?.step !== undefined && launch.entrypoint.form === 'shell') {
    note(
      ledger,
      "ENTRYPOINT is in exec form now: arguments after the image's name reach the program, which the shell form ignored.",
      span,
    );
  }
  const bare = dropInit(plan);
  if (bare.init !== undefined && !mayPrepare) {
    note(
      ledger,
      `\`${bare.init[0] ?? ''}\` is gone: the program is process 1 itself. Run the container with \`--init\` if it starts processes of its own.`,
      plan.span,
    );
  }
  return followScript(bare, effects, tree, ledger, mayPrepare);
}

function argvText(argv: readonly LaunchWord[]): string {
  return argv.map(word => word.value).join(' ');
}

/** A variable that the shell would expand: fixed by ENV it can be written out, otherwise not. */
function variablesFixed(launch: Launch, ledger: Ledger): boolean {
  let fixed = true;
  for (const { name, value, span } of launch.usedVariables) {
    if (value === undefined) {
      fixed = false;
      decline(
        ledger,
        `The start uses \`$${name}\`, which nothing in the file sets: only a shell can put in what the operator gives.`,
        span,
        'shell-form-without-shell',
      );
    } else if (givenByPlatforms.has(name)) {
      fixed = false;
      decline(
        ledger,
        `The start uses \`$${name}\`, which platforms set when they start a container: without a shell it would stay \`${value}\`.`,
        span,
        'shell-form-without-shell',
      );
    } else if (choosesProgram(launch, name)) {
      fixed = false;
      decline(
        ledger,
        `\`$${name}\` says which program starts, and whoever starts a container may set it: without a shell it would stay \`${value}\`.`,
        span,
        'shell-form-without-shell',
      );
    } else {
      note(
        ledger,
        `\`$${name}\` in the command was written out as \`${value}\`: setting it for the container no longer changes the command.`,
        span,
      );
    }
  }
  return fixed;
}

/** It stands in the place of the program, or of the script that an interpreter is given. */
function choosesProgram({ argv = [] }: Launch, name: string): boolean {
  const interprets = /^(?:node|nodejs|python[\d.]*|deno|bun|ruby|perl)$/.test(argv[0]?.value ?? '');
  const script = interprets ? argv.findIndex(({ value }, at) => at > 0 && !value.startsWith('-')) : 0;
  const names = new RegExp(`\\$\\{?${name}\\b`);
  return argv.some(({ text = '' }, at) => (at === 0 || at === script) && names.test(text));
}

/** Cloud Run, Heroku, App Engine and others tell the program its port and place this way. */
const givenByPlatforms: ReadonlySet<string> = new Set([
  'PORT',
  'HOST',
  'HOSTNAME',
  'BIND',
  'ADDR',
  'ADDRESS',
  'LISTEN',
  'LISTEN_ADDR',
  'SERVER_PORT',
  'HTTP_PORT',
]);

function asWritten(launch: Launch, argv: readonly LaunchWord[], span: Span): LaunchPlan {
  const entrypointWords = launch.entrypoint?.values.length ?? 0;
  return { entrypoint: keep(launch.entrypoint), cmd: keep(launch.cmd), argv, entrypointWords, span };
}

function keep(part: Part | undefined): PartPlan {
  if (part === undefined) return { kind: 'absent' };
  // What a base image brought has to be written down once the base is another.
  return part.step === undefined ? { kind: 'replace', values: part.values } : { kind: 'keep' };
}

function throughShell(launch: Launch, argv: readonly LaunchWord[], span: Span): LaunchPlan {
  const values = argv.map(word => word.value);
  const own = launch.entrypoint?.values.length ?? 0;
  if (own > 0 && own === initLength(argv)) {
    // ENTRYPOINT is an init alone; the shell is in CMD.
    const cmd = { kind: 'replace', values: values.slice(own) } as const;
    return { entrypoint: keep(launch.entrypoint), cmd, argv, entrypointWords: own, span };
  }
  if (launch.entrypoint === undefined || launch.entrypoint.values.length === 0) {
    return {
      entrypoint: launch.entrypoint === undefined ? { kind: 'absent' } : { kind: 'drop' },
      cmd: { kind: 'replace', values },
      argv,
      entrypointWords: 0,
      span,
    };
  }
  return {
    entrypoint: { kind: 'replace', values },
    cmd: { kind: 'drop' },
    argv,
    entrypointWords: values.length,
    span,
  };
}

const reloaders: ReadonlySet<string> = new Set([
  'air',
  'fresh',
  'CompileDaemon',
  'reflex',
  'realize',
  'gin',
  'modd',
  'dlv',
  'wgo',
  'gow',
]);

/** A Go or other compiled server handles signals itself; for others it matters, see `applications/init.ts`. */
function dropInit(plan: LaunchPlan): LaunchPlan {
  const count = initLength(plan.argv);
  if (count === 0) return plan;
  return { ...withoutLeading(plan, count), init: plan.argv.slice(0, count).map(word => word.value) };
}

/** Takes the first `count` words off, from ENTRYPOINT first. */
function withoutLeading(plan: LaunchPlan, count: number): LaunchPlan {
  return withLeading(plan, count, []);
}

/** Puts `own` in the place of the first `count` words; what comes after keeps its instruction. */
export function withLeading(plan: LaunchPlan, count: number, own: readonly string[]): LaunchPlan {
  const argv = [...own.map(value => ({ value, span: plan.span })), ...plan.argv.slice(count)];
  const fromEntrypoint = plan.argv.slice(count, Math.max(count, plan.entrypointWords));
  const values = (words: readonly LaunchWord[]) => words.map(word => word.value);
  const cmdTouched = count > plan.entrypointWords;
  if (plan.entrypointWords === 0) return { ...plan, argv, cmd: { kind: 'replace', values: values(argv) } };
  if (cmdTouched) {
    return {
      ...plan,
      argv,
      entrypointWords: 0,
      entrypoint: { kind: 'drop' },
      cmd: { kind: 'replace', values: values(argv) },
    };
  }
  const entrypoint = [...own, ...values(fromEntrypoint)];
  return {
    ...plan,
    argv,
    entrypointWords: entrypoint.length,
    entrypoint: entrypoint.length === 0 ? { kind: 'drop' } : { kind: 'replace', values: entrypoint },
  };
}
