/** A `cargo` command line as its words say it. */
import type { VariableValue } from '../../model/expand';
import type { ShellWord } from '../../shell/script';

export interface CargoCommand {
  /** `build`, `install`, `chef cook`; undefined where it cannot be known. */
  readonly verb: string | undefined;
  /** `+nightly`, without the plus. */
  readonly toolchain: string | undefined;
  /** What is neither an option nor the value of one. */
  readonly operands: readonly (string | undefined)[];
  /** Some word may hold any option. */
  readonly unknownFlags: boolean;
  has(...names: readonly string[]): boolean;
  /** The values of an option: undefined for one that cannot be known. */
  values(...names: readonly string[]): readonly (string | undefined)[];
}

/** Reads the words behind `cargo`. `cargo auditable build` is the build that it wraps. */
export function readCargoCommand(args: readonly ShellWord[]): CargoCommand {
  const given: { name: string; value: string | undefined }[] = [];
  const operands: (string | undefined)[] = [];
  let toolchain: string | undefined;
  let unknownFlags = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    const text = word?.value ?? word?.text ?? '';
    if (text === '--') break;
    if (operands.length === 0 && text.startsWith('+')) {
      toolchain = text.slice(1);
      continue;
    }
    const option = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(text);
    if (option?.[1] === undefined) {
      if (word?.value === undefined) unknownFlags ||= !/^["'/]/.test(text);
      operands.push(word?.value);
      continue;
    }
    const [, name, attached] = option;
    if (attached !== undefined) given.push({ name, value: word?.value === undefined ? undefined : attached });
    else if (takesValue.has(name)) given.push({ name, value: args[++index]?.value });
    else if (/^-[jpFZC]./.test(name)) given.push({ name: name.slice(0, 2), value: name.slice(2) });
    else given.push({ name, value: '' });
  }
  const wrapped = operands[0] === 'auditable' ? operands.slice(1) : operands;
  const words = wrapped[0] === 'chef' ? 2 : 1;
  const verb = wrapped.slice(0, words);
  return {
    verb: verb.includes(undefined) ? undefined : verb.join(' '),
    toolchain,
    operands: wrapped.slice(words),
    unknownFlags,
    has: (...names) => given.some(({ name }) => names.includes(name)),
    values: (...names) => given.filter(({ name }) => names.includes(name)).map(({ value }) => value),
  };
}

const takesValue: ReadonlySet<string> = new Set(
  (
    '--target --bin --profile --target-dir --manifest-path -p --package --features -F -j --jobs --root --path --git --branch ' +
    '--tag --rev --version --vers --color --message-format --config -Z -C --example --test --bench --exclude --recipe-path ' +
    '--out-dir --artifact-dir --registry --index --name --edition --vcs'
  ).split(' '),
);

/** The last value of an option; `unset` where it is not given, `unknown` where it cannot be told. */
export function lastValue(command: CargoCommand, ...names: readonly string[]): VariableValue {
  const values = command.values(...names);
  if (values.length === 0) return { kind: 'unset' };
  const value = values.at(-1);
  return value === undefined || value === '' ? { kind: 'unknown' } : { kind: 'value', value };
}
