/** Whether a program asks for its user's home directory: then HOME has to say what it said before. */
import { type GoProgram, ownFiles } from '../../go/go-program';
import type { RuntimeUser } from '../users';

/** The user without a home where nothing asks for one. */
export function homeIfAsked(user: RuntimeUser, programs: readonly GoProgram[]): RuntimeUser {
  if (user.home === undefined || programs.some(asksForHome)) return user;
  return { text: user.text, wasRoot: user.wasRoot };
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
