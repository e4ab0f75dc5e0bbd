/** Commands of Alpine and BusyBox in a build that moves to Debian: what goes, what is written otherwise, what stays. */
import type { Edit } from '../../../edits/change';
import { packageNames } from '../../../effects/packages';
import { readRun } from '../../../effects/run';
import type { Step } from '../../../model/build';
import type { ShellCommand } from '../../../shell/script';
import type { Dockerfile } from '../../../syntax/instruction';
import { removalEdits } from '../../text';

export interface OnDebian {
  readonly edits: readonly Edit[];
  /** Packages that the image for Debian has already. */
  readonly packages: readonly string[];
  /** The image must be the full one: the slim one lacks a program that the instruction uses or installs. */
  readonly full: boolean;
}

/** How a RUN reads on Debian; undefined where something in it only works on Alpine. */
export function onDebian(step: Step, dockerfile: Dockerfile): OnDebian | undefined {
  const { source } = dockerfile;
  const { span } = step.instruction;
  const script = readRun(step);
  const commands = [...(script?.commands ?? [])].sort((a, b) => a.span.start - b.span.start);
  const parts = commands.map(command => ({ command, part: partOf(command) }));
  const handled = parts.filter(({ part }) => part !== 'stays');
  // What is left of the text must not speak of Alpine: it may be in a string, or in what could not be read.
  let rest = source.slice(span.start, span.end);
  for (const { command } of handled) {
    const { start, end } = command.span;
    rest = rest.slice(0, start - span.start) + ' '.repeat(end - start) + rest.slice(end - span.start);
  }
  if (ofAlpine.test(rest)) return undefined;
  const full = ofFullImage.test(rest) || handled.some(({ part }) => typeof part === 'object' && part.full);
  if (handled.length === 0) return { edits: [], packages: [], full };
  if (script?.understood !== true || !isPlain(commands, source)) return undefined;
  const packages = handled.flatMap(({ part }) => (typeof part === 'object' ? part.packages : []));
  const written = parts.flatMap(({ command, part }) =>
    typeof part === 'object' && part.text !== undefined ? [{ span: command.span, text: part.text }] : [],
  );
  const gone = parts.map(({ part }) => typeof part === 'object' && part.text === undefined);
  if (gone.every(Boolean)) return { edits: removalEdits(dockerfile, [step.instruction]), packages, full };
  return { edits: [...written, ...cuts(commands, gone)], packages, full };
}

/** Nothing but `&&` and `;` between the commands: then one can be taken out. */
function isPlain(commands: readonly ShellCommand[], source: string): boolean {
  return commands.every((command, index) => {
    const next = commands[index + 1];
    if (command.conditional || command.role !== 'plain' || command.redirects.length > 0) return false;
    return (
      next === undefined || /^[\s\\]*(?:&&|;)[\s\\]*$/.test(source.slice(command.span.end, next.span.start))
    );
  });
}

/** Takes neighbours out together, with what joins them to the command behind, or else to the one before. */
function cuts(commands: readonly ShellCommand[], gone: readonly boolean[]): Edit[] {
  const edits: Edit[] = [];
  for (let from = 0; from < commands.length; from++) {
    if (gone[from] !== true) continue;
    let to = from;
    while (gone[to + 1] === true) to++;
    const behind = commands[to + 1]?.span.start;
    const start = behind === undefined ? commands[from - 1]?.span.end : commands[from]?.span.start;
    const end = behind ?? commands[to]?.span.end;
    if (start !== undefined && end !== undefined) edits.push({ span: { start, end }, text: '' });
    from = to;
  }
  return edits;
}

type Part =
  | 'stays'
  | {
      /** What stands in its place; undefined where it goes. */
      readonly text: string | undefined;
      readonly packages: readonly string[];
      readonly full: boolean;
    };

function partOf(command: ShellCommand): Part {
  const [program, ...args] = command.words.map(word => (word.glob ? undefined : word.value));
  const gone = (packages: readonly string[]): Part => ({
    ...{ text: undefined, packages },
    full: packages.some(name => !everywhere.has(name)),
  });
  if (program === 'apk') {
    const packages = packageNames(command.words.slice(1));
    const known = packages.flatMap(name => (name !== undefined && provided(name) ? [name] : []));
    return known.length === packages.length ? gone(known) : 'stays';
  }
  if (program === 'rm' && command.words.slice(1).every(word => /^-|^\/var\/cache\/apk\b/.test(word.text)))
    return gone([]);
  const plain = args.flatMap(arg => arg ?? []);
  if (plain.length !== args.length) return 'stays';
  const text = program === 'addgroup' ? group(plain) : program === 'adduser' ? user(plain) : undefined;
  return text === undefined ? 'stays' : { text, packages: [], full: false };
}

