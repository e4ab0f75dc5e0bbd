/** Decides which folders a walk of the build context may leave out because `.dockerignore` does. */
import { dockerignore } from './core/analysis';

/**
 * Says of a folder whether nothing below it can reach the build. A folder that is left out may still
 * have exceptions inside (`!docs/README.md`), so those are looked for before it is skipped.
 */
export function ignoredFolders(text: string): (path: string) => boolean {
  const ignores = dockerignore(text);
  const exceptions = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line.startsWith('!'))
    .map(line =>
      line
        .slice(1)
        .trim()
        .replace(/^\.?\/+/, ''),
    );
  return path => ignores(path) && !exceptions.some(exception => mayReach(exception, path));
}

/** A pattern with a wildcard in its leading part may match anywhere; others only below their own words. */
function mayReach(exception: string, folder: string): boolean {
  const fixed = /^[^*?[\\]*/.exec(exception)?.[0] ?? '';
  return fixed.length < exception.length
    ? `${folder}/`.startsWith(fixed) || fixed.startsWith(`${folder}/`)
    : exception.startsWith(`${folder}/`);
}
