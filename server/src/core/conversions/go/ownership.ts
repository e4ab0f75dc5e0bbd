/** What root could write, and the new user must still be able to: volumes, folders made for it, its own folder. */

import { lookup } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { findWrites } from '../../go/writes';
import { joinPath } from '../../model/paths';
import type { Subject } from '../../subject';
import { bindMounts, composeServices, type StartedImage } from '../compose';
import type { Ledger } from '../decision';
import { needRoot, note } from '../decision';
import { checkSecretMounts } from '../secret-mounts';
import { checkBindMounts } from '../surroundings';
import type { RuntimeUser } from '../users';
import type { Assets } from './assets';
import type { SplitInputLinkings } from './split';

interface OwnershipInput {
  readonly user: RuntimeUser;
  readonly workdir: string;
  readonly linkings: SplitInputLinkings;
  readonly chain: readonly StageEffects[];
  readonly effects: StageEffects;
  readonly assets: readonly Assets['paths'][number][];
  readonly subject: Subject;
  readonly started: StartedImage;
}

interface Ownership {
  readonly writes: boolean;
  /** The original gives its files an owner, or closes them to others: copies need the owner, too. */
  readonly restricted: boolean;
  readonly workdir: boolean;
  /** Folders above what is copied that must belong to the user. */
  readonly folders: readonly string[];
  readonly directories: { readonly path: string; readonly create: boolean }[];
}

/** What root could write and the new user must still be able to: VOLUMEs, folders made for it, its own folder. */
export function collectOwnership(input: OwnershipInput, ledger: Ledger): Ownership {
  const { effects, workdir, chain } = input;
  const wanted = new Map<string, string>();
  let writes = false;
  for (const { linking } of input.linkings) {
    if (linking.program === undefined) continue;
    const found = findWrites(linking.program, workdir);
    writes ||= found.any;
    for (const { path, evidence } of found.directories) wanted.set(path, evidence);
  }
  for (const volume of volumesOf(chain)) wanted.set(volume, 'VOLUME');
  for (const made of madeDirectories(chain, input)) wanted.set(made, 'made by the original');
  const directories: { path: string; create: boolean }[] = [];
  const folders: string[] = [];
  for (const [path, evidence] of [...wanted].sort()) {
    if (path === workdir || path.startsWith(`${workdir === '/' ? '//' : workdir}/`)) {
      writes = true;
      const presence = lookup(effects.contents, path).presence;
      if (path !== workdir && presence !== 'yes' && evidence === 'VOLUME')
        directories.push({ path, create: true });
      else if (path !== workdir && presence === 'yes' && !input.assets.some(asset => asset.path === path))
        directories.push({ path, create: false });
      continue;
    }
    if (path === '/tmp' || path.startsWith('/tmp/') || path.startsWith('/dev')) continue;
    if (path === '/' || isSystemDirectory(path)) {
      // The new base has few of the system's folders: a WORKDIR makes what root writes to.
      if (input.user.keepsRoot === true && !inEveryBase.has(path)) folders.push(path);
      if (!input.user.wasRoot) continue;
      needRoot(
        ledger,
        `The program writes to \`${path}\` (${evidence}), which only root may.`,
        input.linkings[0]?.output.build.command.span,
      );
      continue;
    }
    if (input.assets.some(asset => asset.path === path)) continue;
    if (containsSources(path, input)) {
      // Only the folder itself is to be written to: a WORKDIR after USER makes it, empty and owned.
      folders.push(path);
      continue;
    }
    directories.push({ path, create: lookup(effects.contents, path).presence !== 'yes' });
  }
  if (input.user.wasRoot) {
    const program = { writes, workdir, places: [...wanted.keys()] };
    const { subject, started } = input;
    checkBindMounts(bindMounts(subject, started), program, effects.stage.imageSpan, ledger);
    checkSecretMounts(composeServices(subject, started), subject, effects.stage.imageSpan, ledger);
  }
  // Root writes everywhere: only the folders themselves have to be there.
  if (input.user.keepsRoot === true)
    return { writes: false, restricted: false, workdir: false, directories, folders };
  const { home } = input.user;
  if (
    home !== undefined &&
    home !== workdir &&
    lookup(effects.contents, home).presence === 'yes' &&
    !directories.some(item => item.path === home)
  )
    folders.push(home);
  const restricted = chain.some(
    stage =>
      stage.restricted.length > 0 ||
      stage.stage.steps.some(step => step.instruction.flags.some(flag => flag.name === 'chown')),
  );
  const ownsWorkdir = (writes || restricted) && workdir !== '/';
  if (writes && workdir === '/' && input.user.wasRoot) {
    note(
      ledger,
      'The program writes files; as user 65532 it cannot do so in the root directory `/`, where it starts.',
    );
  }
  return { writes, restricted, workdir: ownsWorkdir || folders.length > 0, directories, folders };
}

/** Folders of Google's images, and those that Docker itself mounts. */
const inEveryBase: ReadonlySet<string> = new Set([
  '/',
  '/etc',
  '/root',
  '/home',
  '/tmp',
  '/usr',
  '/proc',
  '/sys',
  '/dev',
  '/bin',
  '/lib',
  '/sbin',
]);

function containsSources(path: string, input: OwnershipInput): boolean {
  return input.linkings.some(({ output }) =>
    [...output.view.files.keys()].some(file => file.startsWith(`${path}/`)),
  );
}

function isSystemDirectory(path: string): boolean {
  return (
    /^\/(?:bin|boot|etc|lib\w*|proc|run|sbin|sys|usr|go)(?:\/|$)/.test(path) ||
    /^\/(?:var|var\/(?:log|lib|run|cache|spool)|home|opt|srv|mnt|media)$/.test(path)
  );
}

export function volumesOf(chain: readonly StageEffects[]): string[] {
  const paths: string[] = [];
  for (const { stage } of chain) {
    for (const { instruction, state } of stage.steps) {
      if (instruction.keyword !== 'VOLUME') continue;
      for (const text of instruction.exec?.values ?? instruction.words.map(word => word.text)) {
        const path = joinPath(state.workdir, text);
        if (path !== undefined && !text.includes('$')) paths.push(path);
      }
    }
  }
  return paths;
}

/** Empty directories that a RUN made outside of the sources: nobody makes them for the build. */
function madeDirectories(chain: readonly StageEffects[], input: OwnershipInput): string[] {
  const { effects } = input;
  const paths: string[] = [];
  for (const { contents } of chain) {
    for (const [path, list] of contents.entries) {
      const entry = list.at(-1)?.entry;
      if (
        entry?.kind !== 'directory' ||
        entry.origin.kind !== 'made' ||
        !/^(?:mkdir)$/.test(entry.origin.how)
      )
        continue;
      if (
        isSystemDirectory(path) ||
        path.startsWith('/tmp') ||
        path.startsWith('/go') ||
        lookup(effects.contents, path).presence !== 'yes'
      )
        continue;
      if (holdsBuildFiles(path, input)) continue;
      paths.push(path);
    }
  }
  return paths;
}

function holdsBuildFiles(path: string, input: OwnershipInput): boolean {
  if (path === input.workdir || input.workdir.startsWith(`${path}/`)) return true;
  const inside = (other: string | undefined) =>
    other !== undefined && (other === path || other.startsWith(`${path}/`));
  return input.linkings.some(
    ({ output }) =>
      inside(output.path) ||
      inside(output.directory) ||
      [...output.view.files.keys()].some(file => inside(file)),
  );
}
