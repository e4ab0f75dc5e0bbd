/** The words after `verify` as typed options, with an answer to every mistake and contradiction. */
import { CannotRun } from './terminal';
import {
  allowances,
  builderNames,
  progressChoices,
  scanChoices,
  type VerifyOptions,
  verifyFormats,
} from './verify/options';

/** What parseArgs found: texts, flags, and lists of what may be repeated. */
export type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export const targets = ['auto', 'distroless', 'chainguard', 'hardened', 'scratch', 'slim', 'alpine'] as const;

export const flag = { type: 'boolean' } as const;
export const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;

export const verifyOptions = {
  to: list,
  builder: text,
  context: text,
  stage: text,
  'runtime-version': text,
  config: text,
  'build-arg': list,
  'build-network': text,
  platform: text,
  secret: list,
  pull: flag,
  'no-cache': flag,
  timeout: text,
  expect: text,
  allow: list,
  seconds: text,
  baseline: text,
  budget: text,
  'write-baseline': flag,
  scan: text,
  keep: flag,
  'write-bake': text,
  'bake-metadata': text,
  format: text,
  output: { type: 'string', short: 'o' },
  progress: text,
} as const;

/** Typed options, or CannotRun with what is wrong about them. */
export function readVerifyOptions(values: Values, operands: readonly string[]): VerifyOptions {
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().includes('')) throw new CannotRun(`--${name} is empty.`);
  }
  const options: VerifyOptions = {
    command: 'verify',
    operands,
    to: words(values.to).flatMap(value => oneOf('to', value, targets) ?? []),
    builder: oneOf('builder', values.builder, builderNames),
    context: word(values.context),
    stage: word(values.stage),
    runtimeVersion: word(values['runtime-version']),
    config: word(values.config),
    buildArgs: Object.fromEntries(words(values['build-arg']).map(buildArgument)),
    build: {
      network: word(values['build-network']),
      platform: word(values.platform),
      pull: values.pull === true,
      noCache: values['no-cache'] === true,
      secrets: words(values.secret),
      timeoutMs: (positive('timeout', 'minutes', values.timeout, 24 * 60) ?? 30) * 60_000,
      keep: values.keep === true,
    },
    expect: word(values.expect),
    allow: words(values.allow).flatMap(value => oneOf('allow', value, allowances) ?? []),
    seconds: positive('seconds', 'seconds', values.seconds, 3600) ?? 5,
    baseline: word(values.baseline),
    budget: percent(values.budget),
    writeBaseline: values['write-baseline'] === true,
    scan: oneOf('scan', values.scan, scanChoices) ?? 'auto',
    writeBake: word(values['write-bake']),
    bakeMetadata: word(values['bake-metadata']),
    format: oneOf('format', values.format, verifyFormats) ?? 'text',
    output: word(values.output),
    progress: oneOf('progress', values.progress, progressChoices) ?? 'auto',
    quiet: values.quiet === true,
    color: values['no-color'] !== true,
  };
  refuseContradictions(options, values);
  return options;
}

function refuseContradictions(options: VerifyOptions, values: Values): void {
  const { operands, to, baseline, budget, writeBaseline } = options;
  if (operands.length === 0) throw new CannotRun('verify takes at least one FILE.');
  if (operands.includes('-')) {
    throw new CannotRun(
      'verify takes files, not standard input: the builder reads the Dockerfile itself, beside its build context.',
    );
  }
  refuseRepetition('FILE', operands);
  refuseRepetition('--to', to);
  if (budget !== undefined && baseline === undefined) {
    throw new CannotRun('--budget needs --baseline FILE, the sizes that were recorded.');
  }
  if (options.allow.length > 0 && options.expect === undefined) {
    throw new CannotRun('--allow needs --expect FILE: a smoke run asks for nothing beyond its container.');
  }
  if (writeBaseline && baseline === undefined) {
    throw new CannotRun('--write-baseline needs --baseline FILE, the file to write to.');
  }
  if (writeBaseline && budget !== undefined) {
    throw new CannotRun('--write-baseline and --budget contradict each other: record first, compare later.');
  }
  if (baseline !== undefined && budget === undefined && !writeBaseline) {
    throw new CannotRun('--baseline needs --budget PERCENT to compare, or --write-baseline to record.');
  }
  if (options.quiet && values.progress !== undefined && options.progress !== 'none') {
    throw new CannotRun(`--quiet and --progress ${options.progress} contradict each other.`);
  }
  contradict('write-bake', 'which builds and runs nothing', values, [
    ...['bake-metadata', 'builder', 'seconds', 'baseline', 'scan', 'keep', 'format', 'output'],
    ...['timeout', 'allow'],
  ]);
  contradict('bake-metadata', 'whose images are built already', values, [
    ...['build-network', 'secret', 'pull', 'no-cache', 'build-arg', 'keep', 'timeout'],
  ]);
}

/** Options that would have no effect beside another are refused, so that nobody waits for it. */
function contradict(one: string, why: string, values: Values, others: readonly string[]): void {
  if (values[one] === undefined) return;
  const found = others.find(name => values[name] !== undefined);
  if (found !== undefined) throw new CannotRun(`--${found} and --${one}, ${why}, contradict each other.`);
}

function refuseRepetition(what: string, values: readonly string[]): void {
  const again = values.find((value, index) => values.indexOf(value) < index);
  if (again !== undefined) throw new CannotRun(`${what} ${again} is there twice.`);
}

/** A value without `=` would be taken from the environment, and a build would depend on who starts it. */
function buildArgument(value: string): readonly [string, string] {
  const [, name, content] = /^([A-Za-z_][A-Za-z0-9_.-]*)=(.*)$/s.exec(value) ?? [];
  if (name === undefined || content === undefined) {
    throw new CannotRun(`--build-arg wants NAME=VALUE, not ${value}.`);
  }
  return [name, content];
}

function positive(option: string, unit: string, value: Values[string], largest: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0;
  if (number > 0 && number <= largest) return number;
  throw new CannotRun(`--${option} wants a number of ${unit} above 0 and up to ${largest}, not ${value}.`);
}

function percent(value: Values[string]): number | undefined {
  if (typeof value !== 'string') return undefined;
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value) ?? [];
  if (digits === undefined) throw new CannotRun(`--budget wants a percentage such as 5%, not ${value}.`);
  return Number(digits);
}

/** One of a few words, undefined where the option is not there; CannotRun for another word. */
export function oneOf<Choice extends string>(
  option: string,
  value: Values[string],
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined) return undefined;
  const choice = choices.find(one => one === value);
  if (choice === undefined) throw new CannotRun(`--${option} is one of ${choices.join(', ')}, not ${value}.`);
  return choice;
}

/** The text of an option that takes one. */
export function word(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function words(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value : [];
}
