/** Sources of COPY and ADD that are in the build context: wildcards, folders, files, links. */
import picomatch from 'picomatch/posix';
import type { ContextTree } from '../context/context-tree';
import { cleanPath } from '../model/paths';
import { graft, put } from './contents';
import { segmentMatcher } from './go-match';
import { copyUnknown, join, opaque, owned, type Placement, putFile } from './placement';

/** Copies what a source names in the context; where nothing has that name, the destination may hold anything. */
export function copyContext(place: Placement, source: string, tree: ContextTree): void {
  const path = cleanPath(`/${source}`).slice(1);
  if (/[*?[]/.test(source)) {
    const matches = matchContext(tree, path, place.parents);
    // With a wildcard before the pivot nothing tells which part of a match is dropped.
    const pivoted = place.parents && source.indexOf('/./', 1) > 0;
    if (!pivoted) for (const match of matches) copyContextPath(place, match, tree, true);
    if (pivoted || !tree.complete || matches.length === 0) opaque(place);
    return;
  }
  copyContextPath(place, path, tree, false, keptPart(source));
}

/** Paths of the context that a wildcard names; a wildcard stands for one path element, with `deep` `**` for several. */
export function matchContext(tree: ContextTree, pattern: string, deep = false): string[] {
  const segments = pattern.split('/');
  let found = [''];
  for (const [index, segment] of segments.entries()) {
    if (segment === '**' && deep) {
      const rest = picomatch(segments.slice(index).join('/'), { dot: true, nobrace: true, noextglob: true });
      return found.flatMap(directory =>
        tree
          .files(directory)
          .filter(file => rest(directory === '' ? file : file.slice(directory.length + 1))),
      );
    }
    const matches = segmentMatcher(segment);
    found = found.flatMap(directory =>
      tree
        .children(directory)
        .filter(matches)
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
  if (place.unpacks && archive.test(path)) {
    opaque(place);
    return;
  }
  if (found?.kind === 'link' || (found === undefined && isBehindLink(tree, path))) {
    copyUnknown(place, path, { kind: 'context', path });
    return;
  }
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

/** By its name; BuildKit looks into the file, so that `page.gz` may be an archive or not. */
const archive = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.\w+|gz|bz2|xz|zst)$/;

/** BuildKit follows a link of the context, and nothing here tells where it leads. */
function isBehindLink(tree: ContextTree, path: string): boolean {
  for (let parent = path; parent.includes('/'); ) {
    parent = parent.slice(0, parent.lastIndexOf('/'));
    if (tree.find(parent)?.kind === 'link') return true;
  }
  return false;
}

/** Of a source of `--parents`: what is repeated below the destination, all of it or what stands behind `/./`. */
export function keptPart(source: string): string {
  const pivot = source.indexOf('/./', 1);
  return cleanPath(`/${pivot < 0 ? source : source.slice(pivot + 2)}`).slice(1);
}
