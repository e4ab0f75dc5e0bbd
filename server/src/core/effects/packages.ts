/** Package managers of the distributions: what was asked to be installed. */
import type { ShellWord } from '../shell/script';
import type { CommandContext, PackageInstall } from './stage-effects';

const managers: Readonly<Record<string, PackageInstall['manager']>> = {
  apt: 'apt',
  'apt-get': 'apt',
  aptitude: 'apt',
  apk: 'apk',
  dnf: 'dnf',
  microdnf: 'dnf',
  yum: 'dnf',
  tdnf: 'dnf',
  zypper: 'other',
  pacman: 'other',
};

/** The packages an install command names (none for `update` and the like); undefined for other programs. */
export function readInstall(
  program: string,
  args: readonly ShellWord[],
  context: CommandContext,
): PackageInstall | undefined {
  const manager = Object.hasOwn(managers, program) ? managers[program] : undefined;
  if (manager === undefined) return undefined;
  return { manager, packages: packageNames(args), by: context.step.instruction, span: context.command.span };
}

/** The packages that the words behind a package manager name, if they say that something is to be installed. */
export function packageNames(args: readonly ShellWord[]): readonly (string | undefined)[] {
  const verb = args.findIndex(word => /^(?:install|add|groupinstall|-S\w*)$/.test(word.value ?? ''));
  const packages: (string | undefined)[] = [];
  if (verb < 0) return packages;
  for (let index = verb + 1; index < args.length; index++) {
    const word = args[index];
    const value = word?.value;
    if (value === undefined) packages.push(undefined);
    else if (/^(?:-t|--virtual|--repository|-X|-o|-c|--target-release)$/.test(value)) index++;
    else if (!value.startsWith('-'))
      packages.push(
        ...value
          .split(/\s+/)
          .filter(name => name !== '')
          .map(bareName),
      );
  }
  return packages;
}

/** `curl=7.88.1-10+deb12u5`, `gcc~=13`, `libc6:amd64`, `go@edge` without their qualifiers. */
function bareName(text: string): string {
  return text
    .replace(/[=<>~@].*$/, '')
    .replace(/:(?:amd64|arm64|i386|armhf|any|native)$/, '')
    .replace(/\/.*$/, '');
}
