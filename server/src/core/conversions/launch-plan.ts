/** How ENTRYPOINT and CMD read in an image without a shell: as they were, wherever that is possible. */

import type { ContextTree } from '../context/context-tree';
import { lookup } from '../effects/contents';
import type { StageEffects } from '../effects/stage-effects';
import type { Launch, LaunchWord, Part } from '../model/launch';
import { joinPath } from '../model/paths';
import { readScript } from '../shell/read-script';
import type { ShellCommand } from '../shell/script';
import { plainText } from '../syntax/logical-text';
import type { Span } from '../syntax/span';
import { decline, type Ledger, note } from './decision';

export interface LaunchPlan {
  readonly entrypoint: PartPlan;
  readonly cmd: PartPlan;
  /** What is started in the end: program first. */
  readonly argv: readonly LaunchWord[];
  /** How many words of `argv` ENTRYPOINT gives; CMD gives the rest. */
  readonly entrypointWords: number;
  readonly span: Span | undefined;
}

/** Left as it is written, written anew, or gone; `absent` where the original has none of its own. */
export type PartPlan =
  | { readonly kind: 'keep' | 'drop' | 'absent' }
  | { readonly kind: 'replace'; readonly values: readonly string[] };

/** Undefined, with the reason in the ledger, when the start needs a shell or cannot be told. */
export function planLaunch(
  launch: Launch | undefined,
  effects: StageEffects,
  tree: ContextTree,
  ledger: Ledger,
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
      `The final stage has neither CMD nor ENTRYPOINT of its own; its base image starts \`${launch.argv?.map(word => word.value).join(' ') ?? ''}\`.`,
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
  return followScript(dropInit(plan, ledger), effects, tree, ledger);
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

const initPrograms = /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/|\/)?(?:tini|tini-static|dumb-init|catatonit)$/;

/** A Go or other compiled server handles signals itself; a minimal init is not needed and not there. */
function dropInit(plan: LaunchPlan, ledger: Ledger): LaunchPlan {
  if (!initPrograms.test(plan.argv[0]?.value ?? '')) return plan;
  let count = 1;
  while (
    count < plan.argv.length &&
    plan.argv[count]?.value.startsWith('-') === true &&
    plan.argv[count]?.value !== '--'
  )
    count++;
  if (plan.argv[count]?.value === '--') count++;
  note(
    ledger,
    `\`${plan.argv[0]?.value}\` is gone: the program is process 1 itself. Run the container with \`--init\` if it starts processes of its own.`,
    plan.span,
  );
  return withoutLeading(plan, count);
}

/** Takes the first `count` words off, from ENTRYPOINT first. */
function withoutLeading(plan: LaunchPlan, count: number): LaunchPlan {
  return withLeading(plan, count, []);
}

/** Puts `own` in the place of the first `count` words; what comes after keeps its instruction. */
function withLeading(plan: LaunchPlan, count: number, own: readonly string[]): LaunchPlan {
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

/** An entrypoint script of the context that only ends in one program can be left out; any other keeps its shell. */
function followScript(
  plan: LaunchPlan,
  effects: StageEffects,
  tree: ContextTree,
  ledger: Ledger,
): LaunchPlan | undefined {
  const script = scriptOf(plan, effects, tree);
  if (script === undefined) return plan;
  const refuse = (why: string) =>
    decline(
      ledger,
      `The container starts with the script \`${script.name}\`, ${why}: it needs a shell.`,
      plan.span,
      'script-without-interpreter',
    );
  if (script.text === undefined) return refuse('which could not be read');
  const read = readScript(plainText(script.text, { start: 0, end: script.text.length }), {
    cwd: effects.stage.end.workdir,
    lookup: () => ({ kind: 'unset' }),
  });
  if (!read.understood) return refuse('which does more than start one program');
  const commands = read.commands.filter(command => !/^(?:set|:)$/.test(command.words[0]?.value ?? ''));
  const [last, ...others] = commands.reverse();
  if (last === undefined || others.length > 0 || last.conditional || last.role !== 'plain')
    return refuse('which does more than start one program');
  const started = startedBy(last, plan.argv.slice(script.words));
  if (started === undefined) return refuse('whose command needs the shell');
  note(
    ledger,
    `\`${script.name}\` only starts the program; it is left out and the program is started directly.`,
    plan.span,
  );
  return withLeading(plan, script.words, started.own);
}

interface Script {
  readonly name: string;
  readonly text: string | undefined;
  /** How many leading words of the command name it: 1, or 2 with an interpreter before it. */
  readonly words: number;
}

function scriptOf(plan: LaunchPlan, effects: StageEffects, tree: ContextTree): Script | undefined {
  const [first, second] = plan.argv;
  if (first === undefined) return undefined;
  const interpreted =
    /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(first.value) &&
    second !== undefined &&
    !second.value.startsWith('-');
  const word = interpreted ? second : first;
  const path = pathOf(word.value, effects);
  const origin = path === undefined ? undefined : lookup(effects.contents, path).entry?.origin;
  if (origin?.kind !== 'context') {
    return interpreted ? { name: word.value, text: undefined, words: 2 } : undefined;
  }
  const text = tree.text(origin.path);
  if (!interpreted && text?.startsWith('#!') !== true && !/\.sh$/.test(origin.path)) return undefined;
  if (/^#!.*\b(?:python|node|perl|ruby)/.test(text ?? '')) return undefined;
  return { name: origin.path, text, words: interpreted ? 2 : 1 };
}

function pathOf(name: string, effects: StageEffects): string | undefined {
  if (name.includes('/')) return joinPath(effects.stage.end.workdir, name);
  for (const directory of ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/go/bin']) {
    if (lookup(effects.contents, `${directory}/${name}`).entry?.origin.kind === 'context')
      return `${directory}/${name}`;
  }
  return joinPath(effects.stage.end.workdir, name);
}

interface StartedBy {
  /** Words the script itself writes before the arguments. */
  readonly own: readonly string[];
  readonly takesArguments: boolean;
}

function startedBy(command: ShellCommand, rest: readonly LaunchWord[]): StartedBy | undefined {
  if (command.prefix.length > 0 || command.redirects.length > 0) return undefined;
  const words = command.words[0]?.value === 'exec' ? command.words.slice(1) : command.words;
  const all = words.at(-1);
  const takesArguments = all?.text === '"$@"';
  const own = takesArguments ? words.slice(0, -1) : words;
  if (!takesArguments && rest.length > 0) return undefined;
  if (own.some(word => word.value === undefined || word.glob || word.variables.length > 0)) return undefined;
  return { own: own.map(word => word.value ?? ''), takesArguments };
}
