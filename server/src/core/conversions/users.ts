/** As whom the converted container runs: by number, never as root unless nothing else is possible. */
import type { ImageUser } from '../catalogue/types';
import type { StageEffects } from '../effects/stage-effects';
import { isRoot } from '../effects/stage-effects';
import { rootImage } from '../model/build';
import { lookupIn, variable } from '../model/environment';
import { expand } from '../model/expand';
import type { Instruction } from '../syntax/instruction';
import { decline, type Ledger, note } from './decision';

export interface RuntimeUser {
  /** For USER: `65532:65532`. */
  readonly text: string;
  /** The original ran as root: it could write anywhere. */
  readonly wasRoot: boolean;
  /** Another one than the original's, whose number is not known. */
  readonly replaced?: true;
  /** It stays root, because the program needs to be. */
  readonly keepsRoot?: true;
  /** The home that the original user has, where the new image has none or another. */
  readonly home?: string;
}

/** The account of Google's images, and of Chainguard's. */
export const nonroot: RuntimeUser = { text: '65532:65532', wasRoot: true };

/**
 * The user of the stage's end, as numbers; undefined with a reason when no number can be told. `own` is the number of the
 * user that the new image has.
 */
export function runtimeUser(
  chain: readonly StageEffects[],
  ledger: Ledger,
  own = '65532',
): RuntimeUser | undefined {
  const [effects] = chain;
  const user = effects?.stage.end.user;
  const span = effects?.stage.steps.findLast(step => step.instruction.keyword === 'USER')?.instruction.span;
  if (user === undefined) return decline(ledger, 'The user that the original runs as cannot be told.', span);
  if (isRoot(user) && ledger.keepsRoot) return { text: '0:0', wasRoot: false, keepsRoot: true };
  if (isRoot(user)) {
    note(
      ledger,
      `The container runs as user ${own} instead of root. What is mounted must be readable for that user, and writable where the program writes.`,
      span,
    );
    return { ...nonroot, text: `${own}:${own}` };
  }
  const [given = '', group] = user.split(':');
  const name = accountNumbered(given, chain) ?? given;
  const uid = numberOf(name, 'user', chain);
  if (uid === undefined) {
    note(
      ledger,
      `The file does not fix the number of the user \`${name}\`; the container runs as user ${own} instead.`,
      span,
    );
    return { text: `${own}:${own}`, wasRoot: false, replaced: true, ...homeOf(name, chain) };
  }
  if (group === undefined && /^\d+$/.test(name)) return { text: name, wasRoot: false };
  const gid = group === undefined ? groupOfUser(name, chain) : numberOf(group, 'group', chain);
  return { text: `${uid}:${gid ?? uid}`, wasRoot: false, ...homeOf(name, chain) };
}

/** Docker takes HOME from the image's passwd; an account that the file made is not in the new one's. */
function homeOf(name: string, chain: readonly StageEffects[]): { home?: string } {
  const created = chain
    .flatMap(effects => effects.users)
    .find(account => account.name === name && !account.group);
  return created?.home === undefined ? {} : { home: created.home };
}

/**
 * The USER whose text refers to build arguments, where it is the one in force: written again with them, it follows what
 * is given to the build, as the accounts and the owners of files do.
 */
export function userByArgument(chain: readonly StageEffects[], escape: string): Instruction | undefined {
  const steps = chain.flatMap(({ stage }) => [...stage.steps].reverse());
  const step = steps.find(({ instruction }) => instruction.keyword === 'USER');
  if (step === undefined) return undefined;
  const { environment } = step.state;
  const { variables } = expand(step.instruction.body.text, lookupIn(environment), escape);
  const given = variables.some(name => variable(environment, name)?.origin === 'arg');
  return given ? step.instruction : undefined;
}

/** The name behind a number that the image knows: Docker takes group and home from /etc/passwd then as well. */
export function accountNumbered(number: string, chain: readonly StageEffects[]): string | undefined {
  if (!/^\d+$/.test(number)) return undefined;
  const made = chain.flatMap(({ users }) => users).find(({ uid, group }) => !group && uid === number);
  const last = chain.at(-1);
  const image = last === undefined ? undefined : rootImage(last.stage);
  return made?.name ?? image?.users.find(({ uid }) => String(uid) === number)?.name;
}

/** An account of the base image, such as `node` of the official image of Node.js. */
export function baseAccount(name: string, chain: readonly StageEffects[]): ImageUser | undefined {
  const last = chain.at(-1);
  const image = last === undefined ? undefined : rootImage(last.stage);
  return image?.users.find(account => account.name === name);
}

function numberOf(name: string, kind: 'user' | 'group', chain: readonly StageEffects[]): string | undefined {
  if (/^\d+$/.test(name)) return name;
  const created = chain
    .flatMap(effects => effects.users)
    .find(account => account.name === name && account.group === (kind === 'group'));
  if (created !== undefined) {
    const number = kind === 'group' ? created.gid : created.uid;
    return number !== undefined && /^\d+$/.test(number) ? number : undefined;
  }
  const known = baseAccount(name, chain);
  if (known === undefined) return undefined;
  return String(kind === 'group' ? (known.gid ?? known.uid) : known.uid);
}

function groupOfUser(name: string, chain: readonly StageEffects[]): string | undefined {
  const created = chain
    .flatMap(effects => effects.users)
    .find(account => account.name === name && !account.group);
  if (created?.gid === undefined) return undefined;
  return /^\d+$/.test(created.gid) ? created.gid : numberOf(created.gid, 'group', chain);
}