/** `addgroup -g 1001 -S app` of BusyBox. */
function group(args: readonly string[]): string | undefined {
  const { flags, values, names } = options(args, { '-g': '--gid', '--gid': '--gid' }, ['-S', '--system']);
  const [name, other] = names ?? [];
  if (flags === undefined || name === undefined) return undefined;
  // Of two names the first is a user who becomes a member of the second.
  return other === undefined
    ? ['groupadd', ...(flags.length > 0 ? ['--system'] : []), ...(values ?? []), name].join(' ')
    : `usermod --append --groups ${other} ${name}`;
}

/** `adduser -D -u 1001 -G app app` of BusyBox. */
function user(args: readonly string[]): string | undefined {
  const taken = {
    ...{ '-u': '--uid', '--uid': '--uid', '-G': '--gid', '--ingroup': '--gid', '-h': '--home-dir' },
    ...{
      '--home': '--home-dir',
      '-s': '--shell',
      '--shell': '--shell',
      '-g': '--comment',
      '--gecos': '--comment',
    },
  };
  const switches = ['-S', '--system', '-D', '--disabled-password', '-H', '--no-create-home'];
  const { flags, values, names } = options(args, taken, switches);
  const [name, other] = names ?? [];
  if (flags === undefined || values === undefined || name === undefined) return undefined;
  if (other !== undefined) return `usermod --append --groups ${other} ${name}`;
  const system = flags.some(flag => /^(?:-S|--system)$/.test(flag));
  const home = flags.some(flag => /^(?:-H|--no-create-home)$/.test(flag))
    ? '--no-create-home'
    : '--create-home';
  // BusyBox puts a system's user without a group of its own into `nogroup`.
  const own = system && !values.includes('--gid') ? ['--gid', 'nogroup'] : [];
  return ['useradd', ...(system ? ['--system'] : []), home, ...own, ...values, name].join(' ');
}

interface Options {
  readonly flags?: readonly string[];
  readonly values?: readonly string[];
  readonly names?: readonly string[];
}

/** Undefined parts where an option is not known, or a value would need quotes. */
function options(
  args: readonly string[],
  taken: Readonly<Record<string, string>>,
  switches: readonly string[],
): Options {
  const flags: string[] = [];
  const values: string[] = [];
  const names: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1;
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const to = Object.hasOwn(taken, name) ? taken[name] : undefined;
    if (to !== undefined) {
      const value = equals < 0 ? args[++index] : arg.slice(equals + 1);
      if (value === undefined || (!/^[\w./:-]+$/.test(value) && to !== '--comment')) return {};
      if (to !== '--comment') values.push(to, value);
    } else if (switches.includes(arg)) flags.push(arg);
    else if (/^-[SDH]{2,3}$/.test(arg)) flags.push(...[...arg.slice(1)].map(letter => `-${letter}`));
    else if (arg.startsWith('-') || !/^[\w-]+$/.test(arg)) return {};
    else names.push(arg);
  }
  return { flags, values, names };
}

/** Programs of Alpine and BusyBox that Debian lacks or that take other options there. */
const ofAlpine =
  /(?:^|[\s;&|("'])(?:apk|addgroup|adduser|delgroup|deluser|su-exec|ash|rc-\w+|busybox|setup-\w+|nc|vi|\/sbin\/\S+|\/etc\/apk\S*)(?=$|[\s;&|)"'])/;

/** Programs of BusyBox that only the full image for Debian has. */
const ofFullImage = /(?:^|[\s;&|("'])(?:wget|unzip|ps|top|pgrep|pkill|xz|bzip2|patch)(?=$|[\s;&|)"'])/;

function provided(name: string): boolean {
  return everywhere.has(name) || inFullImage.has(name);
}

/** What they hold is in every image for Debian, or has no meaning there. */
const everywhere: ReadonlySet<string> = new Set(
  'libc6-compat gcompat libstdc++ libgcc bash coreutils findutils grep sed tar gzip shadow libcap-utils'.split(
    ' ',
  ),
);

/** Of the full images, which build on buildpack-deps (its Dockerfiles list the packages). */
const inFullImage: ReadonlySet<string> = new Set(
  (
    'git curl wget make g++ gcc python3 build-base alpine-sdk musl-dev libc-dev linux-headers ca-certificates openssl openssh ' +
    'openssh-client openssh-client-default gnupg tzdata autoconf automake libtool unzip xz bzip2 patch file procps pkgconf pkgconfig'
  ).split(' '),
);
