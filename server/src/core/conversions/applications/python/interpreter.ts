/** Which Python runs: the image's own, or that of a virtual environment which leads to it. */
import { type Found, lookup, originOf, throughLinks } from '../../../effects/contents';
import type { StageEffects } from '../../../effects/stage-effects';
import { runtimeVariable } from '../../../model/environment';
import { baseName, isWithin, joinPath, parentPath } from '../../../model/paths';

export interface Interpreter {
  /** Folder of the virtual environment; undefined for the image's own interpreter. */
  readonly environment: string | undefined;
}

/** Where the official images have their interpreter (docker-library/python). */
export const interpreterFolder = '/usr/local/bin';

/** A word that names Python: `python`, `/app/.venv/bin/python3.12`. */
export function isPython(word: string): boolean {
  return /^python(?:3(?:\.\d+)?)?$/.test(baseName(word));
}

/**
 * The interpreter behind the word in a container of the stage. A message where it is another one than the official
 * image's, such as Debian's own, or where it cannot be told.
 */
export function interpreterBehind(word: string, effects: StageEffects): Interpreter | string {
  if (word.includes('/')) {
    const path = joinPath(effects.stage.end.workdir, word);
    const found = path === undefined ? undefined : interpreterAt(path, effects);
    if (found === undefined && /^\/usr\/bin\//.test(word))
      return `\`${word}\` is the Python of the distribution, not the one that the image is for: it does not go along.`;
    return found ?? `Which interpreter \`${word}\` is cannot be told.`;
  }
  for (const folder of searchedFolders(effects) ?? []) {
    const found = interpreterAt(`${folder}/${word}`, effects);
    if (found !== undefined) return found;
    if (lookup(effects.contents, `${folder}/${word}`).presence === 'yes' || /^\/(?:usr\/)?bin$/.test(folder))
      break;
  }
  return `Which interpreter \`${word}\` is cannot be told.`;
}

/** The folders of PATH in a container of the stage; undefined where they cannot be known. */
export function searchedFolders({ stage }: StageEffects): readonly string[] | undefined {
  const path = runtimeVariable(stage.end.environment, 'PATH')?.value;
  if (path?.kind !== 'value') return undefined;
  return path.value.split(':').flatMap(folder => joinPath('/', folder) ?? []);
}

function interpreterAt(path: string, effects: StageEffects): Interpreter | string | undefined {
  const { contents } = effects;
  const folder = parentPath(path);
  const end = throughLinks(contents, path);
  if (parentPath(end) === interpreterFolder && lookup(contents, end).presence !== 'no')
    return { environment: undefined };
  const environment = parentPath(folder);
  if (baseName(folder) !== 'bin' || !isEnvironment(environment, effects)) return undefined;
  return leadsToImage(environment, effects)
    ? { environment }
    : `The virtual environment \`${environment}\` may lead to another interpreter than the one of the image.`;
}

/** A virtual environment that a command of the file made, in this stage or in one it was copied from. */
export function isEnvironment(folder: string, { contents }: StageEffects): boolean {
  const marker = lookup(contents, `${folder}/pyvenv.cfg`);
  return marker.presence === 'yes' && originOf(marker)?.kind === 'dependencies';
}

function leadsToImage(environment: string, effects: StageEffects): boolean {
  const target = linkTarget(lookup(effects.contents, `${environment}/bin/python`));
  if (target === undefined) return false;
  const end = throughLinks(effects.contents, target);
  return isWithin(end, interpreterFolder) && isPython(end);
}

function linkTarget({ entry }: Found): string | undefined {
  if (entry?.kind !== 'link') return undefined;
  return entry.target ?? (entry.origin.kind === 'copied' ? linkTarget(entry.origin.from) : undefined);
}
