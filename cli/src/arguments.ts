/** From the words of the command line to typed options, with an answer to every mistake. */
import { parseArgs } from 'node:util';
import type { Severity, Target } from '../../server/src/core/analysis';
import { CannotRun } from './terminal';
import type { VerifyOptions } from './verify/options';
import {
  flag,
  oneOf,
  readVerifyOptions,
  targets,
  text,
  type Values,
  verifyOptions,
  word,
} from './verify-arguments';

export const commandNames = ['check', 'fix', 'convert', 'verify', 'explain', 'lsp'] as const;
export type CommandName = (typeof commandNames)[number];

export type Format = 'text' | 'json';
export type FailOn = Exclude<Severity, 'hint'> | 'never';

export interface Options {
  readonly command: Exclude<CommandName, 'verify'>;
  readonly operands: readonly string[];
  readonly format: Format;
  readonly failOn: FailOn;
  readonly hints: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly to: Target | undefined;
  readonly context: string | undefined;
  readonly config: string | undefined;
  readonly stage: string | undefined;
  readonly runtimeVersion: string | undefined;
  readonly write: boolean;
  readonly output: string | undefined;
  readonly diff: boolean;
  readonly unsafe: boolean;
}

export type Request = { help: CommandName | undefined } | { version: true } | Options | VerifyOptions;

const failLevels = ['error', 'warning', 'info', 'never'] as const;

const common = {
  help: { type: 'boolean', short: 'h' },
  version: flag,
  'no-color': flag,
  quiet: flag,
} as const;

/** The options of each command; what is `later` is known and refused, so that nobody waits for its effect. */
const accepted = {
  check: { format: text, 'fail-on': text, hints: flag, context: text, config: text },
  fix: { format: text, 'fail-on': text, hints: flag, context: text, config: text, diff: flag, unsafe: flag },
  convert: {
    format: text,
    to: text,
    context: text,
    stage: text,
    write: flag,
    output: { type: 'string', short: 'o' },
    diff: flag,
    config: text,
    'build-context': text,
    'runtime-version': text,
  },
  verify: verifyOptions,
  explain: {},
  lsp: { stdio: flag },
} as const;

const later = ['build-context'];
const laterFormats = ['sarif', 'github'];

export function parseArguments(argv: readonly string[]): Request {
  const [word, ...rest] = argv;
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    return { help: commandNames.find(name => name === rest[0]) };
  }
  if (word === '--version') return { version: true };
  const command = commandNames.find(name => name === word);
  if (command === undefined) {
    const what = word.startsWith('-') ? 'The first word must be a command, not' : 'There is no command';
    throw new CannotRun(`${what} ${word}; the commands are ${commandNames.join(', ')}. See distill --help.`);
  }
  return parseOptions(command, rest);
}

function parseOptions(command: CommandName, words: readonly string[]): Request {
  const { values, positionals } = split(command, words);
  if (values.help === true) return { help: command };
  if (values.version === true) return { version: true };
  if (command === 'verify') return readVerifyOptions(values, positionals);
  for (const name of later) if (values[name] !== undefined) throw notAvailable(`The option --${name}`);
  if (laterFormats.some(format => format === values.format)) {
    throw notAvailable(`The format ${values.format}`);
  }
  const options: Options = {
    command,
    operands: positionals,
    format: oneOf('format', values.format, ['text', 'json']) ?? 'text',
    failOn: oneOf('fail-on', values['fail-on'], failLevels) ?? 'error',
    hints: values.hints === true,
    quiet: values.quiet === true,
    color: values['no-color'] !== true,
    to: oneOf('to', values.to, targets),
    context: word(values.context),
    config: word(values.config),
    stage: word(values.stage),
    runtimeVersion: word(values['runtime-version']),
    write: values.write === true,
    output: word(values.output),
    diff: values.diff === true,
    unsafe: values.unsafe === true,
  };
  refuseContradictions(options, values.stdio === true);
  return options;
}

function split(command: CommandName, words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...common, ...accepted[command] },
      allowPositionals: true,
    });
    return { values: values as Values, positionals };
  } catch (error) {
    // parseArgs explains the use of `--` at length after its first sentence.
    const sentence = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)[0];
    throw new CannotRun(`${sentence}. See distill ${command} --help.`);
  }
}

function refuseContradictions(options: Options, stdio: boolean): void {
  const { command, operands, write, output, diff, format } = options;
  const standardInput = operands.includes('-');
  if (command === 'convert') {
    if (operands.length !== 1)
      throw new CannotRun('convert takes exactly one FILE, or - for standard input.');
    const places = [write && '--write', output !== undefined && '--output', diff && '--diff'].filter(Boolean);
    if (places.length > 1) throw new CannotRun(`${places.join(' and ')} contradict each other.`);
    if (write && standardInput) throw new CannotRun('--write needs a file, and standard input is none.');
    if (diff && format === 'json') throw new CannotRun('--diff and --format json contradict each other.');
  }
  if (command === 'fix' && diff && format === 'json') {
    throw new CannotRun('--diff and --format json contradict each other.');
  }
  if (standardInput && operands.length > 1) {
    throw new CannotRun('Standard input (-) cannot be combined with other paths.');
  }
  if (command === 'explain' && operands.length > 1) throw new CannotRun('explain takes one RULE or IMAGE.');
  if (command === 'lsp' && !stdio) throw new CannotRun('The language server speaks on --stdio only.');
  if (command === 'lsp' && operands.length > 0) throw new CannotRun('lsp takes no operands.');
}

function notAvailable(what: string): CannotRun {
  return new CannotRun(`${what} is not available in this version.`);
}
