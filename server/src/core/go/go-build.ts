import type { ShellCommand } from '../shell/script';
import type { Instruction } from '../syntax/instruction';

/** One run of `go build`, `go install`, `go get` or `go run`, as its command line says it. */
export interface GoBuild {
  readonly verb: 'build' | 'install' | 'get' | 'run';
  readonly by: Instruction;
  readonly command: ShellCommand;
  /** Index in `command.words` of the word `go`. */
  readonly goWord: number;
  /** Where it runs, after `-C`; undefined when unknown. */
  readonly cwd: string | undefined;
  /** Package patterns or files; `.` by default. Undefined entries are words that cannot be known. */
  readonly packages: readonly (string | undefined)[];
  /** For `go run`: what follows the package. */
  readonly programArguments: readonly string[];
  /** Value of `-o`; `null` when given and unknown. */
  readonly output: string | undefined | null;
  readonly tags: readonly string[];
  readonly ldflags: string;
  readonly race: boolean;
  readonly buildmode: string | undefined;
  readonly mod: string | undefined;
  /** Any flag word that cannot be known. */
  readonly unknownFlags: boolean;
}

const flagsWithValue: ReadonlySet<string> = new Set(
  'o p asmflags buildmode compiler gccgoflags gcflags installsuffix ldflags mod modfile overlay pgo pkgdir tags toolexec C covermode coverpkg exec'.split(
    ' ',
  ),
);

/** Reads a command; undefined when it is no Go build. Wrappers such as `env` are the caller's business. */
export function readGoBuild(command: ShellCommand, by: Instruction, goWord: number): GoBuild | undefined {
  const { words } = command;
  let position = goWord + 1;
  const verb = words[position]?.value;
  if (verb !== 'build' && verb !== 'install' && verb !== 'get' && verb !== 'run') return undefined;
  position++;
  const values = new Map<string, string | undefined>();
  const given = new Set<string>();
  let unknownFlags = false;
  while (position < words.length) {
    const word = words[position];
    if (word === undefined) break;
    const text = word.value ?? word.text;
    const match = /^--?([A-Za-z]\w*)(?:=(.*))?$/s.exec(text);
    if (match === null || match[1] === undefined) {
      if (word.value === undefined && !word.text.startsWith('-') && looksLikeFlags(word.text)) {
        // An unquoted variable such as $GOFLAGS or $LDFLAGS: it may hold any flag, or none.
        unknownFlags = true;
        position++;
        continue;
      }
      break;
    }
    const name = match[1];
    given.add(name);
    if (word.value === undefined) unknownFlags ||= !valueMayBeUnknown.has(name);
    if (match[2] !== undefined) values.set(name, word.value === undefined ? undefined : match[2]);
    else if (flagsWithValue.has(name)) values.set(name, words[++position]?.value);
    position++;
  }
  const rest = words.slice(position);
  const directory = given.has('C') ? values.get('C') : '';
  const packages = verb === 'run' ? runPackages(rest.map(word => word.value)) : rest.map(word => word.value);
  return {
    verb,
    by,
    command,
    goWord,
    cwd: directory === undefined ? undefined : joinDirectory(command.cwd, directory),
    packages: packages.length === 0 ? ['.'] : packages,
    programArguments: verb === 'run' ? rest.slice(packages.length).map(word => word.value ?? word.text) : [],
    output: given.has('o') ? (values.get('o') ?? null) : undefined,
    tags: (values.get('tags') ?? '').split(/[ ,]+/).filter(tag => tag !== ''),
    ldflags: values.get('ldflags') ?? textOfFlag(command, 'ldflags'),
    race: given.has('race') || given.has('msan') || given.has('asan'),
    buildmode: values.get('buildmode'),
    mod: values.get('mod'),
    unknownFlags: unknownFlags || (given.has('tags') && values.get('tags') === undefined),
  };
}

/** Flags whose value may stay unknown without changing what the binary needs (`-ldflags "-X main.v=$V"`). */
const valueMayBeUnknown: ReadonlySet<string> = new Set([
  'ldflags',
  'gcflags',
  'asmflags',
  'o',
  'p',
  'C',
  'tags',
]);

function looksLikeFlags(text: string): boolean {
  return /^\$\{?\w*(FLAGS|flags|OPTS|opts|ARGS|args)\w*\}?$/.test(text);
}

/** The raw text of a flag whose value has variables: enough to see `-static` in it. */
function textOfFlag(command: ShellCommand, name: string): string {
  const index = command.words.findIndex(word => new RegExp(`^--?${name}(=|$)`).test(word.text));
  const word = command.words[index];
  if (word === undefined) return '';
  return word.text.includes('=')
    ? word.text.slice(word.text.indexOf('=') + 1)
    : (command.words[index + 1]?.text ?? '');
}

/** `go run` takes a package, or all leading `.go` files; what follows belongs to the program. */
function runPackages(words: readonly (string | undefined)[]): (string | undefined)[] {
  let count = 0;
  while (count < words.length && words[count]?.endsWith('.go') === true) count++;
  return words.slice(0, Math.max(count, 1));
}

function joinDirectory(cwd: string | undefined, directory: string): string | undefined {
  if (directory === '') return cwd;
  if (directory.startsWith('/')) return directory;
  return cwd === undefined ? undefined : `${cwd}/${directory}`;
}
