/** Which paths a program wrote, without what engines put into every container. */

const byEngine =
  /^\/(dev|proc|sys|\.dockerenv|run\/\.containerenv|run\/secrets|etc\/(hosts|hostname|resolv\.conf|mtab))(\/|$)/;

/** Reads the output of `diff`: `A /added`, `C /changed`; what is deleted (`D`) leaves nothing to look at. `also` is what the engine writes besides. */
export function writtenPaths(diff: string, also: readonly string[]): readonly string[] {
  const lines = diff.split(/\r?\n/).filter(line => /^[AC] \//.test(line));
  return withoutEngines(
    lines.map(line => line.slice(2)),
    also,
  );
}

/** Takes away what engines write, and folders that changed for nothing else. */
export function withoutEngines(paths: readonly string[], also: readonly string[] = []): readonly string[] {
  const kept = paths.filter(path => !byEngine.test(path) && !also.includes(path));
  const below = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
  // Some make the folder for the files that they put there, and take these away again.
  const idle = (path: string) => path === '/run' || paths.some(below(path));
  return kept.filter(path => !idle(path) || kept.some(below(path))).sort();
}
