/**
 * COPY and ADD by BuildKit's rules (reference, "COPY"; `dockerfile2llb/convert.go`, `dispatchCopy`): a
 * directory's contents are copied, a file goes into a destination that is or must be a directory.
 */
import picomatch from 'picomatch/posix';
import type { ContextTree } from '../context/context-tree';
import { cleanPath } from '../model/paths';
import { flagNamed, type Instruction } from '../syntax/instruction';
import { type Contents, type EntryKind, graft, lookup, nameIn, put, throughLinks } from './contents';
import { copyPaths } from './copy-paths';
import type { ApplyContext } from './stage-effects';

export { type CopyPaths, type CopySource, copyPaths } from './copy-paths';

export function applyCopy(
  context: ApplyContext,
  contentsNamed: (name: string) => Contents | undefined,
): void {
  const { instruction } = context.step;
  const { contents } = context.effects;
  const paths = copyPaths(instruction, context);
  const { destination } = paths;
  const owner = flagNamed(instruction, 'chown')?.value;
  if (destination === undefined) {
    contents.unknownSince ??= instruction;
    return;
  }
  const linked = isOn(instruction, 'link');
  const existing = lookup(contents, destination);
  const followed =
    existing.entry?.kind === 'link' ? lookup(contents, throughLinks(contents, destination)) : existing;
  const overDirectory = followed.entry?.kind === 'directory';
  const isDirectory = paths.mustBeDirectory || (overDirectory && !linked);
  const place: Placement = {
    contents,
    destination,
    isDirectory,
    // Where layers cannot be merged (the classic image store), BuildKit takes `--link` for an ordinary copy.
    mayBeDirectory:
      existing.presence === 'maybe' || existing.entry?.kind === 'unknown' || (overDirectory && linked),
    instruction,
    owner,
    parents: isOn(instruction, 'parents'),
    unpacks:
      instruction.keyword === 'ADD' &&
      !instruction.flags.some(flag => flag.name === 'unpack' && flag.value === 'false'),
  };
  if (instruction.flags.some(flag => flag.name === 'exclude')) {
    // Which of the files are left out is for the pattern to say.
    opaque(place);
    const folder = paths.sources.some(
      ({ text }) =>
        text !== undefined && context.tree.find(cleanPath(`/${text}`).slice(1))?.kind === 'directory',
    );
    if (isDirectory || folder)
      put(contents, destination, { kind: 'directory', origin: { kind: 'unknown' }, by: instruction });
    return;
  }
  for (const heredoc of instruction.heredocs) {
    const path = isDirectory ? nameIn(destination, heredoc.name) : destination;
    put(contents, path, {
      kind: 'file',
      origin: { kind: 'made', how: 'heredoc' },
      by: instruction,
      ...owned(owner),
    });
  }
  for (const source of paths.sources) {
    if (source.text === undefined) opaque(place);
    else if (paths.from !== undefined) copyFrom(place, source.text, contentsNamed(paths.from));
    else if (instruction.keyword === 'ADD' && /^(?:https?:|git@|git:|ssh:)/.test(source.text)) {
      // What is fetched stays packed unless `--unpack` says otherwise; what is local is unpacked unless it says so.
      if (isOn(instruction, 'unpack')) opaque(place);
      else download(place, source.text);
    } else if (place.unpacks && archive.test(source.text)) opaque(place);
    else copyContext(place, source.text, context.tree);
  }
}

/** By its name; BuildKit looks into the file, so that `page.gz` may be an archive or not. */
const archive = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.\w+|gz|bz2|xz|zst)$/;

function isOn(instruction: Instruction, name: string): boolean {
  return instruction.flags.some(flag => flag.name === name && flag.value !== 'false');
}

interface Placement {
  readonly contents: Contents;
  readonly destination: string;
  readonly isDirectory: boolean;
  readonly mayBeDirectory: boolean;
  readonly instruction: Instruction;
  readonly owner: string | undefined;
  readonly parents: boolean;
  /** A local file that is an archive by its content, whatever its name, is unpacked. */
  readonly unpacks: boolean;
}

