/** Who owns a directory of a stage: known to be root's, or not known. */
import type { CatalogueImage } from '../../catalogue/types';
import { lookup } from '../../effects/contents';
import { readRun } from '../../effects/run';
import { isRoot } from '../../effects/stage-effects';
import { lineage, rootBase, rootImage, type Stage } from '../../model/build';
import { isWithin, joinPath, parentPath } from '../../model/paths';
import { flagNamed, type Instruction } from '../../syntax/instruction';
import type { Subject } from '../rule';
import { effectsOf, layerSteps } from './stages';

export interface Denied {
  readonly path: string;
  readonly why: string;
}

/**
 * The directory that decides who may write to a path, or make it: the nearest that exists before an offset of the
 * file. Undefined unless it surely belongs to root.
 */
export function rootOwned(path: string, before: number, stage: Stage, subject: Subject): Denied | undefined {
  const image = rootImage(stage);
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || (image === undefined && rootBase(stage).kind !== 'scratch')) return undefined;
  for (let directory = path; ; directory = parentPath(directory)) {
    if (mayBeOpened(directory, before, stage) || isHome(directory, image, stage, subject)) return undefined;
    const known = image?.paths.find(candidate => candidate.path === directory);
    if (known !== undefined || (image !== undefined && image.workdir === directory)) {
      const open = known?.writable === true || known?.uid !== undefined || !systemDirectories.has(directory);
      return open ? undefined : { path: directory, why: 'which belongs to root' };
    }
    if (mayHaveBeenMade(directory, before, stage, subject)) return undefined;
    const maker = makerOf(directory, stage, subject);
    if (maker === undefined) {
      if (lookup(contents, directory).presence !== 'no')
        return systemDirectories.has(directory)
          ? { path: directory, why: 'which belongs to root' }
          : undefined;
    } else if (maker.by.span.start < before) {
      if (!maker.root) return undefined;
      const { keyword } = maker.by;
      const copied = keyword === 'COPY' || keyword === 'ADD';
      const because = `\`${keyword}\` makes it for root${copied ? ' without `--chown`' : ''}`;
      return { path: directory, why: `which belongs to root: ${because}` };
    }
    if (directory === '/') return undefined;
  }
}

/** Directories that every Linux image gives to root; `/tmp`, `/var/tmp` and what an image opens are not among them. */
const systemDirectories: ReadonlySet<string> = new Set(
  '/ /bin /sbin /etc /lib /opt /root /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/local/bin /usr/local/lib /var /var/lib /var/log /var/cache /srv /mnt /home'.split(
    ' ',
  ),
);

/** Programs of unknown effect that make no accounts and no directories outside of their own. */
const keepsToItself: ReadonlySet<string> = new Set(
  'npm npx yarn pnpm pip pip3 gem bundle mvn gradle cargo dotnet composer make apk apt-get'.split(' '),
);

/** A script or a package may have made the directory, or the account that owns it, before. */
function mayHaveBeenMade(directory: string, end: number, stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer => {
    const effects = effectsOf(subject, layer);
    const before = (by: Instruction): boolean => by.span.start < end;
    if (effects === undefined) return true;
    if (effects.unknown.some(({ what, by }) => before(by) && !keepsToItself.has(what))) return true;
    return /^\/(?:var|opt|srv|etc)(?:\/|$)/.test(directory) && effects.installs.some(({ by }) => before(by));
  });
}

interface Maker {
  readonly by: Instruction;
  readonly root: boolean;
}

/** The first instruction that made a directory: what is copied into it later does not change its owner. */
function makerOf(directory: string, stage: Stage, subject: Subject): Maker | undefined {
  for (const layer of lineage(stage).reverse()) {
    const contents = effectsOf(subject, layer)?.contents;
    const entry = contents?.entries.get(directory)?.[0]?.entry;
    const implied = contents?.implied.get(directory)?.by;
    const makers = [entry?.by, implied].filter(by => by !== undefined);
    const [by] = makers.sort((a, b) => a.span.start - b.span.start);
    if (by === undefined) continue;
    // A command that fills a directory above, such as `git clone`, may have made it before, as its own user.
    const filled = contents?.grafts.some(
      ({ source, destination, by: filler }) =>
        source.kind === 'opaque' && isWithin(directory, destination) && filler.span.start < by.span.start,
    );
    if (filled === true) return { by, root: false };
    if (by === entry?.by && entry.kind === 'link') return { by, root: false };
    // What is copied from a stage keeps its owner; the folder that it is copied to does not.
    if (by.keyword === 'COPY' || by.keyword === 'ADD')
      return { by, root: flagNamed(by, 'chown') === undefined };
    if (by === entry?.by && entry.owner !== undefined) return { by, root: false };
    const user = layer.steps.find(({ instruction }) => instruction === by)?.state.user;
    return { by, root: isRoot(user) };
  }
  return undefined;
}

/** A chown, a chmod or anything of unknown effect before that place may have opened the directory. */
function mayBeOpened(directory: string, before: number, stage: Stage): boolean {
  for (const earlier of layerSteps(stage)) {
    if (earlier.instruction.span.start > before) return false;
    const { instruction } = earlier;
    if (instruction.keyword !== 'RUN') continue;
    for (const command of readRun(earlier)?.commands ?? []) {
      const words = command.words.map(word => word.value ?? word.text);
      if (words[0] !== 'install' && !words.some(word => /^(?:chown|chmod|chgrp|setfacl)$/.test(word)))
        continue;
      const paths = words
        .slice(1)
        .flatMap(word => (word.startsWith('-') ? [] : (joinPath(command.cwd, word) ?? [])));
      if (words.some(word => /[$*]/.test(word)) || command.cwd === undefined) return true;
      if (paths.some(path => isWithin(directory, path) || isWithin(path, directory))) return true;
    }
    if (readRun(earlier)?.understood !== true) return true;
  }
  return false;
}

/** Who has a home owns it, whether the image brings the account or a command makes it. */
function isHome(
  directory: string,
  image: CatalogueImage | undefined,
  stage: Stage,
  subject: Subject,
): boolean {
  const created = lineage(stage).flatMap(layer => effectsOf(subject, layer)?.users ?? []);
  return [...(image?.users ?? []).filter(({ uid }) => uid !== 0), ...created].some(
    ({ home }) => home !== undefined && !systemDirectories.has(home) && isWithin(directory, home),
  );
}
