/** Which paths a program wrote, without what engines put into every container. */

const byEngine =
  /^\/(dev|proc|sys|\.dockerenv|run\/\.containerenv|run\/secrets|etc\/(hosts|hostname|resolv\.conf|mtab))(\/|$)/;

/** Reads the output of `diff`: `A /added`, `C /changed`; what is deleted (`D`) leaves nothing to look at. */
export function writtenPaths(diff: string): readonly string[] {
  const lines = diff.split(/\r?\n/).filter(line => /^[AC] \//.test(line));
  return withoutEngines(lines.map(line => line.slice(2)));
}

/** Takes away what engines write, and folders that changed for nothing else. */
export function withoutEngines(paths: readonly string[]): readonly string[] {
  const kept = paths.filter(path => !byEngine.test(path));
  const below = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
  return kept.filter(path => !paths.some(below(path)) || kept.some(below(path))).sort();
}
