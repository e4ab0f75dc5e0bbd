/** Users in words: name and number, as far as the image and the instructions tell, and whose a path is. */
import { lookup, unknownOwner } from '../effects/contents';
import { isRoot } from '../effects/stage-effects';
import { lineage, rootBase, rootImage, type Stage } from '../model/build';
import type { Subject } from '../subject';

export interface Person {
  readonly name: string | undefined;
  readonly uid: string | undefined;
  /** `no` where a name is surely in no passwd file of the stage. */
  readonly known: 'yes' | 'no' | 'maybe';
}

/** Reads `app`, `65532`, `app:group`; undefined where USER cannot be known. */
export function personOf(user: string | undefined, stage: Stage, subject: Subject): Person | undefined {
  if (user === undefined) return undefined;
  const name = user.split(':')[0] ?? '';
  if (isRoot(user)) return { name: 'root', uid: '0', known: 'yes' };
  const chain = lineage(stage).flatMap(({ index }) => subject.effects[index] ?? []);
  const created = chain.flatMap(({ users }) => users).filter(account => !account.group);
  const image = rootImage(stage);
  if (/^\d+$/.test(name)) {
    const found =
      created.find(account => account.uid === name)?.name ??
      image?.users.find(account => String(account.uid) === name)?.name;
    return { name: found, uid: name, known: 'yes' };
  }
  const made = created.find(account => account.name === name);
  if (made !== undefined) return { name, uid: made.uid, known: 'yes' };
  const listed = image?.users.find(account => account.name === name);
  if (listed !== undefined) return { name, uid: String(listed.uid), known: 'yes' };
  const contents = subject.effects[stage.index]?.contents;
  const untouched =
    contents !== undefined &&
    contents.unknownSince === undefined &&
    lookup(contents, '/etc/passwd').entry?.by === undefined;
  const complete = rootBase(stage).kind === 'scratch' || image?.usersComplete === true;
  return { name, uid: undefined, known: untouched && complete ? 'no' : 'maybe' };
}

/** `` `nonroot` (65532) ``, `` `65532` ``, `root`. */
export function nameOf({ name, uid }: Person): string {
  if (uid === '0') return 'root';
  if (name === undefined) return `\`${uid ?? '?'}\``;
  return uid === undefined ? `\`${name}\`` : `\`${name}\` (${uid})`;
}

/** Whose a path is by `--chown` or USER: root unless said otherwise. */
export function ownerText(owner: string | undefined): string {
  if (owner === unknownOwner) return 'a user who is not known to Distill';
  return owner === undefined || isRoot(owner) ? 'root' : `\`${owner}\``;
}

/** Says that the container's user cannot write to a folder of somebody else; nothing where that is not sure. */
export function writeNote(path: string, stage: Stage, subject: Subject): string | undefined {
  const contents = subject.effects[stage.index]?.contents;
  const user = personOf(stage.end.user, stage, subject);
  if (contents === undefined || user?.uid === undefined || contents.unknownSince !== undefined)
    return undefined;
  const chain = lineage(stage).flatMap(({ index }) => subject.effects[index] ?? []);
  const { presence, entry } = lookup(contents, path);
  if (presence !== 'yes' || entry?.by === undefined || chain.some(({ restricted }) => restricted.length > 0))
    return undefined;
  if (user.uid === '0') return undefined;
  const owner = personOf(entry.owner ?? '0', stage, subject);
  if (owner?.uid === undefined) return undefined;
  return owner.uid === user.uid
    ? `${nameOf(user)}, whom the container runs as, can write there.`
    : `${nameOf(user)}, whom the container runs as, cannot write there.`;
}
