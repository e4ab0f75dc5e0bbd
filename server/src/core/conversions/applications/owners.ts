/** Whose the carried files are: nobody may have fewer rights than in the original. */
import { lookup, originOf } from '../../effects/contents';
import { isWithin, parentPath } from '../../model/paths';
import { flagNamed } from '../../syntax/instruction';
import { accountNumbered, baseAccount, type RuntimeUser } from '../users';
import type { Application } from './application';
import type { Place } from './places';

export interface OwnerPlan {
  /** Whether the copy of a place is given to the user. */
  readonly given: (place: Place) => boolean;
  /** The accounts of the build stage go along: the user is known by name, and has a home. */
  readonly accounts: boolean;
  /** Folders to make as the user's. */
  readonly folders: readonly string[];
  /** What is copied: a home that holds nothing but what a new account gets is only made. */
  readonly copied: readonly Place[];
}

/**
 * Root could do everything, so all of it is given to the new user. A user of the original keeps what was its own:
 * COPY leaves the owners of what is in a folder, but makes the folder itself anew, as root's.
 */
export function planOwners(app: Application, found: readonly Place[], user: RuntimeUser): OwnerPlan {
  const { effects, workdir } = app;
  const given = (effects.stage.end.user ?? '').split(':')[0] ?? '';
  const name = accountNumbered(given, app.chain) ?? given;
  const named = !/^\d+$/.test(name);
  const home = user.home ?? baseAccount(name, app.chain)?.home;
  if (user.keepsRoot === true) return { given: () => false, accounts: false, folders: [], copied: found };
  const places = user.wasRoot ? found : found.filter(({ path }) => path !== home || !isBareHome(path, app));
  // A number that the file does not fix stands for nobody: everything is given away as well.
  if (user.wasRoot || user.replaced === true)
    return {
      given: place => place.directory || !isProduct(app, place.path),
      accounts: false,
      folders: homeOf(user.home, places, workdir),
      copied: places,
    };
  return {
    given: place => place.directory && place.path !== workdir && isOwned(app, place),
    accounts: named,
    folders: named ? homeOf(home, places, workdir) : [],
    copied: places,
  };
}

/**
 * A program, a library or a jar that a command of the file makes: everybody may read and start it, and none writes to
 * its own. Not where a command changes rights, which may be those of this file, and not in a folder that this copy
 * makes: BuildKit gives that to the same user, and the program may write beside itself.
 */
export function isProduct({ effects, subject, workdir }: Application, path: string): boolean {
  if (parentPath(path) !== workdir && !isWithin(path, '/usr')) return false;
  const found = lookup(effects.contents, path);
  if (found.presence !== 'yes' || found.entry?.kind !== 'file' || originOf(found)?.kind !== 'built')
    return false;
  return subject.effects.every(({ restricted }) => restricted.length === 0);
}

/** A jar or war by its name: a program reads its own and does not write to it. */
export function isArchive(path: string): boolean {
  return /\.[jw]ar$/.test(path);
}

/** What lies below was taken for a part of it, and would be lost with it. */
function isBareHome(path: string, { effects, chain }: Application): boolean {
  const origin = lookup(effects.contents, path).entry?.origin;
  const below = (other: string): boolean => other !== path && isWithin(other, path);
  const holds = chain.some(
    ({ contents }) =>
      [...contents.entries.keys()].some(below) ||
      contents.grafts.some(({ destination }) => isWithin(destination, path)),
  );
  return origin?.kind === 'made' && origin.how === 'adduser' && !holds;
}

function homeOf(home: string | undefined, places: readonly Place[], workdir: string): readonly string[] {
  if (home === undefined || !/^\/(?:home|var|opt|srv)\//.test(home) || isWithin(workdir, home)) return [];
  return places.some(({ path }) => isWithin(home, path)) ? [] : [home];
}

/** The folder may be somebody else's than root's, or open to others. */
export function isOwned(
  { effects, chain }: Pick<Application, 'effects' | 'chain'>,
  { path }: Place,
): boolean {
  const { entry } = lookup(effects.contents, path);
  return (
    entry?.owner !== undefined ||
    chain.some(
      ({ restricted, stage }) =>
        restricted.some(instruction => instruction.keyword === 'RUN') ||
        stage.steps.some(
          ({ instruction }) =>
            (instruction.keyword === 'RUN' && /\bchmod\b/.test(instruction.body.text)) ||
            flagNamed(instruction, 'chmod') !== undefined,
        ),
    )
  );
}
