/** Decides which folders a walk of the build context may leave out because `.dockerignore` does. */
import { dockerignore } from './core/analysis';

/**
 * Says of a folder whether nothing below it can reach the build. A folder that is left out may still
 * have exceptions inside (`!docs/README.md`), so those are looked for before it is skipped. Where the file leaves out everything but what it names, the sources
 * of Java programs are listed all the same: they can be read beside a jar that was built outside.
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
  // Quarkus writes such a file: the jar alone is sent, and what the program does is told by its sources.
  const listsWhatIsSent = /^\s*\/?\*\*?\s*$/m.test(text);
  return path =>
    ignores(path) &&
    !(listsWhatIsSent && sourcesOfJava.test(path)) &&
    !exceptions.some(exception => mayReach(exception, path));
}

/** Where Maven and Gradle have the sources of what ships. */
const sourcesOfJava = /^src(?:\/main(?:\/|$)|$)/;

/** A pattern with a wildcard in its leading part may match anywhere; others only below their own words. */
function mayReach(exception: string, folder: string): boolean {
  const fixed = /^[^*?[\\]*/.exec(exception)?.[0] ?? '';
  return fixed.length < exception.length
    ? `${folder}/`.startsWith(fixed) || fixed.startsWith(`${folder}/`)
    : exception.startsWith(`${folder}/`);
}
