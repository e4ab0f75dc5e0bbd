/** `bundle`, `gem`, `composer`: where the packages of Ruby and PHP go. */
import { cleanPath, joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { Ecosystem } from '../built';
import { unknown } from '../commands';
import { lookup, put } from '../contents';
import { makeOpaque, writeFile } from '../run';
import type { CommandContext } from '../stage-effects';

/** `bundle install`: into `BUNDLE_PATH`, as the official images set it, or `vendor/bundle`. */
export function applyBundle(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.map(word => word.value ?? word.text);
  const verb = words.find(word => !word.startsWith('-')) ?? 'install';
  if (verb === 'config') {
    // Settings of the project or the user decide where later installs go; no file of the program.
    return;
  }
  if (verb === 'lock' || verb === 'check' || verb === 'version' || words.includes('--version')) return;
  const { cwd } = context.command;
  if (verb === 'exec' && cwd !== undefined) {
    unknown(context, 'bundle exec', cwd);
    return;
  }
  if ((verb !== 'install' && verb !== 'package' && verb !== 'cache') || cwd === undefined) {
    unknown(context, `bundle ${verb}`);
    return;
  }
  const vendor = cleanPath(`${cwd}/vendor`);
  makeOpaque(context, vendor);
  makeOpaque(context, cleanPath(`${cwd}/.bundle`));
  const into = folderOf(context, words, ['--path'], 'BUNDLE_PATH');
  writeFile(context, cleanPath(`${cwd}/Gemfile.lock`), true);
  openGems(context, into);
  const without = /(?:^|[\s:])development(?:[\s:]|$)/;
  const setting = context.command.lookup('BUNDLE_WITHOUT');
  const at = words.indexOf('--without');
  const leftOut =
    (setting.kind === 'value' && without.test(setting.value)) ||
    (at >= 0 && without.test(words.slice(at).join(' ')));
  record(context, 'ruby', 'bundle', into, leftOut ? false : undefined, [], ['Gemfile', 'Gemfile.lock']);
}

/** `gem install NAME`: into `GEM_HOME`. */
export function applyGem(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.map(word => word.value ?? word.text);
  if (words[0] !== 'install') {
    if (words[0] !== 'update' && words[0] !== 'build' && words[0] !== 'unpack') return;
    unknown(context, 'gem');
    return;
  }
  const into = folderOf(context, words, ['-i', '--install-dir'], 'GEM_HOME');
  openGems(context, into);
  record(
    context,
    'ruby',
    'gem',
    into,
    undefined,
    words.slice(1).filter(word => /^[a-z][\w-]*$/.test(word)),
    [],
  );
}

/** `composer install`: into `vendor`; scripts of the project may write elsewhere in it. */
export function applyComposer(context: CommandContext, args: readonly ShellWord[]): void {
  const words = args.map(word => word.value ?? word.text);
  const verb = words.find(word => !word.startsWith('-')) ?? '';
  if (/^(?:dump-autoload|dumpautoload|dump)$/.test(verb)) {
    openVendor(context);
    return;
  }
  if (
    /^(?:config|validate|clear-cache|clearcache|check-platform-reqs|diagnose|show|self-update)?$/.test(verb)
  )
    return;
  const moved = words.some(word => /^(?:-d|--working-dir)/.test(word));
  if (!/^(?:install|i|update|u|require)$/.test(verb) || moved || words.includes('global')) {
    unknown(context, `composer ${verb}`);
    return;
  }
  const { cwd } = context.command;
  if (cwd === undefined) {
    unknown(context, 'composer');
    return;
  }
  // Scripts of the project run unless they are switched off.
  if (words.includes('--no-scripts')) openVendor(context);
  else makeOpaque(context, cwd);
  const into = cleanPath(`${cwd}/vendor`);
  record(
    context,
    'php',
    'composer',
    into,
    !words.includes('--no-dev'),
    [],
    ['composer.json', 'composer.lock'],
  );
}

function openVendor(context: CommandContext): void {
  const path = joinPath(context.command.cwd, 'vendor');
  if (path === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
  else makeOpaque(context, path);
}

/** Where gems go if nothing says so depends on who built Ruby; their programs go beside it. */
function openGems(context: CommandContext, into: string | undefined): void {
  const usual = [
    '/usr/local/bundle',
    '/usr/local/lib/ruby',
    '/var/lib/gems',
    '/usr/lib/ruby',
    '/root/.bundle',
  ];
  for (const folder of [...usual, '/usr/local/bin', '/usr/bin']) makeOpaque(context, folder);
  if (into !== undefined) openAt(context, into);
}

/** A folder that is there for sure and may hold anything. */
function openAt(context: CommandContext, path: string): void {
  makeOpaque(context, path);
  if (lookup(context.effects.contents, path).presence === 'yes') return;
  put(context.effects.contents, path, {
    kind: 'directory',
    origin: { kind: 'made', how: 'packages' },
    by: context.step.instruction,
    conditional: context.command.conditional,
  });
}

function folderOf(
  context: CommandContext,
  words: readonly string[],
  options: readonly string[],
  variable: string,
): string | undefined {
  const at = words.findIndex(word => options.includes(word.replace(/=.*$/s, '')));
  const equals = words[at]?.indexOf('=') ?? -1;
  const given = equals < 0 ? (at < 0 ? undefined : words[at + 1]) : words[at]?.slice(equals + 1);
  if (given !== undefined) return joinPath(context.command.cwd, given);
  const value = context.command.lookup(variable);
  return value.kind === 'value' && value.value !== ''
    ? joinPath(context.command.cwd, value.value)
    : undefined;
}

function record(
  context: CommandContext,
  ecosystem: Ecosystem,
  manager: string,
  into: string | undefined,
  development: boolean | undefined,
  packages: readonly string[],
  manifests: readonly string[],
): void {
  const { cwd } = context.command;
  context.effects.dependencies.push({
    ecosystem,
    manager,
    directory: cwd,
    into,
    development,
    packages,
    manifests: cwd === undefined ? [] : manifests.map(name => cleanPath(`${cwd}/${name}`)),
    by: context.step.instruction,
    span: context.command.span,
  });
}