/** Of a source of `--parents`: what is repeated below the destination, all of it or what stands behind `/./`. */
function keptPart(source: string): string {
  const pivot = source.indexOf('/./', 1);
  return cleanPath(`/${pivot < 0 ? source : source.slice(pivot + 2)}`).slice(1);
}

function copyContext(place: Placement, source: string, tree: ContextTree): void {
  const path = cleanPath(`/${source}`).slice(1);
  if (/[*?[]/.test(source)) {
    const matches = matchContext(tree, path);
    // With a wildcard before the pivot nothing tells which part of a match is dropped.
    const pivoted = place.parents && source.indexOf('/./', 1) > 0;
    if (!pivoted) for (const match of matches) copyContextPath(place, match, tree, true);
    if (pivoted || !tree.complete || matches.length === 0) opaque(place);
    return;
  }
  copyContextPath(place, path, tree, false, keptPart(source));
}

/** Paths of the context that a wildcard names; a wildcard stands for one path element, `**` for several. */
export function matchContext(tree: ContextTree, pattern: string): string[] {
  const segments = pattern.split('/');
  let found = [''];
  for (const [index, segment] of segments.entries()) {
    if (segment === '**') {
      const rest = picomatch(segments.slice(index).join('/'), { dot: true, nobrace: true, noextglob: true });
      return found.flatMap(directory =>
        tree
          .files(directory)
          .filter(file => rest(directory === '' ? file : file.slice(directory.length + 1))),
      );
    }
    const matcher = /[*?[\\]/.test(segment)
      ? picomatch(segment, { dot: true, nobrace: true, noextglob: true, nonegate: true })
      : (name: string) => name === segment;
    found = found.flatMap(directory =>
      tree
        .children(directory)
        .filter(name => matcher(name))
        .map(name => (directory === '' ? name : `${directory}/${name}`)),
    );
  }
  return found;
}

function copyContextPath(
  place: Placement,
  path: string,
  tree: ContextTree,
  wildcard: boolean,
  kept = path,
): void {
  const found = tree.find(path);
  const { contents, destination, instruction, owner } = place;
  if (found === undefined && (tree.complete || wildcard)) {
    // The build would fail without it, so somebody makes it first: a jar, a `dist` folder, a binary.
    opaque(place);
    return;
  }
  if (place.parents) {
    graft(contents, {
      destination: join(destination, kept),
      by: instruction,
      owner,
      source: { kind: 'context', tree, path },
    });
    return;
  }
  if (found?.kind === 'directory') {
    graft(contents, { destination, by: instruction, owner, source: { kind: 'context', tree, path } });
    return;
  }
  if (found?.kind === 'file' && place.unpacks && !fileName.test(path) && tree.text(path) === undefined) {
    // `rootfs.img`: what is in it stands at the destination if it is an archive, and else the file itself.
    opaque(place);
    putFile({ ...place, mayBeDirectory: true }, path, 'file', { kind: 'context', path }, true);
    return;
  }
  // Nobody calls a directory `app.js` or `pom.xml`; `My.Api` may well be one.
  if (found === undefined && fileName.test(path)) {
    putFile(place, path, 'file', { kind: 'context', path });
    return;
  }
  if (found === undefined) {
    // The context is not known: `.` is a directory for sure, a name may be either.
    if (path !== '' && !place.isDirectory)
      put(contents, destination, {
        kind: 'unknown',
        origin: { kind: 'context', path },
        by: instruction,
        ...owned(owner),
      });
    graft(contents, { destination, by: instruction, owner, source: { kind: 'context', tree, path } });
    if (path !== '' && place.isDirectory) opaque(place);
    return;
  }
  putFile(place, path, found.kind, { kind: 'context', path });
}

const fileName =
  /[^/]\.(?:[cm]?js|tsx?|jsx|json|py|rb|go|rs|java|jar|war|sh|ya?ml|toml|xml|conf|cfg|ini|txt|md|lock|mod|sum|properties|html|css|php|p[lm]|[ch]|cpp|exe|dll|so|gz|zip|pem|crt|key|sql|csproj|sln)$/;

function putFile(
  place: Placement,
  source: string,
  kind: EntryKind,
  origin: Parameters<typeof put>[2]['origin'],
  conditional = false,
): void {
  const { contents, destination, instruction, owner } = place;
  const entry = { kind, origin, by: instruction, conditional, ...owned(owner) };
  if (place.isDirectory) put(contents, nameIn(destination, source), entry);
  else if (place.mayBeDirectory) {
    put(contents, destination, { ...entry, kind: 'unknown' });
    put(contents, nameIn(destination, source), { ...entry, conditional: true });
  } else put(contents, destination, entry);
}

function copyFrom(place: Placement, source: string, from: Contents | undefined): void {
  const path = cleanPath(`/${source}`);
  if (from === undefined || /[*?[]/.test(source)) {
    opaque(place);
    return;
  }
  const named = lookup(from, path);
  // BuildKit follows a source that is a link, and copies what it leads to.
  const real = named.entry?.kind === 'link' && named.presence === 'yes' ? throughLinks(from, path) : path;
  const target = real === path ? named : lookup(from, real);
  const found = target.presence === 'no' ? named : target;
  const { contents, destination, instruction, owner } = place;
  if (found.presence === 'no') {
    // The build stops here; what would come of it is not worth a second finding.
    opaque(place);
    return;
  }
  if (place.parents) {
    const target = join(destination, keptPart(source));
    graft(contents, {
      destination: target,
      by: instruction,
      owner,
      source: { kind: 'contents', contents: from, path },
    });
    if (found.presence === 'maybe') opaque(place);
    if (found.entry?.kind === 'file')
      put(contents, target, {
        kind: 'file',
        origin: { kind: 'copied', from: found },
        by: instruction,
        ...owned(owner),
      });
    return;
  }
  if (found.entry?.kind === 'directory') {
    graft(contents, {
      destination,
      by: instruction,
      owner,
      source: { kind: 'contents', contents: from, path: found === target ? real : path },
    });
    return;
  }
  const kind = found.entry?.kind ?? 'unknown';
  if (kind === 'unknown') {
    // A file or a directory: whatever it is, it stands at the destination or below it.
    const origin = { kind: 'copied' as const, from: found };
    const target = place.isDirectory ? nameIn(destination, source) : destination;
    if (place.isDirectory || place.mayBeDirectory) opaque(place);
    put(contents, target, { kind: 'unknown', origin, by: instruction, ...owned(owner) });
    graft(contents, { destination: target, by: instruction, owner, source: { kind: 'opaque' } });
    return;
  }
  putFile(place, path, kind, { kind: 'copied', from: found });
}

function download(place: Placement, url: string): void {
  if (/\.git(?:[#?]|$)/.test(url) || !/^https?:/.test(url)) {
    opaque(place);
    return;
  }
  const name = /\/([^/?#]+)(?:[?#].*)?$/.exec(url.replace(/^https?:\/\/[^/]+/, ''))?.[1];
  if (name === undefined) opaque(place);
  else putFile(place, name, 'file', { kind: 'made', how: 'download' });
}

function opaque(place: Placement): void {
  graft(place.contents, {
    destination: place.destination,
    by: place.instruction,
    owner: place.owner,
    source: { kind: 'opaque' },
  });
}

function owned(owner: string | undefined): { owner?: string } {
  return owner === undefined ? {} : { owner };
}

function join(directory: string, path: string): string {
  return directory === '/' ? `/${path}` : path === '' ? directory : `${directory}/${path}`;
}
