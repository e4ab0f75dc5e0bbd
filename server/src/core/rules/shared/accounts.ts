/** Which users and groups a stage's `/etc/passwd` and `/etc/group` name, as far as that can be known. */
import { findImage } from '../../catalogue/images';
import { parseReference } from '../../catalogue/reference';
import { type Contents, type Found, lookup, type Presence } from '../../effects/contents';
import type { CreatedUser } from '../../effects/stage-effects';
import { lineage, rootBase, rootImage, type Stage, targetStage } from '../../model/build';
import { cleanPath, joinPath, relativeTo } from '../../model/paths';
import { flagNamed, type Instruction } from '../../syntax/instruction';
import type { Subject } from '../rule';
import { effectsOf } from './stages';

type Kind = 'user' | 'group';

/**
 * Whether a stage knows a user or group by that name when it is finished; a number needs no entry and is always
 * there. `no` only where every entry is known: on scratch and on images whose list of users the catalogue has whole,
 * while nothing unknown has touched the file. The groups of such images are not listed anywhere, so that only a
 * missing file makes a group absent.
 */
export function accountPresence(name: string, kind: Kind, stage: Stage, subject: Subject): Presence {
  if (name === '' || /^\d+$/.test(name)) return 'yes';
  const chain = lineage(stage).flatMap(layer => effectsOf(subject, layer) ?? []);
  // A user's own group comes with it, with most of the programs that make users.
  if (chain.some(({ users }) => users.some(user => user.name === name))) return 'yes';
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || chain.some(layer => layer.contents.unknownSince !== undefined))
    return 'maybe';
  const file = lookup(contents, kind === 'user' ? '/etc/passwd' : '/etc/group');
  if (file.presence !== 'yes') return file.presence;
  const origin = file.entry?.origin;
  if (origin?.kind === 'copied') return presenceAtSource(name, kind, file, stage, subject);
  if (origin?.kind !== 'base' || chain.some(layer => mayReplace(layer.contents))) return 'maybe';
  const image = rootImage(stage);
  if (image?.users.some(user => user.name === name) === true) return 'yes';
  return kind === 'user' && image?.usersComplete === true ? 'no' : 'maybe';
}

/** Something that is not known in full was laid over the base's file: a folder of the context, an archive. */
function mayReplace(contents: Contents): boolean {
  return ['/', '/etc', '/etc/passwd'].some(destination =>
    contents.graftsAt.get(destination)?.some(({ source }) => {
      if (source.kind === 'removed') return false;
      if (source.kind === 'opaque') return true;
      const path = joinPath(cleanPath(`/${source.path}`), relativeTo('/etc/passwd', destination)) ?? '/';
      return source.kind === 'context'
        ? !source.tree.complete || source.tree.find(path.slice(1)) !== undefined
        : lookup(source.contents, path).presence !== 'no';
    }),
  );
}

/** The file was copied, so the accounts are those of the stage or image it comes from. */
function presenceAtSource(name: string, kind: Kind, file: Found, stage: Stage, subject: Subject): Presence {
  const source = sourceOf(file.entry?.by, stage, subject);
  if (source !== undefined) return accountPresence(name, kind, source, subject);
  const from = file.entry?.by === undefined ? undefined : flagNamed(file.entry.by, 'from')?.value;
  const reference = from === undefined ? undefined : parseReference(from, subject.build.mirrors);
  const image = reference === undefined ? undefined : findImage(reference);
  return image?.users.some(user => user.name === name) === true ? 'yes' : 'maybe';
}

/** The stage that a COPY takes from; always an earlier one, so that following it ends. */
function sourceOf(copy: Instruction | undefined, stage: Stage, subject: Subject): Stage | undefined {
  const from = copy === undefined ? undefined : flagNamed(copy, 'from')?.value;
  if (copy === undefined || from === undefined) return undefined;
  const at = lineage(stage).find(layer => layer.steps.some(step => step.instruction === copy));
  const earlier = subject.build.stages.slice(0, at?.index ?? 0);
  return targetStage({ ...subject.build, stages: earlier }, from);
}

/** `1000:1000` for a name, where any stage of the file creates the user with a number that it writes out. */
export function numberInFile(name: string, subject: Subject): string | undefined {
  const created = accountNamed(name, false, subject);
  if (created === undefined || !/^\d+$/.test(created.uid ?? '')) return undefined;
  const group = created.gid ?? accountNamed(name, true, subject)?.gid;
  const gid = group === undefined || /^\d+$/.test(group) ? group : accountNamed(group, true, subject)?.gid;
  return `${created.uid}:${gid !== undefined && /^\d+$/.test(gid) ? gid : created.uid}`;
}

function accountNamed(name: string, group: boolean, subject: Subject): CreatedUser | undefined {
  return subject.effects
    .flatMap(({ users }) => users)
    .find(user => user.group === group && user.name === name);
}

/** The account that a closed image brings for programs, in numbers: Google's 65532, the 1654 of .NET. */
export function ownNonRoot(stage: Stage): string {
  const image = rootBase(stage).kind === 'image' ? rootImage(stage) : undefined;
  const account =
    image?.users.find(user => user.uid === image.user?.uid && user.uid !== 0) ??
    image?.users.find(user => user.name === 'nonroot' || user.name === 'app');
  return account === undefined ? '65532:65532' : `${account.uid}:${account.gid ?? account.uid}`;
}
