/** useradd, adduser and their group relatives, of Debian's and of BusyBox's making. */
import type { ShellWord } from '../shell/script';
import { put } from './contents';
import type { CommandContext } from './stage-effects';

const programs: ReadonlySet<string> = new Set(
  'adduser useradd addgroup groupadd usermod groupmod deluser userdel delgroup groupdel passwd chpasswd chsh gpasswd'.split(
    ' ',
  ),
);

/** Options that take a value, for all of the programs together. */
const valued =
  /^-(?:-(?:uid|gid|home|home-dir|shell|comment|gecos|ingroup|groups|base-dir|password|firstuid|lastuid|skel|key)|[udhsgcGbkKpe])$/;

/** Records a created account; true when the command was one of these programs. */
export function readUserCommand(
  program: string,
  args: readonly ShellWord[],
  context: CommandContext,
): boolean {
  if (!programs.has(program)) return false;
  const creates = /^(?:adduser|useradd|addgroup|groupadd)$/.test(program);
  if (!creates) return true;
  const options = new Map<string, string | undefined>();
  const names: (string | undefined)[] = [];
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value;
    if (value === undefined) names.push(undefined);
    else if (/^--[\w-]+=/.test(value))
      options.set(value.slice(2, value.indexOf('=')), value.slice(value.indexOf('=') + 1));
    else if (valued.test(value) && takesValue(program, value))
      options.set(value.replace(/^-+/, ''), args[++index]?.value);
    else if (/^-[A-Za-z]{2,}$/.test(value)) {
      // Short options in one word, as in `useradd -ms /bin/bash app`; the last may take a value.
      for (const letter of value.slice(1)) options.set(letter, '');
      const last = value.slice(-1);
      if (valued.test(`-${last}`) && takesValue(program, `-${last}`)) options.set(last, args[++index]?.value);
    } else if (value.startsWith('-')) options.set(value.replace(/^-+/, ''), '');
    else names.push(value);
  }
  const group = program === 'addgroup' || program === 'groupadd';
  const [name, second] = names;
  if (name === undefined) return true;
  // `adduser USER GROUP` only adds a member.
  if (program === 'adduser' && second !== undefined) return true;
  const busybox =
    context.effects.stage.base.kind === 'image' &&
    context.effects.stage.base.image?.distribution?.id === 'alpine';
  const uid = group
    ? undefined
    : (options.get('uid') ?? options.get('u') ?? firstFree(program, options, context));
  const home = busyboxHome(options, busybox, program) ?? (group ? undefined : `/home/${name}`);
  context.effects.users.push({
    name,
    uid,
    gid: options.get('gid') ?? options.get('g'),
    home,
    group,
    by: context.step.instruction,
  });
  const noHome = options.has('no-create-home') || options.has('M') || (busybox && options.has('H'));
  const makes = program === 'adduser' || options.has('m') || options.has('create-home');
  if (!group && makes && !noHome && home !== undefined) {
    put(context.effects.contents, home, {
      kind: 'directory',
      origin: { kind: 'made', how: 'adduser' },
      by: context.step.instruction,
      owner: uid ?? name,
    });
  }
  return true;
}

/** Plain accounts are numbered from 1000 on; those of the system go by other rules. */
function firstFree(
  program: string,
  options: ReadonlyMap<string, string | undefined>,
  context: CommandContext,
): string | undefined {
  const system =
    ['S', 'system', 'r', 'rDS'].some(name => options.has(name)) ||
    [...options.keys()].some(
      name => /^[A-Za-z]*[Sr][A-Za-z]*$/.test(name) && name.length > 1 && name.length < 5,
    );
  const { base } = context.effects.stage;
  if (
    system ||
    !/^(?:adduser|useradd)$/.test(program) ||
    base.kind !== 'image' ||
    base.image === undefined ||
    !(
      base.image.usersComplete ||
      (base.image.family === 'official' && withoutPeople.has(base.image.repository))
    )
  )
    return undefined;
  const taken = new Set([
    ...base.image.users.map(user => String(user.uid)),
    ...context.effects.users.filter(user => !user.group).map(user => user.uid),
  ]);
  let uid = 1000;
  while (taken.has(String(uid))) uid++;
  return String(uid);
}

/**
 * Official images of which the Dockerfiles make no account from 1000 on but those that the catalogue has (`node`):
 * what is on Debian and Alpine besides is the system's.
 */
const withoutPeople: ReadonlySet<string> = new Set(
  'python node golang rust debian alpine buildpack-deps'.split(' '),
);

function takesValue(program: string, option: string): boolean {
  // Debian's adduser has long options only; -D, -S and -H of BusyBox are switches and not in the list.
  return !(program === 'groupadd' && option === '-p');
}

function busyboxHome(
  options: ReadonlyMap<string, string | undefined>,
  busybox: boolean,
  program: string,
): string | undefined {
  if (busybox && program === 'adduser') return options.get('h') ?? options.get('home');
  return options.get('home') ?? options.get('home-dir') ?? options.get('d');
}
