/**
 * COPY and ADD by BuildKit's rules (reference, "COPY"; `dockerfile2llb/convert.go`, `dispatchCopy`): a
 * directory's contents are copied, a file goes into a destination that is or must be a directory.
 */
import picomatch from 'picomatch/posix';
import type { ContextTree } from '../context/context-tree';
import { lookupIn } from '../model/environment';
import { expand } from '../model/expand';
import { cleanPath, joinPath } from '../model/paths';
import { flagNamed, type Instruction, type Word } from '../syntax/instruction';
import { type Contents, type EntryKind, graft, lookup, nameIn, put } from './contents';
import type { ApplyContext } from './stage-effects';

export interface CopyPaths {
  readonly sources: readonly CopySource[];
  readonly destination: string | undefined;
  readonly destinationWord: Word | undefined;
  /** The destination ends in a slash, or there are several sources. */
  readonly mustBeDirectory: boolean;
  readonly from: string | undefined;
}

export interface CopySource {
  /** Expanded; undefined when it cannot be known. */
  readonly text: string | undefined;
  readonly word: Word;
}

/** The sources and the destination of a COPY or ADD, in either form, expanded and resolved. */
export function copyPaths(
  instruction: Instruction,
  context: Pick<ApplyContext, 'step' | 'build'>,
): CopyPaths {
  const { escape } = context.build.dockerfile;
  const find = lookupIn(context.step.state.environment);
  const written: Word[] =
    instruction.exec?.values.map((text, index) => ({
      text,
      span: instruction.exec?.spans[index] ?? instruction.span,
    })) ?? instruction.words.map(word => word);
  const heredocs = new Set(instruction.heredocs.map(heredoc => heredoc.operatorSpan.start));
  const words = written.filter(word => !heredocs.has(word.span.start));
  const last = words.at(-1);
  const target = last === undefined ? undefined : expand(last.text, find, escape).value;
  const sources = words.slice(0, -1).map(word => ({ text: expand(word.text, find, escape).value, word }));
  const fromFlag = flagNamed(instruction, 'from')?.value;
  return {
    sources,
    destination: target === undefined ? undefined : joinPath(context.step.state.workdir, target),
    destinationWord: last,
    mustBeDirectory:
      sources.length > 1 ||
      (target !== undefined && /(?:^|\/)\.{0,2}$/.test(target)) ||
      instruction.heredocs.length > 1,
    from: fromFlag === undefined ? undefined : expand(fromFlag, find, escape).value,
  };
}

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
  const linked = instruction.flags.some(flag => flag.name === 'link' && flag.value !== 'false');
  const existing = linked ? undefined : lookup(contents, destination);
  const isDirectory = paths.mustBeDirectory || existing?.entry?.kind === 'directory';
  const place: Placement = {
    contents,
    destination,
    isDirectory,
    mayBeDirectory: existing?.presence === 'maybe' || existing?.entry?.kind === 'unknown',
    instruction,
    owner,
    parents: instruction.flags.some(flag => flag.name === 'parents' && flag.value !== 'false'),
  };
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
    else if (instruction.keyword === 'ADD' && /^(?:https?:|git@|git:|ssh:)/.test(source.text))
      download(place, source.text);
    else if (instruction.keyword === 'ADD' && /\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/.test(source.text))
      opaque(place);
    else copyContext(place, source.text, context.tree);
  }
}

interface Placement {
  readonly contents: Contents;
  readonly destination: string;
  readonly isDirectory: boolean;
  readonly mayBeDirectory: boolean;
  readonly instruction: Instruction;
  readonly owner: string | undefined;
  readonly parents: boolean;
}

function copyContext(place: Placement, source: string, tree: ContextTree): void {
  const path = cleanPath(`/${source}`).slice(1);
  if (/[*?[]/.test(source)) {
    const matches = matchContext(tree, path);
    for (const match of matches) copyContextPath(place, match, tree, true);
    if (!tree.complete || matches.length === 0) opaque(place);
    return;
  }
  copyContextPath(place, path, tree, false);
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

function copyContextPath(place: Placement, path: string, tree: ContextTree, wildcard: boolean): void {
  const found = tree.find(path);
  const { contents, destination, instruction, owner } = place;
  if (found === undefined && (tree.complete || wildcard)) {
    // The build would fail without it, so somebody makes it first: a jar, a `dist` folder, a binary.
    opaque(place);
    return;
  }
  if (place.parents) {
    graft(contents, {
      destination: join(destination, path),
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
): void {
  const { contents, destination, instruction, owner } = place;
  const entry = { kind, origin, by: instruction, ...owned(owner) };
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
  const found = lookup(from, path);
  const { contents, destination, instruction, owner } = place;
  if (found.presence === 'no') {
    // The build stops here; what would come of it is not worth a second finding.
    opaque(place);
    return;
  }
  if (found.entry?.kind === 'directory') {
    graft(contents, {
      destination,
      by: instruction,
      owner,
      source: { kind: 'contents', contents: from, path },
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
