/** What the words of a command in exec form are to the program that is started, wrappers such as `tini` seen through. */

import type { Stage } from '../../model/build';
import type { LaunchWord } from '../../model/launch';
import { readLaunch } from '../../model/launch';
import { baseName } from '../../model/paths';
import { type ContainerCommand, containerCommands } from './programs';

/**
 * `program` is started, `file` is what an interpreter runs, `main` is a main class or a module, `option` is an option
 * of the interpreter itself, `class-path` a list of places, `code` a script in the command line, `argument` the rest.
 */
export type Role = 'program' | 'file' | 'main' | 'option' | 'class-path' | 'code' | 'argument';

export interface RoleWord extends LaunchWord {
  readonly role: Role;
}

export interface DirectCommand extends Pick<ContainerCommand, 'keyword' | 'place'> {
  /** The last part of the program's path, as in `java`. */
  readonly program: string;
  /** From the program on; what a wrapper takes for itself is left out. */
  readonly words: readonly RoleWord[];
}

/**
 * The commands of a container that start a program without any shell in between. A shell, and whatever may hand its
 * arguments to one, ends the list: nothing behind it is certain.
 */
export function directCommands(stage: Stage): DirectCommand[] {
  const launch = readLaunch(stage);
  const inherited = launch?.entrypoint?.step === undefined ? (launch?.entrypoint?.values.length ?? 0) : 0;
  return containerCommands(stage).flatMap(({ keyword, argv, place }) => {
    // The entry scripts of official images end in `exec "$@"`; elsewhere the base names the program itself.
    const script = keyword === 'CMD' && inherited > 0 && isScript(argv[0]?.value ?? '');
    const rest = behindWrappers(script ? argv.slice(inherited) : argv);
    const [first] = rest;
    if (first === undefined) return [];
    const program = baseName(first.value);
    return [{ keyword, place, program, words: roles(program, rest) }];
  });
}

/** Entry scripts may evaluate what they are given. */
export function isScript(program: string): boolean {
  return /\.(?:ba|z)?sh$|entrypoint|^(?:start|run|init|boot|launch|parent)\b/.test(baseName(program));
}

/** Shells, and programs that hand their arguments to one or expand variables themselves. */
export function mayExpand(program: string): boolean {
  return expanding.has(program) || isScript(program);
}

const expanding: ReadonlySet<string> = new Set(
  (
    'sh bash ash dash zsh ksh fish busybox cmd cmd.exe powershell powershell.exe pwsh su runuser sudo script watch xargs flock cron crond supercronic ' +
    'npm npm.cmd yarn pnpm npx bunx make awk gawk mawk sed envsubst envconsul dockerize confd consul-template gomplate containerpilot parent s6-svscan runsvdir ' +
    'perl psql expect find foreman honcho concurrently supervisord execlineb with-contenv entr'
  ).split(' '),
);

/** Programs that start the rest of their words as they stand, and how many words they take themselves. */
function behindWrappers(argv: readonly LaunchWord[]): readonly LaunchWord[] {
  let at = 0;
  for (;;) {
    const name = baseName(argv[at]?.value ?? '');
    if (/^(?:tini(?:-static)?|dumb-init|catatonit|docker-init)$/.test(name)) {
      at++;
      while (argv[at]?.value.startsWith('-') === true) {
        const option = argv[at++]?.value ?? '';
        if (option === '--') break;
        if (/^-[per]$|^--rewrite$/.test(option)) at++;
      }
    } else if (/^(?:gosu|su-exec|s6-setuidgid)$/.test(name)) at += 2;
    else if (name === 'env') {
      at++;
      while (/^-i$|^[A-Za-z_]\w*=/.test(argv[at]?.value ?? '')) at++;
    } else if (/^(?:pipenv|poetry|uv|bundle)$/.test(name) && /^(?:run|exec)$/.test(argv[at + 1]?.value ?? ''))
      at += 2;
    else if (/^(?:nohup|ddtrace-run|opentelemetry-instrument)$/.test(name)) at++;
    else return argv.slice(at);
  }
}

function roles(program: string, argv: readonly LaunchWord[]): RoleWord[] {
  const [first, ...rest] = argv;
  const start: RoleWord[] = first === undefined ? [] : [{ ...first, role: 'program' }];
  if (program === 'java') return [...start, ...javaRoles(rest)];
  const interpreter = program.replace(/[\d.]+$/, '');
  const codeOption = Object.hasOwn(codeOptions, interpreter) ? codeOptions[interpreter] : undefined;
  if (codeOption === undefined)
    return [...start, ...rest.map(word => ({ ...word, role: 'argument' as const }))];
  let next: Role | undefined;
  let found = false;
  for (const word of rest) {
    const role: Role = found ? 'argument' : (next ?? (word.value.startsWith('-') ? 'option' : 'file'));
    next = undefined;
    if (role === 'option') {
      if (codeOption.test(word.value)) next = 'code';
      else if (word.value === '-m') next = 'main';
      // Other options may take values: what follows them is anything.
      else if (!/^-[uBOEIsSW]+$/.test(word.value)) found = true;
    } else found = true;
    start.push({ ...word, role });
  }
  return start;
}

/** Interpreters and the options behind which code stands. */
const codeOptions: Readonly<Record<string, RegExp>> = {
  python: /^-c$/,
  node: /^(?:-e|-p|-pe|--eval|--print)$/,
  nodejs: /^(?:-e|-p|-pe|--eval|--print)$/,
  ruby: /^-e$/,
  php: /^-r$/,
  dotnet: /^$/,
};

/** The `java` command: options, then a class, `-jar FILE` or `-m MODULE`, then the program's own arguments. */
function javaRoles(words: readonly LaunchWord[]): RoleWord[] {
  const result: RoleWord[] = [];
  let next: Role | undefined;
  let started = false;
  let archive = false;
  for (const word of words) {
    const { value } = word;
    const plain = archive ? 'file' : 'main';
    const role: Role = started ? 'argument' : (next ?? (/^[-@]/.test(value) ? 'option' : plain));
    result.push({ ...word, role });
    if (role === 'file' || role === 'main') started = true;
    next = undefined;
    if (role !== 'option') continue;
    if (/^(?:-cp|-classpath|--class-path|-p|--module-path|--upgrade-module-path)$/.test(value))
      next = 'class-path';
    // `-jar` is an option like others: more of them may follow before the file.
    else if (value === '-jar') archive = true;
    else if (/^(?:-m|--module)$/.test(value)) next = 'main';
    else if (
      /^--(?:add-modules|add-opens|add-exports|add-reads|enable-native-access|limit-modules|patch-module|source|describe-module)$|^-d$/.test(
        value,
      )
    )
      next = 'option';
  }
  return result;
}
