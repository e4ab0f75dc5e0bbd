/** Sources of programs that a Cargo package has and the Dockerfile does not build. */
import { baseName, joinPath } from '../../model/paths';
import type { Application } from '../applications/application';
import { manifestsIn } from './direct-crates';

/**
 * Whether a file of the build context (its path) belongs to such a program alone: what it starts and writes happens in
 * another image. False for all where the names of the programs that are built cannot be told.
 */
export function isOfOtherProgram({ subject }: Pick<Application, 'subject'>): (path: string) => boolean {
  const built = new Set<string>();
  for (const { artifacts } of subject.effects)
    for (const { ecosystem, kind, path } of artifacts) {
      if (ecosystem !== 'rust' || kind !== 'program') continue;
      if (path === undefined) return () => false;
      built.add(baseName(path));
    }
  if (built.size === 0) return () => false;
  const manifests = manifestsIn({ subject }, '');
  const places = new Map<string, string>();
  for (const [folder, { programs }] of manifests)
    for (const { name, path } of programs) {
      const place = path === undefined ? undefined : joinPath(`/${folder}`, path);
      if (place !== undefined) places.set(place, name);
    }
  return path => {
    const place = `/${path}`;
    const named = places.get(place);
    if (named !== undefined) return !built.has(named);
    const [, folder = '', entry = '', rest] = /^(.*)\/src\/bin\/([^/]+)(\/.*)?$/.exec(place) ?? [];
    if (entry === '' || !manifests.has(folder.slice(1))) return false;
    // What a folder of a program with another name has is claimed by its main file.
    const claimed = rest === undefined ? undefined : places.get(`${folder}/src/bin/${entry}/main.rs`);
    const name = claimed ?? (rest === undefined ? entry.replace(/\.rs$/, '') : entry);
    return (rest !== undefined || entry.endsWith('.rs')) && !built.has(name);
  };
}
