/** The JavaScript project behind a started script: its sources, its manifest, and what compiled it. */
import type { BuiltArtifact } from '../../../effects/built';
import { type Contents, type Found, lookup, originOf } from '../../../effects/contents';
import { compilerOptions, projectOf } from '../../../effects/node/project';
import { type SourceView, sourceView } from '../../../effects/source-view';
import type { PackageJson } from '../../../manifests/package-json';
import { cleanPath, parentPath, relativeTo } from '../../../model/paths';
import { reachedSources, sourceOf } from '../../../node/node-sources';
import type { Subject } from '../../rule';

export interface NodeProgram {
  readonly manifest: PackageJson;
  /** Folder of the package.json, where the sources are. */
  readonly project: string;
  readonly sources: ReturnType<typeof reachedSources>;
  readonly artifact: BuiltArtifact | undefined;
  /** What stands in the final stage: the compiler's folder, or the file itself. */
  readonly entry: Found;
  /** The stage with the project. */
  readonly home: Contents;
  readonly module: string | undefined;
}

/** The sources behind a script: those a compiler without bundling made it of, or itself. */
export function programOf(script: string, contents: Contents, subject: Subject): NodeProgram | undefined {
  for (let path = script; path !== '/'; path = parentPath(path)) {
    const found = lookup(contents, path);
    const origin = found.presence === 'yes' ? originOf(found) : undefined;
    if (origin?.kind === 'context' && path === script) return plainProgram(found, subject);
    if (origin?.kind !== 'built') continue;
    const { artifact } = origin;
    const home = subject.effects.find(effects => effects.artifacts.includes(artifact))?.contents;
    const output = artifact.path;
    if (home === undefined || output === undefined || artifact.bundled !== false) return undefined;
    const project = projectOf(home, subject.tree, parentPath(output));
    if (project === undefined) return undefined;
    const view: SourceView = sourceView(home, subject.tree);
    const entry = sourceOf(relativeTo(script, path), project.directory, output, view);
    if (entry === undefined) return undefined;
    const options = ['tsconfig.build.json', 'tsconfig.json']
      .map(name => compilerOptions(home, subject.tree, cleanPath(`${project.directory}/${name}`)))
      .find(read => read?.outDir === output);
    return {
      ...{ manifest: project.manifest, project: project.directory, sources: reachedSources(entry, view) },
      ...{ artifact, entry: found, home, module: options?.module },
    };
  }
  return undefined;
}

/** A script of the context, copied by way of another stage: what is copied directly may lie beside its packages. */
function plainProgram(found: Found, subject: Subject): NodeProgram | undefined {
  const origin = found.entry?.origin;
  if (origin?.kind !== 'copied') return undefined;
  let from = origin.from;
  while (from.entry?.origin.kind === 'copied') from = from.entry.origin.from;
  for (const { contents: home } of subject.effects) {
    const there = lookup(home, from.path);
    if (there.entry?.origin.kind !== 'context' || there.entry.by !== from.entry?.by) continue;
    const project = projectOf(home, subject.tree, parentPath(from.path));
    if (project === undefined) return undefined;
    const sources = reachedSources(from.path, sourceView(home, subject.tree));
    const { manifest, directory } = project;
    return {
      manifest,
      project: directory,
      sources,
      artifact: undefined,
      entry: found,
      home,
      module: undefined,
    };
  }
  return undefined;
}
