/**
 * Everything that a stage's instructions put into the image, beside what the base brings: for a program that is
 * carried with its whole folder, nothing else can be missing.
 */
import { type Contents, lookup } from '../../effects/contents';
import { cleanPath, isWithin, parentPath } from '../../model/paths';
import type { Instruction } from '../../syntax/instruction';
import { decline, type Ledger, needRoot } from '../decision';
import type { Application, RuntimePlan } from './application';

export interface Place {
  /** Absolute path, the same in both stages. */
  readonly path: string;
  readonly directory: boolean;
}

/**
 * The folders and files to carry, outermost first, at their own paths; undefined with reasons where something cannot
 * be told. The working directory goes as a whole, and so does every other place that an instruction put files in.
 */
export function collectPlaces(
  app: Application,
  { covers }: Pick<RuntimePlan, 'covers'>,
  ledger: Ledger,
): readonly Place[] | undefined {
  checkUnknown(app, ledger);
  const { workdir } = app;
  const found = new Map<string, Place>();
  for (const { path, by, sure, kept } of writtenPaths(app)) {
    if ((isPassing(path) && !kept) || covers(path)) continue;
    const { presence, entry } = lookup(app.effects.contents, path);
    if (presence === 'no') continue;
    const root = workdir !== '/' && isWithin(path, workdir) ? workdir : path;
    if (root === '/') {
      decline(
        ledger,
        'The application lies in the root directory `/`, among the files of the system: what belongs to it cannot be told. A WORKDIR of its own would help.',
        by?.span,
      );
      continue;
    }
    if (!sure && root !== workdir) {
      const whole = madeFolder(path, app.effects.contents);
      if (whole !== undefined) {
        found.set(whole, { path: whole, directory: true });
        continue;
      }
      decline(ledger, `What this instruction leaves in \`${path}\` cannot be told.`, by?.span);
      continue;
    }
    // Without slashes COPY takes a file for a file and a folder for a folder.
    found.set(root, { path: root, directory: root === workdir || entry?.kind === 'directory' });
  }
  if (ledger.reasons.length > 0) return undefined;
  const places = [...found.values()]
    .filter(({ path }) => ![...found.keys()].some(other => other !== path && isWithin(path, other)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path } of places) {
    if (isWithin(path, '/root'))
      needRoot(
        ledger,
        `The application lies in \`${path}\`, the home of root, which only root may enter.`,
        undefined,
      );
  }
  return places;
}

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

/** Folders of the system, or that belong to more than one program. */
const shared =
  /^\/(?:bin|boot|dev|etc(?:\/[^/]+)?|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr(?:\/[^/]+){0,2}|usr\/local\/[^/]+|var(?:\/[^/]+)?)$/;

interface Written {
  readonly path: string;
  readonly by: Instruction | undefined;
  /** False for a place that a command may have written to, nobody knows what. */
  readonly sure: boolean;
  /** A folder with what the program would have to download otherwise. */
  readonly kept: boolean;
}

function writtenPaths({ chain }: Application): Written[] {
  const written: Written[] = [];
  for (const { contents } of chain) {
    for (const [path, list] of contents.entries) {
      const entry = list.at(-1)?.entry;
      const { origin, kind } = entry ?? {};
      const kept = kind === 'directory' && origin?.kind === 'made' && origin.how === 'download';
      if (entry !== undefined) written.push({ path, by: entry.by, sure: true, kept });
    }
    for (const { destination, by, source } of contents.grafts) {
      if (source.kind !== 'removed')
        written.push({ path: cleanPath(destination), by, sure: source.kind !== 'opaque', kept: false });
    }
  }
  return written;
}

/** Commands whose effects are not known; those that a project's own tools run in its folder stay in it. */
function checkUnknown({ chain, workdir }: Application, ledger: Ledger): void {
  for (const { unknown } of chain) {
    for (const { what, span, project } of unknown) {
      if (project !== undefined && workdir !== '/' && isWithin(project, workdir)) continue;
      decline(
        ledger,
        `What \`${what}\` leaves in the image cannot be told: files that the program needs could be missing.`,
        span,
      );
    }
  }
}

/** What is there for the build alone: caches, lists of packages, records of package managers. */
function isPassing(path: string): boolean {
  return passing.some(folder => isWithin(path, folder));
}

const passing: readonly string[] = [
  '/tmp',
  '/var/tmp',
  '/var/cache',
  '/var/lib/apt',
  '/var/lib/dpkg',
  '/var/log',
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
