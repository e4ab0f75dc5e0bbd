/** Files that got into the image in other ways than with the sources: from stages, by commands, into the binary. */
import picomatch from 'picomatch/posix';

import { lookup } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { cleanPath, parentPath } from '../../model/paths';
/** What a COPY brought from another stage or image: put there for the program, unless it is a tool of the build. */
export function copiedFromStages(effects: StageEffects): string[] {
  const paths: string[] = [];
  for (const layer of effects.contents.grafts) {
    const opaque = layer.source.kind === 'opaque' && layer.by.keyword === 'COPY';
    if ((layer.source.kind === 'contents' || opaque) && layer.by.flags.some(flag => flag.name === 'from'))
      paths.push(layer.destination);
  }
  for (const [path, list] of effects.contents.entries) {
    if (list.at(-1)?.entry.origin.kind === 'copied') paths.push(path);
  }
  return paths.filter(
    path =>
      !inToolFolders(path) &&
      !/^\/(?:usr\/(?:local\/)?s?bin|bin|sbin|go\/bin)(?:\/|$)/.test(path) &&
      path !== '/',
  );
}

/** Files that a RUN wrote or fetched, outside of the system's and the tools' own folders. */
export function madeFiles(effects: StageEffects): string[] {
  const files: string[] = [];
  for (const path of effects.contents.entries.keys()) {
    if (
      /^\/(?:usr|bin|sbin|lib|lib64|etc|tmp|go|proc|dev|run|root\/\.[^/]*|var\/(?:lib|cache|log))(?:\/|$)/.test(
        path,
      )
    )
      continue;
    if (/\.(?:tar|t?gz|tgz|zip|deb|apk|bz2|xz|sum)$/.test(path)) continue;
    const { entry, presence } = lookup(effects.contents, path);
    if (presence === 'yes' && entry?.kind === 'file' && entry.origin.kind === 'made') files.push(path);
  }
  return files;
}

/** Data files that `//go:embed` puts into the binary; patterns are relative to the file's folder. */
export function embeddedBy(
  files: readonly { path: string; patterns: readonly string[] }[],
  data: ReadonlySet<string>,
): Set<string> {
  const embedded = new Set<string>();
  for (const { path, patterns } of files) {
    for (const pattern of patterns) {
      const matches = picomatch(cleanPath(`${parentPath(path)}/${pattern}`), {
        dot: true,
        nobrace: true,
        noextglob: true,
      });
      for (const file of data) {
        for (let at = file; at !== '/' && at !== ''; at = parentPath(at)) {
          if (matches(at)) {
            embedded.add(file);
            break;
          }
        }
      }
    }
  }
  return embedded;
}

export function inToolFolders(path: string): boolean {
  return (
    /^\/(?:go\/pkg|usr\/local\/go|root\/\.cache|tmp)\//.test(path) ||
    /^\/(?:root\/\.(?:netrc|gitconfig|ssh)|etc\/apt)/.test(path)
  );
}
