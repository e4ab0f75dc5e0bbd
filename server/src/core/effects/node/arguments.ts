/** Command lines of the package managers, split into options and words. */
import type { ShellWord } from '../../shell/script';

export interface NodeArguments {
  /** Without those that are values of options; undefined for a word that cannot be known. */
  readonly words: readonly (string | undefined)[];
  /** `--omit=dev` is `--omit` to `dev`; a bare flag has the value `true`. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** Indices into the arguments of `words`. */
  readonly places: readonly number[];
  /** A word is not known: an option may be in it. */
  readonly uncertain: boolean;
}

/** Options that take the next word as their value where no `=` gives one. */
const withValue: ReadonlySet<string> = new Set([
  ...[
    '--prefix',
    '-C',
    '--cwd',
    '--dir',
    '--omit',
    '--include',
    '--only',
    '--registry',
    '--cache',
    '--filter',
  ],
  ...['-w', '--workspace', '-F', '--loglevel', '--cache-folder', '--network-timeout', '--also', '--location'],
  ...['-p', '--package', '-c', '--modules-folder', '--store-dir', '--network-concurrency', '--mutex'],
]);

/** Splits the words behind the program; what follows `--` is left out. */
export function nodeArguments(args: readonly ShellWord[], flags: readonly string[] = []): NodeArguments {
  const words: (string | undefined)[] = [];
  const places: number[] = [];
  const options = new Map<string, string[]>();
  let uncertain = false;
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value;
    if (value === '--') break;
    if (value === undefined) uncertain = true;
    if (value === undefined || !/^-./.test(value)) {
      words.push(value);
      places.push(index);
      continue;
    }
    const equals = value.indexOf('=');
    const name = equals < 0 ? value : value.slice(0, equals);
    const next = args[index + 1]?.value;
    const takes =
      equals < 0 && withValue.has(name) && !flags.includes(name) && next?.startsWith('-') !== true;
    const given = equals >= 0 ? value.slice(equals + 1) : takes ? (next ?? '') : 'true';
    if (takes) index++;
    options.set(name, [...(options.get(name) ?? []), given]);
  }
  return { words, options, places, uncertain };
}

/** Where the command works: `--prefix`, `-C`, `--cwd` or `--dir`, as written. */
export function directoryOption({ options }: NodeArguments): string | undefined {
  for (const name of ['--prefix', '-C', '--cwd', '--dir']) {
    const value = options.get(name)?.at(-1);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Only asks for a version or for help. */
export function onlyAsks(args: readonly ShellWord[]): boolean {
  return args.length > 0 && args.every(word => /^(?:-v|-V|--version|-h|--help)$/.test(word.value ?? ''));
}
