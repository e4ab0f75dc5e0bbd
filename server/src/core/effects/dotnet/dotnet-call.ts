/** The command line of `dotnet build` and `dotnet publish`, as `dotnet publish --help` describes it. */
import type { ShellWord } from '../../shell/script';

export interface DotnetCall {
  readonly verb: string;
  /** The project, solution or folder; undefined for the working directory. */
  readonly project: ShellWord | undefined;
  readonly output: ShellWord | undefined;
  readonly configuration: string | undefined;
  readonly framework: string | undefined;
  /** Null where it is given and cannot be known. */
  readonly rid: string | undefined | null;
  /** Undefined where the command line leaves it to the project. */
  readonly selfContained: boolean | undefined;
  /** `-p:Name=value`, names in lower case; a value that cannot be known is left out and makes the call unclear. */
  readonly properties: ReadonlyMap<string, string>;
  readonly unclear: boolean;
}

const valued: ReadonlyMap<string, 'output' | 'configuration' | 'framework' | 'rid' | 'other'> = new Map([
  ['-o', 'output'],
  ['--output', 'output'],
  ['-c', 'configuration'],
  ['--configuration', 'configuration'],
  ['-f', 'framework'],
  ['--framework', 'framework'],
  ['-r', 'rid'],
  ['--runtime', 'rid'],
  ['-v', 'other'],
  ['--verbosity', 'other'],
  ['-a', 'rid'],
  ['--arch', 'rid'],
  ['--os', 'rid'],
  ['--version-suffix', 'other'],
  ['-s', 'other'],
  ['--source', 'other'],
  ['--artifacts-path', 'output'],
]);

export function readDotnetCall(args: readonly ShellWord[]): DotnetCall {
  const [verb, ...rest] = args;
  const found: { [Key in 'output' | 'configuration' | 'framework' | 'rid']?: ShellWord } = {};
  const properties = new Map<string, string>();
  let project: ShellWord | undefined;
  let selfContained: boolean | undefined;
  let unclear = false;
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index];
    if (word === undefined) break;
    const text = word.value ?? word.text;
    const equals = /^(--?[\w-]+)[=:](.*)$/s.exec(text);
    const name = equals?.[1] ?? text;
    const kind = valued.get(name);
    if (/^(?:[-/]{1,2}p(?:roperty)?)$/.test(name) && equals !== null) {
      const setting = /^(\w+)=(.*)$/s.exec(equals[2] ?? '');
      if (word.value === undefined || setting === null) unclear = true;
      else properties.set((setting[1] ?? '').toLowerCase(), (setting[2] ?? '').replace(/^["']|["']$/g, ''));
    } else if (kind !== undefined) {
      const value =
        equals === null
          ? rest[++index]
          : { ...word, value: word.value === undefined ? undefined : (equals[2] ?? '') };
      // `--os` and `--arch` make a RID together with the machine's own parts.
      if (/^(?:-a|--arch|--os|--artifacts-path)$/.test(name)) unclear = true;
      else if (kind !== 'other' && value !== undefined) found[kind] = value;
    } else if (name === '--self-contained' || name === '--sc') {
      const next = rest[index + 1]?.value;
      selfContained =
        (equals?.[2] ?? (next === 'false' || next === 'true' ? rest[++index]?.value : 'true')) !== 'false';
    } else if (name === '--no-self-contained') selfContained = false;
    else if (!text.startsWith('-') && !/^\/[\w]+:/.test(text)) project ??= word;
    else if (word.value === undefined) unclear = true;
  }
  return {
    verb: verb?.value ?? '',
    project,
    output: found.output,
    configuration: found.configuration?.value,
    framework: found.framework?.value,
    rid: found.rid === undefined ? undefined : (found.rid.value ?? null),
    selfContained,
    properties,
    unclear,
  };
}
