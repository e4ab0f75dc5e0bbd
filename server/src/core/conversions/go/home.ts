/** Whether a program asks for its user's home directory: then HOME has to say what it said before. */
import { type GoProgram, ownFiles } from '../../go/go-program';
import { type Ledger, needRoot, note } from '../decision';
import type { RuntimeUser } from '../users';

/** The user without a home where nothing asks for one. */
export function homeIfAsked(user: RuntimeUser, programs: readonly GoProgram[]): RuntimeUser {
  if (user.home === undefined || programs.some(asksForHome)) return user;
  return { text: user.text, wasRoot: user.wasRoot };
}

/** What root keeps in `/root` would be looked for elsewhere, and a volume there would be lost. */
export function checkHome(
  user: RuntimeUser,
  programs: readonly { program: GoProgram; writes: boolean }[],
  ledger: Ledger,
): void {
  if (!user.wasRoot) return;
  const asking = programs.find(({ program }) => asksForHome(program));
  if (asking === undefined) return;
  const span = asking.program.output.build.command.span;
  if (asking.writes) {
    needRoot(
      ledger,
      'The program keeps files in its home directory, which is `/root` in the original and cannot be that for another user.',
      span,
    );
  } else
    note(
      ledger,
      'The home directory is `/home/nonroot` instead of `/root`: files that the program looks for there have to be mounted there.',
      span,
    );
}

function asksForHome(program: GoProgram): boolean {
  if ([...program.external].some(path => homeModules.test(path))) return true;
  return ownFiles(program).some(
    ({ file }) =>
      file?.calls.some(call => homeCalls.has(call.name)) === true ||
      file?.strings.some(
        text => text.value === 'HOME' || /^(?:~|\$HOME|\$\{HOME\})(?:\/|$)/.test(text.value),
      ) === true,
  );
}

const homeModules =
  /^github\.com\/(?:mitchellh\/go-homedir|adrg\/xdg|kirsle\/configdir|shibukawa\/configdir|OpenPeeDeeP\/xdg)$/;

const homeCalls: ReadonlySet<string> = new Set([
  'os.UserHomeDir',
  'os.UserCacheDir',
  'os.UserConfigDir',
  'user.Current',
  'user.Lookup',
  'user.LookupId',
]);
