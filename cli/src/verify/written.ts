/** Which of the changed paths of a container tell something about its program. */

/** What every container changes without its program doing anything. */
const ofEngines = /^\/(dev|proc|sys|run|\.dockerenv|etc\/(hosts|hostname|resolv\.conf|mtab))(\/|$)/;

/**
 * What interpreters keep for themselves where they may: bytecode of Python, logs of npm, code of Node, counters of
 * the JVM, what `go run` and `cargo run` download, compile and count, and what the entrypoint of Maven's image copies.
 * Root may keep it in places where another user may not, and nothing depends on it.
 */
const ofInterpreters =
  /\/__pycache__(\/|$)|\.pyc$|\/\.npm(\/|$)|\/\.cache\/(node|go-build|pip)(\/|$)|\/\.config\/go\/telemetry(\/|$)|^\/go\/pkg\/(mod|sumdb)(\/|$)|\/\.?cargo\/(\.global-cache|\.package-cache[\w-]*|registry(\/.*)?)$|\/\.m2\/settings-docker\.xml$|\/target\/([\w-]+\/)?(debug|release)\/([\w.-]+\.d|\.cargo-lock|\.fingerprint\/.*)$|\/tmp\/(go-build\d+|node-compile-cache|hsperfdata_\w+|v8-compile-cache[\w-]*|tsx-\d+)(\/|$)/;

/** The deepest paths of a change, sorted, without what does not count and what is below `leaves`. */
export function writtenPaths(
  changes: readonly string[],
  leaves: readonly string[],
  read: readonly string[] = [],
): readonly string[] {
  const counts = (path: string) =>
    !ofEngines.test(path) &&
    (!ofInterpreters.test(path) || read.includes(path)) &&
    !leaves.some(folder => `${path}/`.startsWith(`${folder.replace(/\/$/, '')}/`));
  // Folders go first: a folder in which only a cache has changed has not changed.
  const folders = new Set<string>();
  for (const path of changes) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      folders.add(path.slice(0, end));
    }
  }
  return changes.filter(path => !folders.has(path) && counts(path)).sort();
}
