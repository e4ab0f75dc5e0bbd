/**
 * Everything that a stage's instructions put into the image, beside what the base brings: for a program that is
 * carried with its whole folder, nothing else can be missing.
 */
import { type Contents, lookup, originOf, throughLinks } from '../../effects/contents';
import { isRoot } from '../../effects/stage-effects';
import { cleanPath, isWithin, parentPath } from '../../model/paths';
import { flagNamed, type Instruction } from '../../syntax/instruction';
import { decline, type Ledger, needRoot } from '../decision';
import { nativeMakesFiles } from '../native/writes';
import type { Application, RuntimePlan } from './application';

export interface Place {
  /** Absolute path, the same in both stages. */
  readonly path: string;
  /** Surely a folder: without a slash behind it COPY takes what it finds. */
  readonly directory: boolean;
  /** It may be absent, see `optional-files.ts`. */
  readonly optional?: boolean;
}

/**
 * The folders and files to carry, outermost first, at their own paths; undefined with reasons where something cannot
 * be told. The working directory goes as a whole, and so does every other place that an instruction put files in. All
 * of them are surely there: a COPY of what is not there fails.
 */
export function collectPlaces(
  app: Application,
  { covers, selected }: Pick<RuntimePlan, 'covers' | 'selected'>,
  ledger: Ledger,
): readonly Place[] | undefined {
  const projects = checkUnknown(app, ledger);
  const { workdir } = app;
  const isSelected = (path: string): boolean =>
    selected?.folders.some(folder => isWithin(path, folder)) === true;
  const { contents } = app.effects;
  const found = new Map<string, Place>(selected?.places.map(place => [place.path, place]));
  for (const path of projects) found.set(path, { path, directory: true });
  const unsure: Written[] = [];
  for (const written of writtenPaths(app, selected?.inRoot === true, ledger)) {
    const { path, by } = written;
    if (isSelected(path) || isPassing(written, app) || (covers(path) && !isData(path, app))) continue;
    const { presence, entry } = lookup(contents, path);
    if (presence === 'no') continue;
    if (workdir !== '/' && isWithin(path, workdir)) {
      found.set(workdir, { path: workdir, directory: true });
      continue;
    }
    const there = presence === 'yes' && lookup(contents, throughLinks(contents, path)).presence === 'yes';
    // A folder that something unknown was put into is carried as a whole; of the system's own, most is not.
    const own = entry?.origin.kind !== 'base' && !shared.test(path);
    const whole = entry?.kind === 'directory' && (own || emptyFolders.has(path));
    if (!there || (!written.sure && !whole)) unsure.push(written);
    else if (/[$*?[\]\\]/.test(path))
      decline(ledger, `COPY would read \`${path}\` as a pattern or a variable.`, by?.span);
    else if (ofSystem.test(path) && by !== undefined && flagNamed(by, 'from') !== undefined)
      decline(
        ledger,
        `This instruction copies \`${path}\`, a whole folder of the system, which would stand in the place of the new base's own. Copying the files that the program needs by their names would help.`,
        by.span,
      );
    else found.set(path, { path, directory: entry?.kind === 'directory' });
  }
  // What may be a file or a folder comes along as what it is, with what is in it.
  const roots = [...found.keys()];
  for (const { path, by } of unsure) {
    if (roots.some(root => isWithin(path, root))) continue;
    const whole = madeFolder(path, contents);
    if (whole !== undefined) found.set(whole, { path: whole, directory: true });
    else decline(ledger, `What this instruction leaves in \`${path}\` cannot be told.`, by?.span);
  }
  if (ledger.reasons.length > 0) return undefined;
  const places = [...found.values()]
    .filter(({ path }) => ![...found.keys()].some(other => other !== path && isWithin(path, other)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  checkRoot(app, places, ledger);
  return places;
}

/** Folders that the official images have and that are empty, or nearly so. */
const emptyFolders: ReadonlySet<string> = new Set(['/opt', '/srv', '/mnt', '/media']);

/** Programs and libraries of the distribution itself, and its settings. */
const ofSystem = /^\/(?:(?:usr\/)?(?:s?bin|lib\w*(?:\/[^/]+-linux-\w+)?)|usr|etc)$/;

/** Folders of the system, or that belong to more than one program. */
const shared =
  /^\/(?:bin|boot|dev|etc(?:\/[^/]+)?|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr(?:\/[^/]+){0,2}|usr\/local\/[^/]+|var(?:\/[^/]+)?)$/;

/**
 * The folder around what a command filled, which the file itself made (a virtual environment, packages of a user): it
 * goes along as a whole, whatever is in it. Undefined among the folders that the base brings.
 */
function madeFolder(path: string, contents: Contents): string | undefined {
  for (let folder = path; folder !== '/' && !shared.test(folder); folder = parentPath(folder)) {
    const { presence, entry } = lookup(contents, folder);
    if (presence === 'yes' && entry?.kind === 'directory' && entry.by !== undefined) return folder;
  }
  return undefined;
}

function checkRoot(app: Application, places: readonly Place[], ledger: Ledger): void {
  const { workdir, effects } = app;
  // Nobody else had those rights in the original.
  if (!isRoot(effects.stage.end.user)) return;
  for (const { path } of places)
    if (isWithin(path, '/root'))
      needRoot(
        ledger,
        `What the program needs lies in \`${path}\`, the home of root, which only root may enter.`,
        undefined,
      );
  if (workdir === '/' && mayWrite(app))
    needRoot(
      ledger,
      'The program starts in the root directory `/`, where only root may make files; a WORKDIR of its own would change that.',
      undefined,
    );
}

/** No package does it, and no source names anything that makes a file. */
function mayWrite({ chain, subject, language }: Application): boolean {
  if (language === 'native') return nativeMakesFiles({ subject });
  if (chain.some(({ dependencies }) => dependencies.length > 0)) return true;
  return [...subject.context.texts].some(
    ([path, text]) => /\.(?:py|[cm]?[jt]sx?)$/.test(path) && makesFiles.test(text),
  );
}

const makesFiles =
  /\bopen\s*\(|write|mk?dir|make_?dirs|sqlite|FileHandler|\.(?:save|dump|touch|rename|copy)\w*\s*\(|shelve|shutil|tempfile|child_process|subprocess/i;

interface Written {
  readonly path: string;
  readonly by: Instruction | undefined;
  /** False for a place that a command may have written to, nobody knows what. */
  readonly sure: boolean;
  /** A folder with what the program would have to download otherwise. */
  readonly kept?: boolean;
}

function writtenPaths({ chain, subject }: Application, inRootKnown: boolean, ledger: Ledger): Written[] {
  const written: Written[] = [];
  for (const { contents } of chain) {
    for (const [path, list] of contents.entries) {
      const entry = list.at(-1)?.entry;
      if (entry === undefined || path === '/') continue;
      const { origin, kind, by } = entry;
      const kept = kind === 'directory' && origin.kind === 'made' && origin.how === 'download';
      written.push({ path, by, sure: true, kept });
    }
    for (const { destination, by, source } of contents.grafts) {
      const path = cleanPath(destination);
      if (source.kind === 'removed') continue;
      if (inRootKnown && path === '/' && source.kind === 'opaque') continue;
      if (path !== '/') written.push({ path, by, sure: source.kind !== 'opaque' });
      else if (source.kind === 'context' && subject.tree.complete) {
        // What lies beside the system's folders is known by name.
        const names = source.tree.children(source.path);
        const mixed = names.find(name => systemFolders.has(name));
        if (mixed !== undefined) inRoot(ledger, ` (\`/${mixed}\`)`, by);
        for (const name of names) written.push({ path: `/${name}`, by, sure: true });
      } else if (source.kind === 'contents')
        decline(
          ledger,
          'What this instruction copies into the root directory `/` cannot be told from what was there.',
          by.span,
        );
      else inRoot(ledger, '', by);
    }
  }
  return written;
}

function inRoot(ledger: Ledger, what: string, by: Instruction): void {
  decline(
    ledger,
    `The application lies in the root directory \`/\`, among the files of the system${what}: what belongs to it cannot be told. A WORKDIR of its own would help.`,
    by.span,
  );
}

const systemFolders: ReadonlySet<string> = new Set(
  'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var'.split(
    ' ',
  ),
);

/**
 * Commands whose effects are not known decline. What a project's own tools leave in its folder stays there: the
 * folders outside of the working directory, which go along as a whole.
 */
function checkUnknown({ chain, workdir, effects }: Application, ledger: Ledger): string[] {
  const projects: string[] = [];
  for (const { unknown } of chain) {
    for (const { what, span, project } of unknown) {
      if (project !== undefined && workdir !== '/' && isWithin(project, workdir)) continue;
      const { presence, entry } = lookup(effects.contents, project ?? '/');
      if (project !== undefined && project !== '/' && !shared.test(project))
        if (presence === 'yes' && entry?.origin.kind !== 'base') {
          projects.push(project);
          continue;
        }
      decline(
        ledger,
        `What \`${what}\` leaves in the image cannot be told: files that the program needs could be missing.`,
        span,
      );
    }
  }
  return projects;
}

/** Files of the context, where they are no programs: a plan covers what package managers put beside them. */
function isData(path: string, { language, effects }: Application): boolean {
  if ((language !== 'node' && language !== 'bun') || programFolder.test(path)) return false;
  return originOf(lookup(effects.contents, path))?.kind === 'context';
}

const programFolder = /^\/(?:usr\/)?(?:local\/)?s?bin(?:\/|$)/;

/** What is there for the build alone: caches, lists of packages, records of package managers, names of programs. */
function isPassing({ path, sure, by, kept }: Written, { effects }: Application): boolean {
  if (kept === true) return false;
  const { entry } = lookup(effects.contents, path);
  // The empty folder that something was mounted over while a command ran.
  if (entry?.origin.kind === 'made' && entry.origin.how === 'mount') return true;
  if (passing.some(folder => isWithin(path, folder))) {
    // Settings of a program that the project brings itself.
    const own = /^\/root\/\.(?:config|cache)\/(?!pip|yarn|npm|pnpm|poetry|uv|git|configstore)/.test(path);
    return !own || originOf(lookup(effects.contents, path))?.kind !== 'context';
  }
  if (/^\/var\/(?:cache|log)$/.test(path) || (!sure && /^\/var\/(?:cache|log)\//.test(path))) return true;
  // Where its packages are, a lock is carried with them; without them nothing reads it.
  if (!sure && /\/(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/.test(path)) return true;
  // A package manager that was called before there was a WORKDIR.
  if (!sure && /^\/\.(?:yarn|npm|cache|config|local|bun|pnpm-store)(?:\/|$)/.test(path)) return true;
  // The zone goes along as TZ; see `checkSystemChanges`.
  if (/^\/etc\/(?:localtime|timezone)$/.test(path) && by?.keyword === 'RUN') return true;
  // Whether another program is started is looked at elsewhere; a link to one is nothing of its own.
  return programFolder.test(parentPath(path)) && entry?.kind === 'link';
}

const passing: readonly string[] = [
  '/tmp',
  '/var/tmp',
  '/var/cache/apt',
  '/var/cache/apk',
  '/var/lib/apt',
  '/var/lib/dpkg',
  '/etc/apt',
  '/lib/apk',
  '/etc/apk',
  '/usr/local/share/.cache',
  ...[
    '.npm',
    '.cache',
    '.yarn',
    '.local/share/pnpm',
    '.config',
    '.bun',
    '.npmrc',
    '.node-gyp',
    '.gnupg',
    '.ssh',
  ].map(name => `/root/${name}`),
];
